"""Why an import stopped: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_noop as _

from vitalfew.analysis.engines import EngineError
from vitalfew.apps.imports.storage import warehouse
from vitalfew.files.problems import PROBLEMS, FileProblem, Message

NOTHING_CHANGED = _("Nothing was imported; what was there before is unchanged.")

OWN_PROBLEMS: dict[str, Message] = {
    "rules_changed": Message(
        _("The company's currency, tax, date or rates have changed since it was read."),
        _("Read it again with the new settings."),
        NOTHING_CHANGED,
    ),
    "people_changed": Message(
        _("People at customers were changed since the file was read."),
        _("Read it again, and look once more at what it would change."),
        NOTHING_CHANGED,
    ),
    "too_many_people": Message(
        _("The file has %(lines)s lines; at most %(most)s people are read at a time."),
        _("Divide it into several files."),
        NOTHING_CHANGED,
    ),
    "stopped": Message(
        _("Reading or importing was interrupted several times."),
        _("Try again. If it happens again, ask the administrator to look at the log."),
        NOTHING_CHANGED,
    ),
    "failed": Message(
        _("Something went wrong that should not have."),
        _("Try again. The administrator finds the details in the log."),
        NOTHING_CHANGED,
    ),
    "upload_gone": Message(
        _("The uploaded file is no longer there: uploads are deleted after some days."),
        _("Upload it again."),
        NOTHING_CHANGED,
    ),
    "no_room": Message(
        _("The disk has too little room for this import."),
        _("Ask the administrator to free some room, then try again."),
        NOTHING_CHANGED,
    ),
    "no_folder": Message(
        _("The folder %(name)s cannot be read."),
        _("Check its path and that this program may read it."),
        NOTHING_CHANGED,
    ),
    "bad_address": Message(
        _("The address %(name)s cannot be used: %(detail)s."),
        _("Only http and https addresses outside of the own network are read."),
        NOTHING_CHANGED,
    ),
    "no_answer": Message(
        _("%(name)s did not answer as expected: %(detail)s."),
        _("Check the address; it is tried again at the next time."),
        NOTHING_CHANGED,
    ),
}


def engine_problem(error: EngineError) -> FileProblem | None:
    """What to tell when the engine elsewhere failed; None: it was the one in here."""
    engine = warehouse()
    return None if engine is None else engine.problem(error)


@contextmanager
def engine_told() -> Iterator[None]:
    """An engine elsewhere that fails is a problem of the orders, not of the program."""
    try:
        yield
    except EngineError as error:
        problem = engine_problem(error)
        if problem is None:
            raise
        raise problem from None


class ImportProblem(Exception):  # noqa: N818  a sentence for the person
    """An import cannot go on; `code` is a key of `OWN_PROBLEMS`."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(OWN_PROBLEMS[code].text % values)


def stored_problem(error: FileProblem | ImportProblem) -> dict[str, Any]:
    values = {name: str(value) for name, value in error.values.items()}
    return {"code": error.code, "values": values}


def message_of(problem: dict[str, Any]) -> Message:
    """The sentences of a stored problem, in English, with their places filled later."""
    code = problem["code"]
    return OWN_PROBLEMS[code] if code in OWN_PROBLEMS else PROBLEMS[code]

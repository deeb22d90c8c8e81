"""What can stand in the way of an assessment or a decision, in one sentence each."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from django.utils.translation import gettext as _

from vitalfew.analysis.reasons import (
    TEMPLATES,
    Format,
    Reason,
    Template,
    declare,
    english,
)
from vitalfew.files.problems import PROBLEMS, STANDS


class RefusedError(Exception):
    """Something a person asked for is not possible; nothing was changed.

    `code` names a declared sentence, `field` the input it is about.
    """

    def __init__(self, code: str, *, field: str = "", **values: object) -> None:
        self.code = code
        self.field = field
        self.values = values
        super().__init__(Reason("unknown", code, values).sentence())


def sentence(
    code: str, values: Mapping[str, object] | None = None, form: Format = english
) -> str:
    """A declared sentence, or a problem of the orders, in the reader's language."""
    if code in PROBLEMS:
        said = (PROBLEMS[code].text, STANDS, PROBLEMS[code].to_do)
        return " ".join(_(text) % (values or {}) for text in said)
    text = _(template(code).text)
    return Reason("unknown", code, values or {}).sentence(form, text)


SPEAKING = (
    "vitalfew.analysis.screen",
    "vitalfew.analysis.measures.cost_to_serve",
    "vitalfew.analysis.assessment.forecast",
    "vitalfew.analysis.assessment.health.total",
    "vitalfew.analysis.assessment.relationship",
    "vitalfew.analysis.assessment.value",
    "vitalfew.analysis.assessment.warning",
    "vitalfew.analysis.decision.gates",
    "vitalfew.analysis.decision.regression",
)
"""What declares sentences that are stored, and is slow to load."""


def template(code: str) -> Template:
    """A declared sentence: of a stored one the process may not know the module yet."""
    return TEMPLATES[code] if code in TEMPLATES else templates()[code]


def templates() -> Mapping[str, Template]:
    """Every declared sentence of what is stored."""
    for module in SPEAKING:
        import_module(module)
    return TEMPLATES


# Assessments
declare(
    "assessment_superseded",
    "A newer assessment was asked for, so this one was stopped. Look at the newer one.",
)
declare(
    "assessment_no_orders",
    "There are no orders to assess yet. Import orders first, then run the assessment.",
)
declare(
    "assessment_orders",
    "The orders cannot be assessed: %(detail)s The last finished assessment still "
    "stands.",
    detail="text",
)
declare(
    "assessment_failed",
    "The assessment stopped because of an error in the program. The orders and the "
    "last finished assessment are unchanged. Run it again; if it stops again, send "
    "the log of the worker to your administrator.",
)
declare(
    "assessment_cut_off",
    "The assessment was cut off: the process that made it ended. The orders and the "
    "last finished assessment are unchanged. Run it again.",
)

# Decisions
declare("reason_missing", "Write down the reason; it is kept with the decision.")
declare("already_key", "%(account)s is a key account already.", account="text")
declare("not_key", "%(account)s is not a key account.", account="text")
declare(
    "end_first",
    "%(account)s is a key account. End that first, with its own reason.",
    account="text",
)
declare(
    "account_not_open",
    "%(account)s was merged into another account or excluded; decide on that one.",
    account="text",
)
declare("manager_missing", "Choose who manages the account.")
declare(
    "manager_unfit",
    "%(manager)s does not have the role account manager.",
    manager="text",
)
declare(
    "manager_full",
    "%(manager)s already runs %(taken)s of %(capacity)s key accounts. Choose somebody "
    "with room, or raise the capacity.",
    manager="text",
    taken="count",
    capacity="count",
)
declare("day_missing", "Say on which day to ask again.")
declare("day_past", "The day to ask again must lie in the future.")

# Judgements
declare("score_range", "Give a score from 1 to 5.")
declare("judgement_empty", "Give a score, or at least one figure.")
declare("figure_negative", "%(value)s is below zero.", value="count")
declare("level_range", "A level is a whole number from 1 (clerk) to 5 (board).")
declare("range_order", "The lower end is above the upper end.")
declare("no_topic", "There is no topic %(topic)s.", topic="text")

# Criteria
declare(
    "criteria_moved",
    "%(name)s changed the criteria while you were editing. Your changes are still "
    "here: look at theirs, then save again.",
    name="text",
)
declare("criteria_same", "Nothing was changed.")

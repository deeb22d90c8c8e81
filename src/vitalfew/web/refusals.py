"""A form that was filled in well, though what it asks for is not possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.contrib import messages

from vitalfew.apps.assessments.problems import RefusedError, sentence

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest


class Sent(dict[Any, Any]):
    """The forms that were sent and refused, by where they stand on the page.

    It knows which the page asked for: what changed meanwhile may have left a form
    without a place, and then its refusal is said above the page.
    """

    def __init__(self, forms: Mapping[Any, Any] | None = None) -> None:
        super().__init__(forms or {})
        self._placed: set[Any] = set()

    def get(self, key: Any, default: Any = None) -> Any:  # noqa: ANN401
        self._placed.add(key)
        return super().get(key, default)

    def say_rest(self, request: HttpRequest) -> None:
        for key in self.keys() - self._placed:
            for error in chain.from_iterable(self[key].errors.values()):
                messages.error(request, str(error))


def done(form: BaseForm, do: Callable[[], object]) -> bool:
    """Do what a form asks for; if it cannot be done the form says why."""
    if not form.is_valid():
        return False
    try:
        do()
    except RefusedError as refused:
        refuse(form, refused)
        return False
    return True


def pressed(request: HttpRequest, do: Callable[[], object]) -> bool:
    """Do what a button asks for; if it cannot be done the next page says why."""
    try:
        do()
    except RefusedError as refused:
        messages.error(request, sentence(refused.code, refused.values))
        return False
    return True


def refuse(form: BaseForm, refused: RefusedError) -> None:
    """Say why at the field it is about, or above the form where there is none."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, sentence(refused.code, refused.values))

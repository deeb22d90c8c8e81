"""A form that was filled in well, though what it asks for is not possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vitalfew.apps.assessments.problems import RefusedError, sentence

if TYPE_CHECKING:
    from django.forms import BaseForm


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


def refuse(form: BaseForm, refused: RefusedError) -> None:
    """Say why at the field it is about, or above the form where there is none."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, sentence(refused.code, refused.values))

"""A form that was filled in well, though what it asks for is not possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vitalfew.apps.assessments.problems import sentence

if TYPE_CHECKING:
    from django.forms import Form

    from vitalfew.apps.assessments.problems import RefusedError


def refuse(form: Form, refused: RefusedError) -> None:
    """Say why at the field it is about, or above the form where there is none."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, sentence(refused.code, refused.values))

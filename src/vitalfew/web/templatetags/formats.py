"""Template filters that show figures in the reader's own formats."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils import timezone

from vitalfew.web.formats import Formats, Number, reason_sentence

register = template.Library()


def _formats(context: dict[str, Any]) -> Formats:
    formats: Formats = context["formats"]
    return formats


@register.simple_tag(takes_context=True)
def money(context: dict[str, Any], value: Number | None) -> str:
    return _formats(context).money(value)


@register.simple_tag(takes_context=True)
def money_full(context: dict[str, Any], value: Number | None, digits: int = 2) -> str:
    return _formats(context).money_full(value, digits)


@register.simple_tag(takes_context=True)
def count(context: dict[str, Any], value: Number | None) -> str:
    return _formats(context).count(value)


@register.simple_tag(takes_context=True)
def score(context: dict[str, Any], value: Number | None) -> str:
    return _formats(context).score(value)


@register.simple_tag(takes_context=True)
def percent(context: dict[str, Any], value: Number | None, digits: int = 1) -> str:
    return _formats(context).percent(value, digits)


@register.simple_tag(takes_context=True)
def change(context: dict[str, Any], value: Number | None) -> str:
    return _formats(context).change(value)


@register.simple_tag(takes_context=True)
def day(context: dict[str, Any], value: dt.date | None) -> str:
    return _formats(context).day(value)


@register.simple_tag(takes_context=True)
def moment(context: dict[str, Any], value: dt.datetime) -> str:
    return _formats(context).moment(timezone.localtime(value))


@register.simple_tag(takes_context=True)
def reason(context: dict[str, Any], code: str, values: dict[str, Any]) -> str:
    return reason_sentence(code, values, _formats(context))

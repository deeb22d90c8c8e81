"""Small marks of a page: chips, initials, keys, form controls, the page's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from vitalfew.files.bidi import SIGNS
from vitalfew.web.controls import Controls
from vitalfew.web.templatetags.icons import lucide
from vitalfew.web.templatetags.names import bdi

register = template.Library()

GO_KEYS = {
    "portfolio": "p",
    "candidates": "c",
    "key-accounts": "k",
    "warnings": "e",
    "work": "o",
    "accounts": "a",
    "imports": "d",
    "criteria": "w",
    "people": "t",
    "activity": "h",
    "methods": "m",
    "firm": "s",
}
"""After `G`, the key that goes to a place of the rail."""

SIDES = {
    "for": ("plus", _("For:")),
    "con": ("minus", _("Against:")),
    "unknown": ("circle-question-mark", _("Not known:")),
}
"""Chips that say on which side they are, also to whoever sees no icon."""


@register.filter
def go_key(place: str) -> str:
    return GO_KEYS.get(place, "")


@register.filter
def words(names: str) -> list[str]:
    """The parts of a comma-separated list, for a loop in a template."""
    return names.split(",")


@register.filter
def html_lang(code: str) -> str:
    """The tag browsers and screen readers know: zh-Hans, not zh-hans."""
    return "zh-Hans" if code == "zh-hans" else code


@register.filter
def initials(name: str) -> str:
    """Two letters for a Latin name, the first character for a Chinese one.

    >>> initials("Norvik Wind"), initials("诺维克风电"), initials("Aster"), initials("")
    ('NW', '诺', 'AS', '?')
    """
    parts = [part.lstrip(SIGNS) for part in name.split()]
    parts = [part for part in parts if part[:1].isalnum()]
    if not parts:
        return "?"
    if not parts[0][0].isascii():
        return parts[0][0].upper()
    if len(parts) == 1:
        return parts[0][:2].upper()
    return (parts[0][0] + parts[1][0]).upper()


@register.filter
def is_wide(text: str) -> bool:
    """Whether the text starts with a character of a square script, shown larger."""
    return not text[:1].isascii()


@register.simple_tag
def chip(kind: str, text: str, *, icon: str = "", small: str = "") -> SafeString:
    """What `<c-chip>` shows, for rows: a tag takes a tenth of a component's time."""
    before = _chip_before(kind, icon, small, get_language() or "")
    return SafeString(f"{before}{conditional_escape(text)}</span>")


@cache
def _chip_before(kind: str, icon: str, small: str, _language: str) -> SafeString:
    own, said = SIDES.get(kind, ("", ""))
    name = icon or own
    return format_html(
        '<span class="chip{}{}">{}{}',
        f" chip--{kind}" if kind else "",
        " chip--sm" if small else "",
        lucide(name, size=16, **{"class": "i", "aria_hidden": "true"}) if name else "",
        format_html('<span class="sr">{}</span>', said) if said and not icon else "",
    )


@register.simple_tag
def monogram(name: str, *, large: str = "") -> SafeString:
    """What `<c-monogram>` shows, for rows: a customer's initials in a square."""
    return format_html(
        '<span class="mono{}{}" aria-hidden="true">{}</span>',
        " mono--zh" if is_wide(name) else "",
        " mono--lg" if large else "",
        initials(name),
    )


@register.simple_tag
def data_rows(rows: Iterable[Sequence[object]]) -> SafeString:
    """Rows of a table of data: the first cell names the row, the others are figures."""
    return SafeString("".join(_data_row(*row) for row in rows))


def _data_row(name: object, *figures: object) -> str:
    cells = "".join(f'<td class="n">{_cell(each)}</td>' for each in figures)
    return f'<tr><th scope="row">{_cell(name)}</th>{cells}</tr>'


def _cell(value: object) -> str:
    return conditional_escape(bdi(value))


@register.filter
def is_check(field: BoundField) -> bool:
    """A single tick box: its label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Several choices that are all visible: radio buttons, tick boxes."""
    return isinstance(field.field.widget, forms.RadioSelect)


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """A form field's control in the product's own look."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return field.as_widget()
    given = widget.attrs.get("class", "")
    css = f"in {given}".strip()
    if type(widget) is forms.Select:
        arrow = lucide("chevron-down", size=14, **{"class": "i i-14"})
        return format_html('<span class="pick">{}{}</span>', _select(field, css), arrow)
    return field.as_widget(attrs={"class": css})


def _select(field: BoundField, css: str) -> SafeString:
    """As `as_widget` draws it, but of the same choices once: there can be hundreds."""
    widget: Any = field.field.widget
    attrs = field.build_widget_attrs({"class": css}, widget)
    attrs.setdefault("id", field.auto_id)
    value = tuple(widget.format_value(field.value()))
    return _drawn_select(field.html_name, value, (*attrs.items(),), _said(widget))


def _said(widget: forms.Select) -> tuple[Any, ...]:
    choices: Iterable[tuple[Any, Any]] = widget.choices
    return tuple(
        (
            "" if value is None else str(value),
            tuple((str(one), conditional_escape(text)) for one, text in label)
            if isinstance(label, list | tuple)
            else conditional_escape(label),
        )
        for value, label in choices
    )


@lru_cache(maxsize=256)
def _drawn_select(
    name: str,
    value: tuple[str, ...],
    attrs: tuple[tuple[str, Any], ...],
    choices: tuple[Any, ...],
) -> SafeString:
    return forms.Select(choices=choices).render(name, value, dict(attrs), Controls())

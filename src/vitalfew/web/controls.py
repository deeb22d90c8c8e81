"""Form controls as Django draws them, without a template for each.

A select of some hundred people is a template for each of them, and every attribute of
every control one more: most of the time of a page with forms.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

Widget = Mapping[str, Any]
WIDGETS = "django/forms/widgets"


class Controls(DjangoTemplates):
    """Draws the commonest controls itself, the others by Django's templates."""

    def render(
        self,
        template_name: str,
        context: dict[str, Any],
        request: Any = None,  # noqa: ANN401  as Django
    ) -> Any:  # noqa: ANN401  as Django
        draw = DRAWN.get(template_name)
        if draw is None:
            return super().render(template_name, context, request)
        return SafeString(draw(context["widget"]))


def _select(widget: Widget) -> str:
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget)}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f'<optgroup label="{_text(name)}">')
        parts += map(_option, options)
        if name:
            parts.append("</optgroup>")
    return "\n".join([*parts, "</select>"])


def _option(option: Widget) -> str:
    attributes = f'value="{_text(option["value"])}"{_attributes(option)}'
    return f"<option {attributes}>{_text(option['label'])}</option>"


def _input(widget: Widget) -> str:
    value = widget["value"]
    said = "" if value is None else f' value="{_text(value)}"'
    return (
        f'<input type="{widget["type"]}" name="{_text(widget["name"])}"{said}'
        f"{_attributes(widget)}>"
    )


def _choices(widget: Widget) -> str:
    """Several to be chosen, one below the other."""
    own = widget["attrs"]
    names = "".join(
        f' {name}="{_text(own[name])}"' for name in ("id", "class") if own.get(name)
    )
    parts = [f"<div{names}>"]
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f"<div><label>{_text(name)}</label>")
        parts += (f"<div>{_choice(option)}</div>" for option in options)
        if name:
            parts.append("</div>")
    return "\n".join([*parts, "</div>"])


def _choice(option: Widget) -> str:
    control = _input(option)
    if not option["wrap_label"]:
        return control
    key = option["attrs"].get("id")
    whose = f' for="{_text(key)}"' if key else ""
    return f"<label{whose}>{control}\n {_text(option['label'])}</label>"


def _area(widget: Widget) -> str:
    name = _text(widget["name"])
    value = _text(widget["value"] or "")
    return f'<textarea name="{name}"{_attributes(widget)}>\n{value}</textarea>'


def _attributes(widget: Widget) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{_text(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _text(value: object) -> str:
    return conditional_escape(value if isinstance(value, SafeString) else str(value))


INPUTS = ("text", "number", "email", "url", "date", "hidden", "checkbox", "password")
DRAWN: Mapping[str, Callable[[Widget], str]] = {
    f"{WIDGETS}/select.html": _select,
    f"{WIDGETS}/textarea.html": _area,
    f"{WIDGETS}/checkbox_select.html": _choices,
    f"{WIDGETS}/checkbox_option.html": _choice,
    f"{WIDGETS}/radio.html": _choices,
    f"{WIDGETS}/radio_option.html": _choice,
    **{f"{WIDGETS}/{name}.html": _input for name in INPUTS},
}

"""Controls drawn without a template are what Django would draw."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString

from vitalfew.web.controls import DRAWN, Controls
from vitalfew.web.templatetags.marks import control

SIGNS = "<b> & “Söhne” 'GmbH'"
PEOPLE = [("", "Choose …"), (7, SIGNS), ("x&y", "王")]
GROUPED = [("Ours <1>", [(1, "Ida"), (2, SIGNS)]), ("", [(3, "Ben")]), (4, "Mei")]


class Every(forms.Form):
    text = forms.CharField(help_text="So", max_length=9)
    area = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))
    number = forms.FloatField(localize=True)
    mail = forms.EmailField(disabled=True)
    address = forms.URLField(assume_scheme="https")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.CharField(widget=forms.HiddenInput)
    check = forms.BooleanField(required=False)
    one = forms.ChoiceField(choices=PEOPLE)
    grouped = forms.ChoiceField(choices=GROUPED, required=False)
    several = forms.MultipleChoiceField(choices=PEOPLE)
    ticks = forms.MultipleChoiceField(
        choices=GROUPED, widget=forms.CheckboxSelectMultiple(attrs={"class": "a"})
    )
    radio = forms.ChoiceField(choices=PEOPLE, widget=forms.RadioSelect)
    when = forms.TimeField(widget=forms.TimeInput(attrs={"data-x": False}))


GIVEN = {
    "text": SIGNS,
    "area": f"\n{SIGNS}",
    "number": 0,
    "check": "on",
    "one": "7",
    "grouped": "2",
    "several": ["7", "x&y"],
    "ticks": ["1", "3"],
    "radio": "x&y",
}


def drawn(renderer, data):
    form = Every(data, renderer=renderer)
    found = {field.name: str(field) for field in form}
    for name in ("ticks", "radio"):
        found[f"each of {name}"] = "".join(each.tag() for each in form[name])
    return {name: compact(html) for name, html in found.items()}


def compact(html):
    return re.sub(r">\s+<", "><", html)


@pytest.mark.parametrize("data", [None, {}, GIVEN], ids=["new", "refused", "given"])
def test_controls_are_what_django_would_draw(data):
    assert drawn(Controls(), data) == drawn(DjangoTemplates(), data)


def test_what_is_drawn_here_are_templates_that_django_has():
    for name in DRAWN:
        assert DjangoTemplates().get_template(name)


@pytest.mark.parametrize("data", [None, {}, GIVEN], ids=["new", "refused", "given"])
def test_a_select_drawn_once_for_the_same_choices_is_the_one_that_was_chosen_in(data):
    form = Every(data, renderer=DjangoTemplates())

    for name in ("one", "grouped", "several"):
        theirs = form[name].as_widget(attrs={"class": "in"})
        assert compact(theirs) in compact(control(form[name]))


def test_a_select_tells_text_from_markup_of_the_same_letters():
    class Plain(forms.Form):
        one = forms.ChoiceField(choices=[("a", "<b>")])

    class Marked(forms.Form):
        one = forms.ChoiceField(choices=[("a", SafeString("<b>"))])

    assert "&lt;b&gt;" in control(Plain()["one"])
    assert "><b></option>" in control(Marked()["one"])
    assert "&lt;b&gt;" in control(Plain()["one"])

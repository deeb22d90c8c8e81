from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.accounts.policies import seen_by
from vitalfew.apps.library.models import Method
from vitalfew.apps.plans.models import (
    CHARTER,
    SWOT,
    Action,
    Objective,
    Plan,
    PlanTemplate,
    Risk,
)
from vitalfew.apps.plans.services import state_of
from vitalfew.apps.users.models import User
from vitalfew.web.fields import DayField, day_field, day_input, text_field
from vitalfew.web.plans.words import CHARTER_WORDS, SWOT_WORDS

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account

    AnyModelForm = forms.ModelForm[Any]
else:
    AnyModelForm = forms.ModelForm

LEVELS = [(level, str(level)) for level in range(1, 6)]


def lines(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class EditForm(AnyModelForm):
    """A part of a plan. It knows on which state of it somebody began to write."""

    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["based_on"] = state_of(self.instance, self._names)

    @property
    def _names(self) -> list[str]:
        return [name for name in self.fields if name != "based_on"]

    @property
    def values(self) -> dict[str, Any]:
        return {n: v for n, v in self.cleaned_data.items() if n != "based_on"}

    def overtaken(self) -> None:
        """Show what somebody else saved meanwhile; sent again it is replaced."""
        now = type(self.instance)._default_manager.get(pk=self.instance.pk)
        for name, typed in self.values.items():
            if getattr(now, name) != typed:
                theirs = {"value": _saved(now, name)}
                self.add_error(name, _("Saved in the meantime: %(value)s") % theirs)
        sent: Any = self.data
        sent = sent.copy()
        sent["based_on"] = state_of(now, self._names)
        self.data = sent


def _saved(record: Any, name: str) -> str:  # noqa: ANN401
    shown = getattr(record, f"get_{name}_display", None)
    value = shown() if shown else getattr(record, name)
    if isinstance(value, User):
        return value.name
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "–" if value is None or value == "" else str(value)


class PeriodOnlyForm(forms.Form):
    starts_on = day_field(_("From"))
    ends_on = day_field(_("To"))


class BeginForm(PeriodOnlyForm):
    """The period of a plan that is begun, and what it is begun from."""

    template = forms.ModelChoiceField(
        label=_("Template"), queryset=PlanTemplate.objects.all(), required=False
    )


class NextForm(PeriodOnlyForm):
    """The period of the plan that follows."""


class KeepForm(forms.Form):
    name = forms.CharField(label=_("Name of the template"), max_length=120)


class ReviewForm(forms.Form):
    """What a review of the plan came to."""

    decided = text_field(_("What was decided"))
    next_review = day_field(_("Next review"))


class PeriodForm(EditForm):
    class Meta:
        model = Plan
        fields = ("starts_on", "ends_on", "review_weeks", "next_review")
        field_classes = dict.fromkeys(("starts_on", "ends_on", "next_review"), DayField)
        labels = {
            "starts_on": _("From"),
            "ends_on": _("To"),
            "review_weeks": _("Weeks between two reviews"),
            "next_review": _("Next review"),
        }
        widgets = {
            "starts_on": day_input(),
            "ends_on": day_input(),
            "next_review": day_input(),
        }


class CharterForm(EditForm):
    class Meta:
        model = Plan
        fields = CHARTER
        labels = CHARTER_WORDS
        widgets = {name: lines(2) for name in CHARTER}
        help_texts = {
            "field_of_play": _("Which part of the customer this plan is about."),
            "value_brought": _("What we are known for there, or want to be."),
            "how_they_gain": _("By what, and how they will notice."),
            "what_we_gain": _("In figures where there are some."),
        }


class SwotForm(EditForm):
    class Meta:
        model = Plan
        fields = SWOT
        labels = SWOT_WORDS
        widgets = {name: lines() for name in SWOT}
        help_texts = {name: _("One point a line.") for name in SWOT}


class AsksForm(EditForm):
    class Meta:
        model = Plan
        fields = ("asks",)
        labels = {"asks": _("What we ask of the customer")}
        widgets = {"asks": lines()}
        help_texts = {"asks": _("One point a line.")}


class ObjectiveForm(EditForm):
    class Meta:
        model = Objective
        fields = (
            "statement",
            "measure",
            "start",
            "target",
            "due_on",
            "strategies",
            "unit",
            "figure",
            "figure_on",
        )
        field_classes = dict.fromkeys(("due_on", "figure_on"), DayField)
        labels = {
            "statement": _("Objective"),
            "measure": _("Measured by"),
            "start": _("Starting figure"),
            "target": _("Target figure"),
            "due_on": _("Due"),
            "strategies": _("Strategies"),
            "unit": _("Own figure: unit"),
            "figure": _("Own figure: now"),
            "figure_on": _("Own figure: as of"),
        }
        help_texts = {
            "due_on": _("Empty: the end of the plan."),
            "strategies": _("How it is to be reached, one a line."),
        }
        widgets = {
            "due_on": day_input(),
            "figure_on": day_input(),
            "strategies": lines(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in ("start", "target", "figure"):
            value = getattr(self.instance, name)
            if isinstance(value, Decimal):
                # As it was typed, without the zeros the column keeps.
                self.initial[name] = f"{value.normalize():f}"


class ActionForm(EditForm):
    class Meta:
        model = Action
        fields = ("title", "owner", "due_on", "objective", "method", "note")
        field_classes = {"due_on": DayField}
        labels = {
            "title": _("Action"),
            "owner": _("Owner"),
            "due_on": _("Due"),
            "objective": _("For the objective"),
            "method": _("Method from the library"),
            "note": _("Note"),
        }
        widgets = {"due_on": day_input(), "note": lines(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        plan = self.instance.plan
        _people(self, plan.account)
        field: Any = self.fields["objective"]
        field.queryset = plan.objectives.all()
        method: Any = self.fields["method"]
        # What an action tries already stays, though it is retired by now.
        method.queryset = Method.objects.filter(
            Q(retired=False) | Q(pk=self.instance.method_id)
        )


class RiskForm(EditForm):
    likelihood = forms.TypedChoiceField(
        label=_("Likelihood, 1 to 5"), choices=LEVELS, coerce=int, initial=3
    )
    severity = forms.TypedChoiceField(
        label=_("Severity, 1 to 5"), choices=LEVELS, coerce=int, initial=3
    )

    class Meta:
        model = Risk
        fields = ("text", "likelihood", "severity", "owner", "response", "state")
        labels = {
            "text": _("Risk"),
            "owner": _("Owner"),
            "response": _("Response"),
            "state": _("State"),
        }
        help_texts = {"response": _("What is done about it.")}
        widgets = {"response": lines(2)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        _people(self, self.instance.plan.account)


def _people(form: forms.BaseForm, account: Account) -> None:
    """Only who sees the account can own a part of its plan."""
    field: Any = form.fields["owner"]
    field.queryset = seen_by(account)
    field.label_from_instance = lambda user: user.name

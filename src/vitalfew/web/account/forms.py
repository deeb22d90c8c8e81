from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.analysis.assessment.judgement import VALUES
from vitalfew.apps.assessments.models import Judgement

SCORES = [("", _("No score")), *((str(score), str(score)) for score in range(1, 6))]
LEVELS = [("", "–"), *((str(level), str(level)) for level in range(1, 6))]
FIGURES: dict[str, Any] = {
    "need": _("Their whole need a year"),
    "low": _("At least"),
    "high": _("At most"),
    "their_size": _("Their yearly sales"),
    "our_level": _("Level of our person (1 clerk to 5 board)"),
    "their_level": _("Level of theirs (1 clerk to 5 board)"),
    "investment": _("Spent to win them"),
    "yearly_cost_to_serve": _("Cost of serving them a year"),
    "contribution": _("Contribution a year"),
    "hours": _("Hours a year they take"),
}
MARGINS = frozenset({"contribution"})


class JudgementForm(forms.Form):
    """What a person knows about one topic; which figures there are, the topic says."""

    score = forms.TypedChoiceField(
        label=_("Score"), choices=SCORES, coerce=float, empty_value=None, required=False
    )
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
        error_messages={"required": _("Write down the reason; it is kept for ever.")},
    )

    def __init__(
        self,
        topic: str,
        data: Any = None,  # noqa: ANN401 - as Django's
        *,
        margins: bool = True,
    ) -> None:
        """Without `margins` nothing is asked that a reader of revenue may not see."""
        super().__init__(data, auto_id=f"id_{topic}_%s")
        self.topic = topic
        for name in VALUES[topic]:  # type: ignore[index]  # checked by the view
            if margins or name not in MARGINS:
                self.fields[name] = _figure(name)
        self.order_fields(["score", *VALUES[topic], "reason"])  # type: ignore[index]

    @property
    def label(self) -> str:
        return str(Judgement.Topic(self.topic).label)

    @property
    def given(self) -> dict[str, Any]:
        """What `judgement_record` takes."""
        values = {name: self.cleaned_data.get(name) for name in FIGURES}
        return {
            "topic": self.topic,
            "score": self.cleaned_data.get("score"),
            "values": {k: v for k, v in values.items() if v is not None},
            "reason": self.cleaned_data.get("reason", ""),
        }


def _figure(name: str) -> forms.Field:
    label = FIGURES[name]
    if name.endswith("_level"):
        return forms.TypedChoiceField(
            label=label, choices=LEVELS, coerce=float, empty_value=None, required=False
        )
    widget = forms.NumberInput(attrs={"min": "0", "step": "any", "class": "in--num"})
    return forms.FloatField(label=label, min_value=0, required=False, widget=widget)


class FrameworkForm(forms.Form):
    """Until when a framework runs that orders of the account name."""

    contract_id = forms.CharField(
        label=_("Framework"),
        max_length=200,
        error_messages={"required": _("Name the framework as the orders name it.")},
    )
    ends_on = forms.DateField(
        label=_("Its last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": _("Say on which day it ends.")},
    )
    note = forms.CharField(label=_("Note"), max_length=4000, required=False)

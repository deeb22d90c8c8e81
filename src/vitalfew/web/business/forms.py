from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.value.services import OF_TOPIC
from vitalfew.apps.value.topics import ProblemKind, Threat, Topic
from vitalfew.web.business.words import PLACING_MEANS, PURCHASE_MEANS
from vitalfew.web.fields import KEPT, day_field, text_field


def line(label: Any, *, required: bool = True, longest: int = 200) -> forms.CharField:  # noqa: ANN401 - words may be lazy
    return forms.CharField(
        label=label, required=required, max_length=longest, error_messages=KEPT
    )


TEXTS = {
    Topic.COMPETITOR: _("What makes them strong or weak there"),
    Topic.VIEW: _("What you rest this on"),
    Topic.PURCHASE: _("What you rest this on"),
}


class StatementForm(forms.Form):
    """What somebody knows of one topic."""

    name = line(_("Competitor"))
    supplies = line(_("What they supply there"), required=False)
    threat = forms.ChoiceField(label=_("Threat to us"), choices=Threat.choices)
    problem = forms.ChoiceField(label=_("What it is about"))
    placed = forms.ChoiceField(label=_("Class"), widget=forms.RadioSelect)
    text = text_field(_("What is known"))
    source = line(_("Who said it, or which document"), longest=300)
    said_on = day_field(_("Said or written on"))

    def __init__(self, data: Any = None, *, topic: str) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_{topic}_%s")
        self.topic = topic
        for name in ("name", "supplies", "threat", "problem", "placed"):
            if name not in OF_TOPIC.get(topic, ()):
                del self.fields[name]
        if topic in TEXTS:
            self.fields["text"].label = TEXTS[Topic(topic)]
        if "problem" in self.fields:
            kinds: list[tuple[str, Any]] = list(ProblemKind.choices)
            if topic == Topic.CHALLENGE:
                self.fields["problem"].required = False
                kinds.insert(0, ("", "–"))
            self.fields["problem"].choices = kinds  # type: ignore[attr-defined]
        if "placed" in self.fields:
            means = PLACING_MEANS if topic == Topic.VIEW else PURCHASE_MEANS
            self.fields["placed"].choices = list(means.items())  # type: ignore[attr-defined]


class WithdrawForm(forms.Form):
    """Why a statement no longer counts."""

    reason = text_field(_("Why it no longer counts"))

    def __init__(self, data: Any = None, *, pk: int) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_withdraw_{pk}_%s")

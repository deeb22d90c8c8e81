from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.analysis.decision.gates import STAGES, below, next_stage
from vitalfew.apps.program.models import Cycle, Event, Proposal
from vitalfew.web.cycle.words import stage_words
from vitalfew.web.fields import day_field, text_field


class MoveForm(forms.Form):
    """To the next stage, or back to one below."""

    origin = forms.CharField(widget=forms.HiddenInput)
    target = forms.ChoiceField(label=_("Back to"))
    reason = text_field(_("Why"))

    def __init__(self, data: Any = None, *, cycle: Cycle, up: bool) -> None:  # noqa: ANN401
        stage: Any = cycle.stage
        above = next_stage(stage)
        targets: list[Any] = [above] if up and above else list(reversed(below(stage)))
        if data is not None and data.get("origin") != stage:
            # It was moved meanwhile: the service says so, whatever was chosen.
            targets = list(STAGES)
        super().__init__(
            data,
            auto_id=f"id_{cycle.pk}_{'up' if up else 'back'}_%s",
            initial={"origin": stage, "target": targets[0] if targets else ""},
        )
        field = self.fields["target"]
        field.choices = [(each, stage_words(each)) for each in targets]  # type: ignore[attr-defined]
        if up:
            field.widget = forms.HiddenInput()
        self.cycle, self.up = cycle, up


class GateForm(forms.Form):
    """What somebody says of a gate."""

    holds = forms.TypedChoiceField(
        label=_("Is it so?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    note = text_field(_("What this rests on"))

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        cycle: int,
        gate: str,
        aside: bool = False,
    ) -> None:
        super().__init__(data, auto_id=f"id_{cycle}_{gate}_%s")
        self.gate = gate
        if aside:
            self.fields["holds"].widget = forms.HiddenInput()
            self.fields["note"].label = _("Why it does not matter here")


class EventForm(forms.Form):
    """Something that happened at a customer."""

    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[each for each in Event.Kind.choices if each[0] != Event.Kind.MARKET],
    )
    on = day_field(_("When"))
    note = text_field(_("What exactly, and how you know it"))


class MarketForm(forms.Form):
    """Something that happened to a whole industry."""

    industry = forms.CharField(
        label=_("Industry"),
        max_length=120,
        error_messages={"required": _("Name the industry whose market changed.")},
    )
    on = day_field(_("When"))
    note = text_field(_("What exactly, and how you know it"))


class AnswerForm(forms.Form):
    """Whether an account falls back as proposed."""

    fall_back = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("no", _("It stays where it is")), ("yes", _("It falls back"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    answer = text_field(_("Why"))
    look_again_on = day_field(_("If it stays: look again on"), required=False)

    def __init__(self, data: Any = None, *, proposal: Proposal) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_answer_{proposal.pk}_%s")
        self.proposal = proposal


class EffortForm(forms.Form):
    """What was spent on an account: hours of a department, or money."""

    what = forms.CharField(label=_("What it was spent on"), max_length=300)
    on = day_field(_("When"))
    since = day_field(_("First day, if the hours are of several"), required=False)
    department = forms.ChoiceField(label=_("Whose hours"), required=False)
    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=Decimal("0.25"),
        max_digits=9,
        decimal_places=2,
        required=False,
    )
    amount = forms.DecimalField(
        label=_("Or an expense"), min_value=Decimal("0.01"), max_digits=20,
        decimal_places=4, required=False,
    )  # fmt: skip

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        departments: Iterable[str],
        on: date | None = None,
    ) -> None:
        super().__init__(data, auto_id="id_effort_%s", initial={"on": on})
        self.fields["department"].choices = [  # type: ignore[attr-defined]
            ("", _("None: it is an expense")),
            *((name, name) for name in departments),
        ]


class TimeForm(forms.Form):
    """How long a contact took each of us who took part."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=24 * 60)

    def __init__(self, data: Any = None, *, touch: int) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_time_{touch}_%s")


class WithdrawEffortForm(forms.Form):
    """Why something that was spent no longer counts."""

    reason = text_field(_("Why it no longer counts"))

    def __init__(self, data: Any = None, *, effort: int) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_withdraw_{effort}_%s")


class PartForm(forms.Form):
    """A part of the account that is to run its own cycle."""

    part = forms.ChoiceField(
        label=_("What it is"),
        choices=[each for each in Cycle.Part.choices if each[0] != Cycle.Part.WHOLE],
    )
    name = forms.CharField(
        label=_("Its name"),
        max_length=200,
        error_messages={"required": _("Name the buying unit or product line.")},
    )
    reason = text_field(_("Why it starts on its own"))

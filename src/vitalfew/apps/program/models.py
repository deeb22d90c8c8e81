from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class StageChoice(models.TextChoices):
    ZERO = "zero", _("At zero")
    ESTABLISH = "establish", _("Establish")
    STABILIZE = "stabilize", _("Stabilize")
    STRENGTHEN = "strengthen", _("Strengthen")


class Cycle(models.Model):
    """The relationship with a key account, or with a part of it, as it moves.

    One that ended stays, with all its moves; starting anew is a new one.
    """

    class Part(models.TextChoices):
        WHOLE = "whole", _("The whole account")
        UNIT = "unit", _("A buying unit")
        LINE = "line", _("A product line")

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="cycles"
    )
    part = models.CharField(max_length=5, choices=Part, default=Part.WHOLE)
    name = models.CharField(max_length=200, blank=True)
    """Which unit or line; empty for the whole account."""
    stage = models.CharField(
        max_length=10, choices=StageChoice, default=StageChoice.ESTABLISH
    )
    since = models.DateField()
    """The first day in this stage."""
    centralization = models.CharField(max_length=12, blank=True)
    """How they bought when it came to this stage, by the assessment of that day."""
    share = models.FloatField(null=True, blank=True)
    """Our share of the need somebody recorded, when it came to this stage or, where
    nobody had by then, when it was known first."""
    parent = models.ForeignKey(
        "accounts.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """Whom the account belonged to when it came to this stage."""
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["part", "name", "starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "part", "name"],
                condition=Q(ends_on__isnull=True),
                name="one_open_cycle_a_part",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.name}: {self.get_stage_display()}"


class PartFigures(models.Model):
    """What the orders of an assessment say of a part that runs its own cycle.

    On the revenue basis, as proposals rest on it.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE, related_name="figures")
    assessment = models.ForeignKey(
        "assessments.Assessment", models.CASCADE, related_name="+"
    )
    named = models.BooleanField()
    """Whether an order line of the window names it; if not, all else is unknown."""
    continuity = models.CharField(max_length=12, blank=True)
    purchase_days = models.PositiveIntegerField(null=True)
    last_12_months = models.FloatField(null=True)
    before_12_months = models.FloatField(null=True)
    share = models.FloatField(null=True)
    """Of what the whole account bought in the last 12 months."""
    share_before = models.FloatField(null=True)
    warnings = models.JSONField(default=list)
    """{kind, since, money, evidence} of each, the evidence as [code, values]."""

    class Meta:
        ordering = ["cycle", "assessment"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "assessment"], name="one_figures_a_part"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.assessment_id}"

    @property
    def growth(self) -> float | None:
        """The last 12 months against the 12 before; None when they do not compare."""
        last, before = self.last_12_months, self.before_12_months
        return last / before - 1 if last is not None and before else None


class Move(models.Model):
    """From one stage to another: by whom, when, why, and how the gates stood."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="moves")
    origin = models.CharField(max_length=10, choices=StageChoice, blank=True)
    """Empty for the first: the cycle began."""
    target = models.CharField(max_length=10, choices=StageChoice, blank=True)
    """Empty for the last: the cycle ended with the designation."""
    on = models.DateField()
    reason = models.TextField()
    gates = models.JSONField(default=list)
    """[name, state, code, values] of each gate as it stood."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.origin} to {self.target}"


class Confirmation(models.Model):
    """What a person said of a gate; the newest of a gate counts."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="confirmations")
    gate = models.CharField(max_length=20)
    holds = models.BooleanField()
    note = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.gate}"


class Event(models.Model):
    """Something that happened at a customer, or in a whole industry, as reported."""

    class Kind(models.TextChoices):
        PERSON_LEFT = "person_left", _("Decision-maker or champion left")
        TAKEN_OVER = "taken_over", _("Taken over or merged")
        REORGANIZED = "reorganized", _("Purchasing reorganized")
        LOST_TRUST = "lost_trust", _("Trust was damaged")
        MARKET = "market", _("Market of an industry changed")

    account = models.ForeignKey(
        "accounts.Account",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
    )
    """None: every account of the industry."""
    industry = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=11, choices=Kind)
    on = models.DateField()
    note = models.TextField()
    position = models.ForeignKey(
        "people.Position", models.PROTECT, null=True, blank=True, related_name="events"
    )
    """The post that somebody left."""
    batch = models.ForeignKey(
        "imports.Batch", models.PROTECT, null=True, blank=True, related_name="+"
    )
    """The import that told of it; withdrawing that takes the event back."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.account or self.industry}: {self.get_kind_display()}"


class Proposal(models.Model):
    """A reason to fall back that waits for a person, or was answered.

    There is never a second one of the same cause while that lasts.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a decision")
        CONFIRMED = "confirmed", _("Fell back")
        DECLINED = "declined", _("Declined")
        GONE = "gone", _("The cause is gone")

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="proposals")
    cause = models.CharField(max_length=40)
    """`lapsed`, `framework` …, or `event-12` of a recorded event."""
    target = models.CharField(max_length=10, choices=StageChoice)
    evidence = models.JSONField()
    """[code, values] of a declared sentence."""
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    raised_on = models.DateField()
    answer = models.TextField(blank=True)
    look_again_on = models.DateField(null=True, blank=True)
    """A declined one waits again from this day on, if its cause lasts."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-raised_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "cause"],
                condition=Q(state__in=("open", "declined")),
                name="one_lasting_proposal_a_cause",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id}: {self.cause}"


class Effort(models.Model):
    """What the relationship cost us: hours at their rate, or an expense.

    Nothing is changed afterwards; what was wrong is withdrawn with a reason.
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="efforts")
    stage = models.CharField(max_length=10, choices=StageChoice)
    """Where the account stood on that day."""
    department = models.CharField(max_length=200, blank=True)
    """Whose hours; empty for an expense."""
    hours = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    """None: what an hour of this department costs is not known."""
    what = models.CharField(max_length=300)
    on = models.DateField()
    since = models.DateField(null=True, blank=True)
    """Of hours: the first day they cover; empty: `on` alone. Contact that people of
    this department logged on these days is in them, and is not counted again."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn = models.TextField(blank=True, max_length=4000)
    """Why it no longer counts."""

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(hours__gt=0) | Q(hours__isnull=True, amount__gt=0),
                name="effort_is_hours_or_money",
            )
        ]

    def __str__(self) -> str:
        return self.what

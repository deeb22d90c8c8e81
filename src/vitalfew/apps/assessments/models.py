from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.assessments.fields import PackedJSONField
from vitalfew.apps.imports.heartbeat import STALE

CUT_OFF = "assessment_cut_off"


class BasisChoice(models.TextChoices):
    CONTRIBUTION = "contribution", _("Contribution")
    REVENUE = "revenue", _("Revenue")


class CriteriaVersion(models.Model):
    """The criteria as somebody set them; never changed, only followed by the next."""

    values = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"v{self.pk}"


class Assessment(models.Model):
    """A dated run over the orders. Its rows never change once it is finished."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        FINISHED = "finished", _("Finished")
        FAILED = "failed", _("Failed")

    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    as_of = models.DateField(null=True)
    window_from = models.DateField(null=True)
    window_to = models.DateField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    criteria = models.ForeignKey(CriteriaVersion, models.PROTECT, related_name="+")
    code_version = models.CharField(max_length=40)
    batches = models.JSONField(default=list)
    inputs = models.JSONField(default=dict)
    """What else the run rested on: account tree, head offices, judgements."""
    figures = models.JSONField(default=dict)
    """By basis: concentration, curve and what the solver proved."""
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    """When the process that makes it last said that it is alive."""
    finished_at = models.DateTimeField(null=True)
    step = models.CharField(max_length=20, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)
    """The code of a declared sentence: what happened and what to do."""
    problem_values = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk} · {self.as_of}"

    @property
    def cut_off(self) -> bool:
        """Whether the process that made it died: it has been silent for too long."""
        silent = self.beat_at is None or self.beat_at < timezone.now() - STALE
        return self.state == self.State.RUNNING and silent

    @property
    def under_way(self) -> bool:
        waits = self.state == self.State.WAITING
        return waits or (self.state == self.State.RUNNING and not self.cut_off)

    @property
    def stopped(self) -> bool:
        return self.state == self.State.FAILED or self.cut_off

    @property
    def stopped_by(self) -> str:
        """The code of what stopped it, also before anybody wrote that down."""
        return CUT_OFF if self.cut_off else self.problem

    @property
    def percent(self) -> int:
        """How much of the run is done: the two bases one after the other."""
        if not self.total:
            return 0
        earlier = 50 if self.step == BasisChoice.REVENUE else 0
        return earlier + min(50, 50 * self.done // self.total)


class AssessmentRow(models.Model):
    """What an assessment found about one account, on one basis."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="rows")
    basis = models.CharField(max_length=12, choices=BasisChoice)
    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="assessment_rows"
    )
    rank = models.PositiveIntegerField(null=True)
    orders = models.PositiveIntegerField(default=0)
    revenue = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    contribution = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    """The basis's amount: revenue on the revenue basis."""
    share = models.FloatField(null=True)
    cumulative_share = models.FloatField(null=True)
    growth = models.FloatField(null=True)
    attractiveness = models.FloatField(null=True)
    strength = models.FloatField(null=True)
    stability = models.FloatField(null=True)
    verdict = models.CharField(max_length=7)
    continuity = models.CharField(max_length=12, blank=True)
    centralization = models.CharField(max_length=12, blank=True)
    fit = models.CharField(max_length=12, blank=True)
    payback_months = models.FloatField(null=True)
    measures = PackedJSONField(default=dict)
    """Each measure's values: margin, breadth, continuity, centralization, payback …"""
    reasons = PackedJSONField(default=list)
    """[side, code, values] for every reason, in the order shown."""
    would_change = PackedJSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "basis", "account"], name="one_row_an_account"
            )
        ]
        indexes = [
            models.Index(
                fields=["assessment", "basis", "rank", "account"], name="row_by_rank"
            ),
            models.Index(
                fields=["assessment", "basis", "verdict", "rank"], name="row_by_verdict"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.basis} {self.account_id}"


class Judgement(models.Model):
    """What a person knows and data cannot say; the newest of a topic counts."""

    class Topic(models.TextChoices):
        FIT = "fit", _("Fit")
        PARITY = "parity", _("Parity")
        POTENTIAL = "potential", _("Potential")
        CONTINUITY = "continuity", _("Purchasing pattern")
        CENTRALIZATION = "centralization", _("Purchasing organization")
        PAYBACK = "payback", _("Investment payback")

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="judgements"
    )
    topic = models.CharField(max_length=14, choices=Topic)
    score = models.FloatField(null=True, blank=True)
    values = models.JSONField(default=dict, blank=True)
    """Figures found out, by the names of `analysis.assessment.judgement.VALUES`."""
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_topic_display()}"


class Framework(models.Model):
    """Until when a framework of an account runs; the newest record of it counts.

    Orders name their framework (`contract_id`), but not when it ends.
    """

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="frameworks"
    )
    contract_id = models.CharField(max_length=200)
    ends_on = models.DateField()
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}: {self.contract_id}"


class Decision(models.Model):
    """What a person decided about an account, when, why, and on which figures."""

    class Kind(models.TextChoices):
        DESIGNATE = "designate", _("Make key account")
        NOT_NOW = "not_now", _("Not now")
        DECLINE = "decline", _("Decline")
        END = "end", _("End key account")

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="decisions"
    )
    kind = models.CharField(max_length=9, choices=Kind)
    reason = models.TextField()
    ask_again_on = models.DateField(null=True, blank=True)
    manager = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    figures = models.JSONField(default=dict, blank=True)
    """By basis: the account's row as it stood when the decision was taken."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_kind_display()}"


class Designation(models.Model):
    """An account is key from one decision to another; ended, never deleted."""

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="designations"
    )
    starts_on = models.DateField()
    started_by = models.OneToOneField(Decision, models.PROTECT, related_name="starts")
    ends_on = models.DateField(null=True)
    ended_by = models.OneToOneField(
        Decision, models.PROTECT, null=True, related_name="ends"
    )

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(ends_on__isnull=True),
                name="one_open_designation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.starts_on}"

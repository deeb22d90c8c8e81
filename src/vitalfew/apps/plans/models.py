from __future__ import annotations

from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

TEXT = 4000
"""The longest text of a plan, in characters."""


class Plan(models.Model):
    """What we want with a key account within a period, and how.

    An account has one plan that is not closed; a closed one stays as it was.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        AGREED = "agreed", _("Agreed")
        CLOSED = "closed", _("Closed")

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="plans"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    review_weeks = models.PositiveSmallIntegerField(
        default=13, validators=[MinValueValidator(1), MaxValueValidator(53)]
    )
    next_review = models.DateField()
    # The charter's four answers.
    field_of_play = models.TextField(blank=True, max_length=TEXT)
    value_brought = models.TextField(blank=True, max_length=TEXT)
    how_they_gain = models.TextField(blank=True, max_length=TEXT)
    what_we_gain = models.TextField(blank=True, max_length=TEXT)
    # One point a line.
    strengths = models.TextField(blank=True, max_length=TEXT)
    weaknesses = models.TextField(blank=True, max_length=TEXT)
    opportunities = models.TextField(blank=True, max_length=TEXT)
    threats = models.TextField(blank=True, max_length=TEXT)
    asks = models.TextField(blank=True, max_length=TEXT)
    """What the customer is asked to do, one a line."""
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=~Q(state="closed"),
                name="one_running_plan_an_account",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="plan_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.starts_on} – {self.ends_on}"


CHARTER = ("field_of_play", "value_brought", "how_they_gain", "what_we_gain")
SWOT = ("strengths", "weaknesses", "opportunities", "threats")
TEXTS = (*CHARTER, *SWOT, "asks")


class Objective(models.Model):
    """Where the plan wants to go, by a figure: one that is measured, or one's own."""

    class Measure(models.TextChoices):
        REVENUE = "revenue", _("Revenue of the last 12 months")
        CONTRIBUTION = "contribution", _("Contribution of the last 12 months")
        REVENUE_SO_FAR = "revenue_so_far", _("Revenue in the period so far")
        CONTRIBUTION_SO_FAR = (
            "contribution_so_far",
            _("Contribution in the period so far"),
        )
        EXPECTED = "expected", _("Revenue expected in the next 12 months")
        CATEGORIES = "categories", _("Categories bought in the last 12 months")
        FRAMEWORK = "framework", _("Share bought under a framework, %")
        STAGE = "stage", _("Stage reached: 1 Establish, 2 Stabilize, 3 Strengthen")
        OWN = "own", _("A figure of our own")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="objectives")
    statement = models.CharField(max_length=300)
    measure = models.CharField(max_length=19, choices=Measure)
    unit = models.CharField(max_length=40, blank=True)
    """What a figure of our own counts."""
    start = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    target = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    """None: the end of the plan."""
    figure = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    """The newest figure of our own, and the day it is of."""
    figure_on = models.DateField(null=True, blank=True)
    strategies = models.TextField(blank=True, max_length=TEXT)
    """One a line."""

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.statement


class Action(models.Model):
    """Something somebody does by a day."""

    class State(models.TextChoices):
        OPEN = "open", _("To do")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="actions")
    objective = models.ForeignKey(
        Objective, models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    method = models.ForeignKey(
        "library.Method",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
    )
    """The way of working it tries, where it came from the library."""
    title = models.CharField(max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plan_actions",
    )
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, max_length=TEXT)

    class Meta:
        ordering = [F("due_on").asc(nulls_last=True), "pk"]
        indexes = [
            models.Index(fields=["owner", "state", "due_on"], name="action_by_owner")
        ]

    def __str__(self) -> str:
        return self.title

    def is_late(self, on: date) -> bool:
        """Whether it still has to be done, and its day has passed."""
        if self.state != self.State.OPEN or self.plan.state == Plan.State.CLOSED:
            return False
        return self.due_on is not None and self.due_on < on


class Risk(models.Model):
    """What may keep the plan from coming true, and what is done about it."""

    class State(models.TextChoices):
        OPEN = "open", _("May still happen")
        CLOSED = "closed", _("Closed")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="risks")
    text = models.CharField(max_length=300)
    likelihood = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    severity = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    response = models.TextField(blank=True, max_length=TEXT)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def weight(self) -> int:
        return self.likelihood * self.severity

    @property
    def key(self) -> str:
        return f"risk-{self.pk}"


class Version(models.Model):
    """A plan as it was when it was agreed, reviewed or closed; it never changes."""

    class Occasion(models.TextChoices):
        AGREED = "agreed", _("Agreed")
        REVIEWED = "reviewed", _("Reviewed")
        CLOSED = "closed", _("Closed")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="versions")
    occasion = models.CharField(max_length=8, choices=Occasion)
    on = models.DateField()
    decided = models.TextField(blank=True, max_length=TEXT)
    met = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    """How complete it was: so many of so many things asked of a plan."""
    content = models.JSONField()
    """[place, field, name of the record, value, measure] of all it held."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_occasion_display()}"


class SlideTemplate(models.Model):
    """The company's own look for slides; the newest counts, there is one."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class Reminder(models.Model):
    """That somebody was mailed: once before the day of what they do, once after it.

    Of an action of a plan, or of what they took on for a customer.
    """

    action = models.ForeignKey(
        Action, models.CASCADE, null=True, related_name="reminders"
    )
    undertaking = models.ForeignKey(
        "trust.Undertaking", models.CASCADE, null=True, related_name="reminders"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"
    )
    due_on = models.DateField()
    """What is put off is mailed again."""
    late = models.BooleanField()
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "person", "due_on", "late"],
                name="one_reminder_a_state",
            ),
            models.UniqueConstraint(
                fields=["undertaking", "person", "due_on", "late"],
                name="one_reminder_a_state_taken_on",
            ),
            models.CheckConstraint(
                condition=Q(action__isnull=False) ^ Q(undertaking__isnull=False),
                name="reminder_is_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action or self.undertaking}: {self.due_on}"


class CalendarFeed(models.Model):
    """The secret address of somebody's work; only its hash is kept."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.person)


class PlanTemplate(models.Model):
    """What plans of a kind have in common; a plan is begun from a copy of it."""

    name = models.CharField(max_length=120, unique=True)
    content = models.JSONField()
    """Objectives, actions and risks by their fields; days counted from the start."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

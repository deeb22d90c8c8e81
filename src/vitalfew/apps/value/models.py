from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.value.topics import ProblemKind, Threat, Topic


class Placing(models.TextChoices):
    """Supplier preferencing; and, seen from the other side, what they take us for."""

    CORE = "core", _("Core")
    DEVELOPMENT = "development", _("Development")
    EXPLOITABLE = "exploitable", _("Exploitable")
    NUISANCE = "nuisance", _("Nuisance")


class Purchase(models.TextChoices):
    """What they buy from us, by its effect on their profit and the risk of supply."""

    STRATEGIC = "strategic", _("Strategic")
    LEVERAGE = "leverage", _("Leverage")
    BOTTLENECK = "bottleneck", _("Bottleneck")
    NONCRITICAL = "noncritical", _("Non-critical")


class Statement(models.Model):
    """What somebody knows of a customer's business: dated, with its source.

    It is never changed or deleted; a wrong one is withdrawn with a reason.
    """

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="statements"
    )
    topic = models.CharField(max_length=11, choices=Topic)
    text = models.TextField()
    name = models.CharField(max_length=200, blank=True)
    """Of a competitor: who it is."""
    supplies = models.CharField(max_length=200, blank=True)
    """Of a competitor: what they supply."""
    threat = models.CharField(max_length=6, choices=Threat, blank=True)
    problem = models.CharField(max_length=11, choices=ProblemKind, blank=True)
    """Of a problem or challenge: what it is about."""
    placed = models.CharField(
        max_length=11, choices=[*Placing.choices, *Purchase.choices], blank=True
    )
    """Of their view of us, and of what our goods are to them: the class."""
    source = models.CharField(max_length=300)
    """Who said it, or which document."""
    said_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn = models.TextField(blank=True)
    """Why it no longer counts."""
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-said_on", "-pk"]
        indexes = [models.Index(fields=["account", "topic"], name="statement_by_topic")]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_topic_display()}"


class Solution(models.Model):
    """What we can do about some kinds of problem, and how its gain is worked out."""

    name = models.CharField(max_length=200, unique=True)
    what = models.TextField()
    problems = models.JSONField(default=list)
    """The kinds it answers, by `ProblemKind`."""
    uses = models.CharField(max_length=300, blank=True)
    """The products or categories it is made of."""
    formula = models.CharField(max_length=200)
    meanings = models.JSONField(default=list)
    """[name, meaning] of each name in the formula."""
    retired = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Proposition(models.Model):
    """What a solution brings one customer a year, as shown to them.

    The formula is a copy. From `offered` on nothing changes but the answer; whoever has
    better figures makes a new version.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OFFERED = "offered", _("Offered")
        AGREED = "agreed", _("Agreed")
        DECLINED = "declined", _("Declined by them")

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="propositions"
    )
    name = models.CharField(max_length=200)
    solution = models.ForeignKey(
        Solution, models.PROTECT, null=True, blank=True, related_name="propositions"
    )
    """None: worked out for this customer alone."""
    answers = models.ManyToManyField(Statement, blank=True, related_name="propositions")
    """The problems it answers."""
    formula = models.CharField(max_length=200)
    assumptions = models.JSONField(default=list)
    """[name, meaning, low, likely, high, source]; figures as texts, empty: not yet."""
    low = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    likely = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    price = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    """What we ask for it a year; for those who may see money of the account."""
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    answered_on = models.DateField(null=True, blank=True)
    """The day they agreed or declined."""
    answered_who = models.CharField(max_length=200, blank=True)
    """Who at the customer."""
    answer = models.TextField(blank=True)
    """How they agreed, or why they declined."""
    from_year = models.PositiveIntegerField(null=True, blank=True)
    years = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.account}: {self.name}"


class Gain(models.Model):
    """What a proposition brought in a year; proven once the customer confirms it."""

    proposition = models.ForeignKey(Proposition, models.PROTECT, related_name="gains")
    year = models.PositiveIntegerField()
    amount = models.DecimalField(max_digits=20, decimal_places=2)
    evidence = models.TextField()
    confirmed_who = models.CharField(max_length=200, blank=True)
    """Who at the customer confirmed it; empty: nobody yet, and it proves nothing."""
    confirmed_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["year", "pk"]

    def __str__(self) -> str:
        return f"{self.proposition}, {self.year}"

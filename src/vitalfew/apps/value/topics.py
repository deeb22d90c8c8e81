"""What is to be known of a customer's business, and how long it counts as known.

`docs/methods/preferencing.md` and `docs/methods/business.md` have the same tables.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Topic(models.TextChoices):
    INDUSTRY = "industry", _("Industry")
    POSITION = "position", _("Position in the industry")
    STRATEGY = "strategy", _("Strategy")
    COMPETITOR = "competitor", _("Who else supplies them")
    TREND = "trend", _("Trends")
    CHALLENGE = "challenge", _("Challenges")
    PROBLEM = "problem", _("Problems")
    FISCAL_YEAR = "fiscal_year", _("Fiscal year")
    PROCUREMENT = "procurement", _("Procurement rules")
    VIEW = "view", _("Their view of us")
    PURCHASE = "purchase", _("What our goods are to them")


SEVERAL = frozenset(
    {
        Topic.STRATEGY,
        Topic.COMPETITOR,
        Topic.TREND,
        Topic.CHALLENGE,
        Topic.PROBLEM,
    }
)
"""Topics on which several statements stand side by side; else the newest counts."""

STALE_AFTER: dict[str, int] = {
    Topic.INDUSTRY: 24,
    Topic.POSITION: 24,
    Topic.STRATEGY: 12,
    Topic.COMPETITOR: 12,
    Topic.TREND: 12,
    Topic.CHALLENGE: 12,
    Topic.PROBLEM: 6,
    Topic.FISCAL_YEAR: 24,
    Topic.PROCUREMENT: 24,
    Topic.VIEW: 12,
    Topic.PURCHASE: 24,
}
"""Months after which what was said is to be asked again."""


class ProblemKind(models.TextChoices):
    """What a problem is about: by it problems, solutions and cases find each other."""

    COST = "cost", _("Cost")
    QUALITY = "quality", _("Quality and rejects")
    DOWNTIME = "downtime", _("Standstill and breakdowns")
    DELIVERY = "delivery", _("Delivery and lead time")
    STOCK = "stock", _("Stock and tied-up cash")
    CAPACITY = "capacity", pgettext_lazy("of a customer", "Capacity")
    ENERGY = "energy", _("Energy and environment")
    SAFETY = "safety", _("Safety and compliance")
    SKILLS = "skills", _("People and know-how")
    INFORMATION = "information", _("Data and transparency")
    GROWTH = "growth", _("Their own sales")
    OTHER = "other", _("Something else")


class Threat(models.TextChoices):
    LOW = "low", _("Low threat")
    MIDDLE = "middle", _("Middling threat")
    HIGH = "high", _("High threat")

from __future__ import annotations

from django.db import models

from vitalfew.analysis.assessment.health import Factor
from vitalfew.analysis.criteria import HealthCriteria
from vitalfew.analysis.reasons import Reason


class Reading(models.Model):
    """The health of a key account on a day, with everything it rested on."""

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="health_readings"
    )
    on = models.DateField()
    points = models.FloatField(null=True)
    """None: too little was known."""
    low = models.FloatField()
    high = models.FloatField()
    stored = models.JSONField(db_column="factors")
    """Of each factor its name, points, weight, whether critical, and its reason."""

    class Meta:
        ordering = ["account", "on"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "on"], name="one_health_reading_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.on}: {self.points}"

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors as they were found."""
        return tuple(
            Factor(
                each["name"],
                each["points"],
                Reason(each["side"], each["code"], each["values"]),
                each["critical"],
                # Before weights were kept they were the defaults.
                each.get("weight", getattr(HealthCriteria(), each["name"])),
            )
            for each in self.stored
        )


class Record(models.Model):
    """What became of accounts by the health of their purchases, in the firm's past."""

    assessment = models.OneToOneField(
        "assessments.Assessment", models.CASCADE, related_name="health_record"
    )
    outcomes = models.JSONField()
    """[band, account-years, how many fell], by band."""
    dated = models.JSONField(default=dict)
    """The same by factor, of those that are dated."""

    def __str__(self) -> str:
        return f"{self.assessment}"

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    PROSPECT = "prospect", _("Prospect")


class Exclusion(models.TextChoices):
    INTERCOMPANY = "intercompany", _("Company of our own group")
    PSEUDO = "pseudo", _("Not a real customer")
    TEST = "test", _("Test account")


class Account(models.Model):
    """A customer, a prospect or a group of them; may belong to a parent, at any depth.

    What imports say and what people corrected are kept apart, so that withdrawing an
    import restores what was known before it. The plain columns hold what counts.
    """

    account_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=300)
    # Pinyin key: neither SQLite nor a plain PostgreSQL sorts Chinese names by sound.
    sort_key = models.CharField(max_length=400, db_index=True)
    search_text = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CUSTOMER)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    ownership = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    tax_id = models.CharField(max_length=40, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=120, blank=True)
    employees = models.PositiveIntegerField(null=True)
    yearly_revenue = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    exclusion = models.CharField(max_length=12, choices=Exclusion, blank=True)
    exclusion_reason = models.CharField(max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_from"
    )
    imported = models.JSONField(default=dict)
    edited = models.JSONField(default=dict)
    has_orders = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sort_key", "account_id"]
        indexes = [models.Index(fields=["kind", "sort_key"], name="account_by_kind")]

    def __str__(self) -> str:
        return self.name


class Ancestry(models.Model):
    """Every account with each of its ancestors and itself: the tree, flattened."""

    ancestor = models.ForeignKey(Account, models.CASCADE, related_name="below")
    descendant = models.ForeignKey(Account, models.CASCADE, related_name="above")
    depth = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "descendant"], name="one_row_an_ancestor"
            )
        ]

    def __str__(self) -> str:
        return f"{self.ancestor_id} > {self.descendant_id}"


class HeadOffice(models.Model):
    """A buying unit marked as the one that decides for the whole account."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="head_offices")
    unit_id = models.CharField(max_length=200)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit_id"], name="one_mark_a_unit"
            )
        ]

    def __str__(self) -> str:
        return self.unit_id


class Restructuring(models.Model):
    """A merge of duplicates or a split of an account, which can be undone."""

    class What(models.TextChoices):
        MERGE = "merge", _("Merged")
        SPLIT = "split", _("Split")

    what = models.CharField(max_length=5, choices=What)
    account = models.ForeignKey(Account, models.PROTECT, related_name="restructurings")
    other = models.ForeignKey(Account, models.PROTECT, related_name="+")
    units = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    before = models.JSONField(default=dict)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.account}"

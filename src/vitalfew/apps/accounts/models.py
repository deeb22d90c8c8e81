from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
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

    What imports say (`imported`) and what people corrected (`edited`) are kept apart,
    by the names of `facts.FACTS`, so that withdrawing an import restores what was known
    before it. The plain columns hold what counts.
    """

    account_id = models.CharField(max_length=200, unique=True)
    name = models.CharField(max_length=300)
    # Pinyin key: neither SQLite nor a plain PostgreSQL sorts Chinese names by sound.
    sort_key = models.CharField(max_length=400, db_index=True)
    # The account's words, as in AccountWord: tells whether those are up to date.
    search_text = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CUSTOMER)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    ownership = models.DecimalField(
        max_digits=5,
        decimal_places=4,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )
    tax_id = models.CharField(max_length=40, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=80, blank=True)
    city = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=200, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    yearly_revenue = models.DecimalField(
        max_digits=18, decimal_places=2, null=True, blank=True
    )
    exclusion = models.CharField(max_length=12, choices=Exclusion, blank=True)
    exclusion_reason = models.CharField(max_length=500, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    imported = models.JSONField(default=dict, blank=True)
    edited = models.JSONField(default=dict, blank=True)
    has_orders = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sort_key", "account_id"]
        indexes = [
            models.Index(fields=["kind", "sort_key"], name="account_by_kind"),
            # Lists and their length, of everybody and of the tops of groups.
            models.Index(
                fields=["merged_into", "exclusion", "sort_key", "account_id"],
                name="account_by_name",
            ),
            models.Index(
                fields=["merged_into", "exclusion", "parent", "sort_key", "account_id"],
                name="top_by_name",
            ),
            models.Index(fields=["exclusion"], name="account_by_exclusion"),
            models.Index(fields=["tax_id"], name="account_by_tax_id"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountWord(models.Model):
    """A word whose beginning finds the account: from its name, its sound or its id."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(
                fields=["word", "account"],
                # A plain PostgreSQL index cannot answer "begins with"; this one can.
                opclasses=["varchar_pattern_ops", "int8_ops"],
                name="word_by_beginning",
            )
        ]

    def __str__(self) -> str:
        return self.word


class Ancestry(models.Model):
    """Every account with each of its ancestors and itself: the tree, flattened.

    A merged account hangs below the account it was merged into; what belonged to it
    belongs to that account.
    """

    ancestor = models.ForeignKey(Account, models.CASCADE, related_name="below")
    descendant = models.ForeignKey(Account, models.CASCADE, related_name="above")
    depth = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ancestor", "descendant"], name="one_row_an_ancestor"
            )
        ]
        indexes = [models.Index(fields=["depth", "ancestor"], name="ancestry_by_depth")]

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


class Duplicate(models.Model):
    """Two accounts that look like the same customer; a person merges or keeps them."""

    class Why(models.TextChoices):
        TAX_ID = "tax_id", _("Same tax number")
        NAME = "name", _("Similar name")

    one = models.ForeignKey(Account, models.CASCADE, related_name="+")
    other = models.ForeignKey(Account, models.CASCADE, related_name="+")
    why = models.CharField(max_length=6, choices=Why)
    likeness = models.FloatField()
    """0 to 1; two accounts with the same tax number and name: 1."""
    kept_apart_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    kept_apart_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-likeness", "one", "other"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_row_a_pair"),
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="pair_in_one_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ? {self.other}"

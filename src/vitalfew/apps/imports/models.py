from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from vitalfew.files.store import BatchFiles


class Kind(models.TextChoices):
    ORDERS = "orders", _("Order lines")
    COMPANIES = "companies", _("Companies")
    PRODUCTS = "products", _("Products")
    ACTIVITIES = "activities", _("Service activities")
    CONTACTS = "contacts", _("People at customers")


class State(models.TextChoices):
    DRAFT = "draft", _("Waiting for an answer")
    CHECKING = "checking", _("Being read")
    CHECKED = "checked", _("Ready to import")
    COMMITTING = "committing", _("Being imported")
    COMMITTED = "committed", _("Imported")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DISCARDED = "discarded", _("Discarded")


UNDER_WAY = (State.CHECKING, State.COMMITTING)
OPEN = (State.DRAFT, State.CHECKING, State.CHECKED, State.COMMITTING)


class Source(models.Model):
    """A folder or an address that is looked at on a schedule."""

    name = models.CharField(_("Name of the source"), max_length=120)
    kind = models.CharField(
        _("Holds"), max_length=10, choices=Kind, default=Kind.ORDERS
    )
    place = models.CharField(_("Folder or address"), max_length=1000)
    every_hours = models.PositiveIntegerField(_("Look every … hours"), default=24)
    skip_refused = models.BooleanField(
        _("Import the rest when lines are refused"), default=False
    )
    is_active = models.BooleanField(_("Switched on"), default=True)
    due_at = models.DateTimeField(db_index=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    seen = models.JSONField(default=dict, blank=True)
    """What was imported already: file name → size and time, or SHA-256."""
    problem = models.JSONField(default=dict, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """One import: from the upload, over the look at it, to what counts or does not."""

    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    name = models.CharField(max_length=300)
    uploads = models.JSONField(default=list)
    """[{"name", "path" below the uploads folder, "size"}]; or [{"url"}]."""
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, related_name="batches"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    # What a person said about the file, and what was found out.
    inspection = models.JSONField(default=dict)
    mapping = models.JSONField(null=True)
    """Field → heading; null: as guessed."""
    options = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    """The firm's settings under which it was read."""
    report = models.JSONField(default=dict)
    effect = models.JSONField(default=dict)
    problem = models.JSONField(default=dict)
    """{"code", "values"} of the problem that stopped it, or nothing."""
    leave_out = models.JSONField(default=list)
    """Accounts that a person decided to leave out with this import."""

    folder = models.CharField(max_length=32, blank=True)
    """Below the uploads: the files as they came, and the refused lines."""

    # What is kept.
    directory = models.CharField(max_length=32, blank=True)
    lines_file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    rows = models.PositiveBigIntegerField(default=0)
    refused = models.PositiveBigIntegerField(default=0)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    position = models.PositiveIntegerField(null=True, unique=True)
    """The order of commits: where two batches hold a line, the later one counts. None
    for people, who are not kept in the store."""
    stored = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    """[{"path" in the store, "bytes", "sha256"}] of a committed batch."""
    committed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=500, blank=True)
    purged_at = models.DateTimeField(null=True)

    # The job that works on it.
    job = models.CharField(max_length=32, blank=True)
    """Token of the job in charge; another job's result is thrown away."""
    job_step = models.CharField(max_length=20, blank=True)
    job_done = models.PositiveBigIntegerField(default=0)
    job_whole = models.PositiveBigIntegerField(null=True)
    job_beat = models.DateTimeField(null=True)
    """When it was last alive; when it was asked for, while `job_step` is empty."""
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "position"], name="batch_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="committed")
                | Q(position__isnull=False)
                | Q(kind="contacts"),
                name="committed_has_position",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def stored_files(self) -> BatchFiles:
        return BatchFiles.from_dict(self.stored)


class Ledger(models.Model):
    """One row: how often what counts has changed, and who has caught up with it."""

    changes = models.PositiveIntegerField(default=0)
    accounts_at = models.PositiveIntegerField(default=0)
    """The change up to which the accounts were brought in line."""
    assessed_at = models.PositiveIntegerField(default=0)
    """The change up to which an assessment was asked for."""

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_ledger")]

    def __str__(self) -> str:
        return str(self.changes)


class MappingMemory(models.Model):
    """How the columns of files with these headings were mapped the last time."""

    kind = models.CharField(max_length=10, choices=Kind)
    heading_hash = models.CharField(max_length=64)
    mapping = models.JSONField()
    options = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "heading_hash"], name="one_mapping_a_heading_set"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.heading_hash[:8]}"


class Due(models.Model):
    """Something that happens again and again; claimed by moving its time ahead."""

    name = models.CharField(max_length=40, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    EXECUTIVE = "executive", _("Executive")
    MANAGEMENT = "management", _("Management")
    TECHNICAL = "technical", _("Technical")


class Contact(models.Model):
    """A person at customers: one, whichever companies and posts they pass through."""

    name = models.CharField(pgettext_lazy("of a person", "Name"), max_length=200)
    sort_key = models.CharField(max_length=400, db_index=True)
    email = models.EmailField(_("E-mail"), blank=True, db_index=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    mobile = models.CharField(_("Mobile"), max_length=60, blank=True)
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    """Its number in the system it was imported from."""
    formerly = models.JSONField(default=dict, blank=True)
    """Field → what stood there until it was corrected by hand, the newest last."""
    erased_on = models.DateField(null=True, blank=True)
    """From this day on nothing but that there was somebody is kept."""
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    """Of an entry that was merged away: the one that stays. A path without a ring."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(external_id=""),
                name="one_contact_a_number",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def former(self) -> list[str]:
        """Every name, address and number they had once, of each the newest first."""
        told = [text for texts in self.formerly.values() for text in reversed(texts)]
        return list(dict.fromkeys(told))


class ContactWord(models.Model):
    """A word whose beginning finds the person: from the name, its sound or e-mail.

    Whoever stays is found by the words of the entries merged into them as well.
    """

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="words")
    word = models.CharField(max_length=40)

    class Meta:
        indexes = [
            models.Index(
                fields=["word", "contact"],
                # A plain PostgreSQL index cannot answer "begins with"; this one can.
                opclasses=["varchar_pattern_ops", "int8_ops"],
                name="contact_by_beginning",
            )
        ]

    def __str__(self) -> str:
        return self.word


class ContactKey(models.Model):
    """What two entries of one person would have in common, in one way of writing."""

    class Kind(models.TextChoices):
        EMAIL = "email"
        PHONE = "phone"
        NAME = "name"
        ALIKE = "alike"

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=5, choices=Kind)
    key = models.CharField(max_length=254)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "key", "contact"], name="contact_by_key")
        ]

    def __str__(self) -> str:
        return self.key


class Position(models.Model):
    """A post that a person holds at a customer, from a day until a day.

    Without a person it is a post of which nobody knows who holds it.
    """

    class Leaving(models.TextChoices):
        LEFT = "left", _("Left the company")
        MOVED = "moved", _("Has another post there")
        RETIRED = "retired", _("Retired")
        MISTAKE = "mistake", _("Was never there: entered by mistake")
        MERGED = "merged", _("The same post, entered twice")

    NEVER_HELD = (Leaving.MISTAKE, Leaving.MERGED)
    """Of such a post nobody is told: there was none, or another one stands for it."""

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="positions"
    )
    contact = models.ForeignKey(
        Contact, models.PROTECT, null=True, blank=True, related_name="positions"
    )
    title = models.CharField(_("Post"), max_length=200, blank=True)
    department = models.CharField(_("Department"), max_length=200, blank=True)
    level = models.CharField(
        _("Level"), max_length=10, choices=Level, blank=True, default=""
    )
    reports_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reports"
    )
    starts_on = models.DateField(null=True, blank=True)
    """None: since when is not known."""
    ends_on = models.DateField(null=True, blank=True)
    """The first day on which it is no longer held."""
    leaving = models.CharField(max_length=8, choices=Leaving, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["account", "pk"]
        indexes = [
            models.Index(fields=["account", "ends_on"], name="position_by_account"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) | ~Q(title=""),
                name="post_is_somebody_or_named",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="position_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, (self.holder, self.title)))

    @property
    def holder(self) -> str:
        return self.contact.name if self.contact else ""


class Topic(models.TextChoices):
    ROLE = "role", _("Role in the decision")
    INFLUENCE = "influence", _("Influence")
    SUPPORT = "support", _("Support for us")
    ORIENTATION = "orientation", _("Decides by")


class BuyingRole(models.TextChoices):
    ECONOMIC = "economic", _("Economic buyer")
    TECHNICAL = "technical", _("Technical buyer")
    USER = "user", _("User buyer")
    PROCUREMENT = "procurement", _("Procurement")
    EXECUTIVE = "executive", pgettext_lazy("role in a decision", "Executive")
    CHAMPION = "champion", _("Champion")
    COACH = "coach", _("Coach")
    BLOCKER = "blocker", _("Blocker")


class Influence(models.TextChoices):
    DECISIVE = "decisive", _("Decisive")
    STRONG = "strong", _("Strong")
    SOME = "some", _("Some")
    NONE = "none", pgettext_lazy("influence", "None")


class Support(models.TextChoices):
    MENTOR = "mentor", _("Mentor")
    SUPPORTER = "supporter", _("Supporter")
    NEUTRAL = "neutral", _("Neutral")
    CRITIC = "critic", _("Critic")
    OPPONENT = "opponent", _("Opponent")


class Orientation(models.TextChoices):
    FINANCIAL = "financial", _("Money")
    TECHNICAL = "technical", _("Technology")
    RELATIONSHIP = "relationship", _("Relationship")
    BUSINESS = "business", _("Business results")


CHOICES: dict[str, type[models.TextChoices]] = {
    Topic.ROLE: BuyingRole,
    Topic.INFLUENCE: Influence,
    Topic.SUPPORT: Support,
    Topic.ORIENTATION: Orientation,
}


def rating_words(topic: str, value: str) -> str:
    """What was held of somebody in the reader's words."""
    choices = CHOICES[topic]
    return gettext(", ").join(str(choices(code).label) for code in value.split())


class Rating(models.Model):
    """What somebody holds of a person in a post, resting on what; the newest counts."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="ratings")
    topic = models.CharField(max_length=11, choices=Topic)
    value = models.CharField(max_length=60)
    """A code of `CHOICES`; of roles several, with a blank between them."""
    evidence = models.TextField()
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["on", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.position}: {self.words}"

    @property
    def words(self) -> str:
        return rating_words(self.topic, self.value)


class Touch(models.Model):
    """A contact that took place between people of ours and people of a customer."""

    class Kind(models.TextChoices):
        MEETING = "meeting", _("Meeting")
        VISIT = "visit", _("Visit")
        CALL = "call", _("Call")
        MESSAGE = "message", _("E-mail or message")

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="touches"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    on = models.DateField()
    subject = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    """How long it took each of us who took part; None: nobody said."""
    ours = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="touches")
    theirs = models.ManyToManyField(Contact, related_name="touches")
    source = models.CharField(max_length=40, blank=True)
    external_id = models.CharField(max_length=300, blank=True)
    """Of an imported one: what it is called where it came from."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["account", "on"], name="touch_by_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "source", "external_id"],
                condition=~Q(external_id=""),
                name="one_touch_a_number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}: {self.subject}"


class TouchTime(models.Model):
    """What a contact took of one of us, priced on the day it was written down."""

    touch = models.ForeignKey(Touch, models.CASCADE, related_name="times")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    department = models.CharField(max_length=200, blank=True)
    """Empty: nobody said whose hours this person's are."""
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    """None: what an hour of this department costs is not known."""

    class Meta:
        ordering = ["touch", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["touch", "user"], name="one_time_a_colleague"
            )
        ]

    def __str__(self) -> str:
        return f"{self.touch}: {self.user}"


class Tie(models.Model):
    """What one of us is to one of them, and should become; contact tells how strong."""

    class Level(models.TextChoices):
        SUPPLIER = "supplier", _("One supplier of many")
        SOURCE = "source", _("Credible source")
        SOLVER = "solver", _("Problem solver")
        ADVISER = "adviser", _("Trusted adviser")

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="ties")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="ties"
    )
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="ties")
    level = models.CharField(max_length=8, choices=Level, blank=True, default="")
    """Empty: not known."""
    wanted = models.CharField(max_length=8, choices=Level, blank=True, default="")
    evidence = models.TextField(blank=True)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["account", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "user", "contact"],
                condition=Q(ended_on__isnull=True),
                name="one_tie_a_pair",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.contact}"


class MapPlace(models.Model):
    """Where somebody put a person on the map of an account: of theirs the post, or us.

    In shares, 0 at the left or on top and 1 at the other end: `x` how far along a row
    (or on which side of ours), `y` how far down a column. None: that was never said.
    """

    account = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="map_places"
    )
    position = models.ForeignKey(
        Position, models.CASCADE, null=True, related_name="map_places"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    set_aside = models.BooleanField(default=False)
    """Arranged automatically since; kept until the next arranging, to go back to."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["account", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "position"], name="one_place_a_post"
            ),
            models.UniqueConstraint(
                fields=["account", "user"], name="one_place_a_colleague"
            ),
            models.CheckConstraint(
                condition=Q(position__isnull=False) ^ Q(user__isnull=False),
                name="place_is_of_one",
            ),
            models.CheckConstraint(
                condition=(Q(x__isnull=True) | Q(x__range=(0, 1)))
                & (Q(y__isnull=True) | Q(y__range=(0, 1))),
                name="place_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position or self.user}"

    @property
    def key(self) -> str:
        """What the person is called on the map."""
        return f"p{self.position_id}" if self.position_id else f"u{self.user_id}"


class PersonalNote(models.Model):
    """What is kept of a person beside their work; every reading of it is recorded."""

    contact = models.ForeignKey(Contact, models.PROTECT, related_name="notes")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.contact}"


class ContactMerge(models.Model):
    """Two entries of one person became one; parting them takes it back."""

    kept = models.ForeignKey(Contact, models.CASCADE, related_name="merges")
    gone = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    moved = models.JSONField(default=dict)
    """What went over to the one that stays; see `services.moving`."""
    parted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    parted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(parted_at__isnull=True),
                name="one_merge_an_entry",
            )
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class KeptApart(models.Model):
    """Somebody said that two entries are two people; they are not proposed again."""

    one = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    other = models.ForeignKey(Contact, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="people_in_one_order"
            ),
            models.UniqueConstraint(
                fields=["one", "other"],
                condition=Q(undone_at__isnull=True),
                name="one_word_a_pair",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} ≠ {self.other}"


class Brought(models.Model):
    """What an import or a merge said of a person or a post; it can be taken back."""

    class Stayed(models.TextChoices):
        CHANGED = "changed", _("Changed by hand since")
        USED = "used", _("Something else rests on it by now")
        MERGED = "merged", _("Merged with another entry; goes when they are parted")

    batch = models.ForeignKey(
        "imports.Batch", models.PROTECT, null=True, related_name="+"
    )
    merge = models.ForeignKey(
        ContactMerge, models.SET_NULL, null=True, related_name="brought"
    )
    """Neither: a merge that was parted, whose other entry went with its import."""
    contact = models.ForeignKey(
        Contact, models.CASCADE, null=True, related_name="brought"
    )
    position = models.ForeignKey(
        Position, models.CASCADE, null=True, related_name="brought"
    )
    created = models.BooleanField(default=False)
    said = models.JSONField(default=dict)
    """Field → what it was after the import or the merge."""
    before = models.JSONField(default=dict)
    """Field → what it was before, where that changed it."""
    stayed = models.CharField(max_length=7, choices=Stayed, blank=True, default="")
    """Why withdrawing the import left it as it is."""

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False) ^ Q(position__isnull=False),
                name="brought_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(batch__isnull=True) | Q(merge__isnull=True),
                name="brought_by_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id or self.merge}: {self.contact or self.position}"

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.apps.people.models import (
    CHOICES,
    Contact,
    Level,
    Position,
    Tie,
    Topic,
    Touch,
)
from vitalfew.apps.people.selectors import Place
from vitalfew.apps.people.services.posts import Held
from vitalfew.apps.people.standing import Post, Relationship
from vitalfew.apps.users.models import User
from vitalfew.files.bidi import isolated
from vitalfew.web.contacts.picture import Row
from vitalfew.web.fields import day_field, text_field

NOT_KNOWN = ("", _("Not known"))
REACHED = ("name", "email", "phone", "mobile")
HELD = ("title", "department", "level", "reports_to", "starts_on")


class NameForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("of a person", "Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)


class ReachForm(NameForm):
    """Who somebody is and how to reach them."""

    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    mobile = forms.CharField(label=_("Mobile"), max_length=60, required=False)


class CorrectForm(ReachForm):
    """What stands there now, and what of all that did was never theirs."""

    never = forms.MultipleChoiceField(
        label=_("Forget this: it never was theirs"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        contact: Contact,
    ) -> None:
        now = {name: getattr(contact, name) for name in REACHED}
        super().__init__(data, initial=now)
        self.fields["never"].choices = [  # type: ignore[attr-defined]
            (text, text) for text in contact.former
        ]
        if not contact.former:
            del self.fields["never"]


class KnownForm(NameForm):
    """Somebody who is to get a post, and may be known already."""

    def __init__(
        self,
        *args: Any,  # noqa: ANN401
        known: Contact | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = known
        if known is not None:
            self.fields["same"] = forms.BooleanField(
                label=_("It is %(name)s: give them this post")
                % {"name": isolated(known.name)},
                required=False,
            )
            places = list(self.fields)
            places.remove("same")
            places.insert(places.index("email") + 1, "same")
            self.order_fields(places)

    @property
    def contact(self) -> Contact | None:
        """Whom somebody said it is."""
        return self.known if self.cleaned_data.get("same") else None


class PostForm(forms.Form):
    """What a post is, and under whom."""

    title = forms.CharField(label=_("Post"), max_length=200, required=False)
    department = forms.CharField(label=_("Department"), max_length=200, required=False)
    level = forms.ChoiceField(
        label=_("Level"), choices=[NOT_KNOWN, *Level.choices], required=False
    )
    reports_to = forms.TypedChoiceField(
        label=_("Reports to"), coerce=int, empty_value=None, required=False
    )
    starts_on = day_field(_("Since"), required=False)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        others: Iterable[Position],
        position: Position | None = None,
    ) -> None:
        initial = {}
        if position is not None:
            initial = {name: getattr(position, name) for name in HELD}
            initial["reports_to"] = position.reports_to_id
        pk = position.pk if position else "new"
        super().__init__(data, auto_id=f"id_post_{pk}_%s", initial=initial)
        self.others = {each.pk: each for each in others}
        self.fields["reports_to"].choices = [  # type: ignore[attr-defined]
            NOT_KNOWN,
            *((pk, str(each)) for pk, each in self.others.items()),
        ]

    @property
    def held(self) -> Held:
        given = self.cleaned_data
        return Held(
            title=given["title"],
            department=given["department"],
            level=given["level"],
            reports_to=self.others.get(given["reports_to"]),
            starts_on=given["starts_on"],
        )


class PersonForm(KnownForm, PostForm, ReachForm):
    """Somebody new at a customer; without a name a post whose holder is not known."""

    field_order = (*REACHED, *HELD)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False
        self.fields["name"].help_text = _(
            "Leave it empty for a post of which nobody knows who holds it."
        )

    @property
    def person(self) -> dict[str, str] | None:
        given = {name: self.cleaned_data[name] for name in REACHED}
        return given if any(given.values()) else None


class RatingForm(forms.Form):
    """What somebody holds of a person in a post."""

    evidence = text_field(_("What this rests on"))
    on = day_field(_("As of"))

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        position: int,
        topic: str,
        now: str = "",
    ) -> None:
        super().__init__(data, auto_id=f"id_{topic}_{position}_%s")
        several = topic == Topic.ROLE
        kind = forms.MultipleChoiceField if several else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if several else forms.RadioSelect
        self.fields["values"] = kind(
            label=Topic(topic).label,
            choices=CHOICES[topic].choices,
            widget=widget,
            initial=now.split() if several else now,
            error_messages={"required": _("Choose one of the answers.")},
        )
        self.order_fields(["values", "evidence", "on"])
        self.topic = topic

    @property
    def codes(self) -> list[str]:
        given = self.cleaned_data["values"]
        return given if isinstance(given, list) else [given]


class LeavingForm(forms.Form):
    """Somebody no longer holds a post."""

    on = day_field(_("Since when not any more"))
    leaving = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            each
            for each in Position.Leaving.choices
            if each[0] != Position.Leaving.MERGED
        ],
    )
    reason = text_field(_("What you know of it"), required=False)

    def __init__(self, data: Any = None, *, position: int) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_leaving_{position}_%s")


class FillForm(KnownForm):
    """Who holds a post that had no name."""

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        position: int,
        known: Contact | None = None,
    ) -> None:
        super().__init__(data, auto_id=f"id_fill_{position}_%s", known=known)


class TouchForm(forms.Form):
    """A contact that took place."""

    kind = forms.ChoiceField(label=_("What it was"), choices=Touch.Kind.choices)
    on = day_field(_("When"))
    theirs = forms.MultipleChoiceField(
        label=_("Who of them"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say who of us and who of them took part.")},
    )
    ours = forms.MultipleChoiceField(
        label=_("Who of us"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Say who of us and who of them took part.")},
    )
    subject = forms.CharField(label=_("About what"), max_length=300, required=False)
    minutes = forms.IntegerField(
        label=_("How many minutes it took"),
        min_value=1,
        max_value=24 * 60,
        required=False,
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        posts: Iterable[Post],
        us: Iterable[User],
        acting: User,
        on: dt.date | None = None,
    ) -> None:
        initial = {"ours": [acting.pk], "on": on}
        super().__init__(data, auto_id="id_touch_%s", initial=initial)
        held = {
            post.position.contact_id: post.position
            for post in posts
            if post.position.contact_id
        }
        self.contacts = {str(pk): each.contact for pk, each in held.items()}
        self.us = {str(each.pk): each for each in us}
        self.fields["theirs"].choices = [  # type: ignore[attr-defined]
            (pk, str(each)) for pk, each in held.items()
        ]
        self.fields["ours"].choices = [  # type: ignore[attr-defined]
            (pk, each.name) for pk, each in self.us.items()
        ]

    @property
    def given(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {
            "theirs": [self.contacts[pk] for pk in given["theirs"]],
            "ours": [self.us[pk] for pk in given["ours"]],
        }


class TieForm(forms.Form):
    """What one of us is to one of them, and should become."""

    contact = forms.ChoiceField(label=_("Who of them"))
    user = forms.ChoiceField(label=_("Who of us"))
    level = forms.ChoiceField(
        label=_("Seen as"), choices=[NOT_KNOWN, *Tie.Level.choices], required=False
    )
    wanted = forms.ChoiceField(
        label=_("Should be seen as"),
        choices=[("", _("Nothing more")), *Tie.Level.choices],
        required=False,
    )
    evidence = text_field(_("What shows it"), required=False)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        found: Relationship,
        us: Iterable[User],
    ) -> None:
        super().__init__(data, auto_id="id_tie_%s")
        self.contacts = {
            str(post.position.contact_id): post.position.contact
            for post in found.posts
            if post.position.contact_id
        }
        self.us = {str(each.pk): each for each in us}
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            (pk, str(each)) for pk, each in self.contacts.items()
        ]
        self.fields["user"].choices = [  # type: ignore[attr-defined]
            (pk, each.name) for pk, each in self.us.items()
        ]

    @property
    def given(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {
            "contact": self.contacts[given["contact"]],
            "user": self.us[given["user"]],
        }


class NoteForm(forms.Form):
    text = text_field(_("What is to be remembered"))


class EraseForm(forms.Form):
    sure = forms.BooleanField(
        label=_("Yes, erase this person for good"),
        error_messages={"required": _("Tick this; it cannot be undone.")},
    )


class PlacesField(forms.Field):
    """Places as "key:x:y", of which either share may be empty."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"unread": _("That is not a place on the map.")}
    WRITTEN = re.compile(r"([pu][0-9]{1,18}):([01]\.?[0-9]*)?:([01]\.?[0-9]*)?")
    MOST = 500

    def to_python(self, value: Any) -> dict[str, Place]:  # noqa: ANN401
        found = [self.WRITTEN.fullmatch(text) for text in value[: self.MOST]]
        if not all(found):
            raise forms.ValidationError(self.error_messages["unread"], "unread")
        return {each[1]: (_share(each[2]), _share(each[3])) for each in found if each}


def _share(text: str | None) -> float | None:
    return float(text) if text else None


class PlacesForm(forms.Form):
    """Where people were dropped on the map."""

    places = PlacesField()


class MoveForm(forms.Form):
    """Who goes where in their row of the map."""

    WAYS = ("first", "earlier", "later", "last")
    who = forms.ChoiceField()
    way = forms.ChoiceField(choices=[(way, way) for way in WAYS])

    def __init__(self, data: Any, *, rows: Iterable[Row]) -> None:  # noqa: ANN401
        super().__init__(data)
        self.names = {key: name for _band, people in rows for key, name in people}
        self.fields["who"].choices = list(self.names.items())  # type: ignore[attr-defined]

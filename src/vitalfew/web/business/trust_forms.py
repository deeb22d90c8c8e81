from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.apps.accounts.policies import seen_by
from vitalfew.apps.trust.models import Undertaking, Word
from vitalfew.apps.trust.services import Heard
from vitalfew.apps.users.models import User
from vitalfew.web.business.forms import line
from vitalfew.web.fields import day_field, text_field

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.people.models import Position


class UndertakingForm(forms.Form):
    """What was taken on, by whom of us."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("of what we took on", "Kind"),
        choices=Undertaking.Kind.choices,
    )
    title = line(_("In a few words"), longest=300)
    owner: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("Who of us answers for it"), queryset=User.objects.none()
    )
    begun_on = day_field(_("Promised or begun on"))
    due_on = day_field(_("Due on"), required=False)

    def __init__(self, data: Any = None, *, account: Account) -> None:  # noqa: ANN401
        super().__init__(data, auto_id="id_undertaking_%s")
        owner: Any = self.fields["owner"]
        owner.queryset = seen_by(account)
        owner.label_from_instance = lambda user: user.name


class EndForm(forms.Form):
    """Whether it was kept, and what came of it."""

    kept = forms.TypedChoiceField(
        label=_("How it ended"),
        choices=[("yes", _("As we took it on")), ("no", _("Otherwise, or too late"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    on = day_field(_("Ended on"))
    outcome = text_field(_("What came of it"))

    def __init__(self, data: Any = None, *, pk: int) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_end_{pk}_%s")


class ReopenForm(forms.Form):
    """Why something that had ended is open again."""

    reason = text_field(_("Why it is open again"))

    def __init__(self, data: Any = None, *, pk: int) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_reopen_{pk}_%s")


class WordForm(forms.Form):
    """What they say of it, and who of them: somebody known there, or a name."""

    said = forms.ChoiceField(
        label=_("What they say of it"),
        choices=Word.Said.choices,
        widget=forms.RadioSelect,
    )
    contact = forms.TypedChoiceField(
        label=_("Who of them said so"), coerce=int, empty_value=None, required=False
    )
    who = line(_("Or somebody else of theirs"), required=False)
    on = day_field(_("Said on"))
    text = text_field(_("In their words"), required=False)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        pk: int,
        posts: Iterable[Position],
    ) -> None:
        super().__init__(data, auto_id=f"id_word_{pk}_%s")
        self.people = {
            post.contact.pk: (post.contact, str(post)) for post in posts if post.contact
        }
        contact: Any = self.fields["contact"]
        contact.choices = [
            ("", _("Nobody of these")),
            *((key, shown) for key, (_person, shown) in self.people.items()),
        ]

    @property
    def heard(self) -> Heard:
        given = self.cleaned_data
        person, _shown = self.people.get(given["contact"], (None, ""))
        return Heard(
            said=given["said"],
            on=given["on"],
            text=given["text"],
            contact=person,
            who=given["who"],
        )

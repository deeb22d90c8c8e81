from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.accounts.policies import seen_by
from vitalfew.apps.library.models import Case, Method
from vitalfew.apps.library.policies import may_price
from vitalfew.apps.library.selectors import methods
from vitalfew.apps.library.services import Taught, Told
from vitalfew.apps.users.models import User
from vitalfew.apps.value.models import Proposition
from vitalfew.web.business.forms import line
from vitalfew.web.fields import day_field, text_field
from vitalfew.web.library.words import PURPOSES

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account

MONEY = ("amount", "low", "high", "proposition")
TOLD = (
    "led_by",
    "begun_on",
    "ended_on",
    "wanted",
    "outcome",
    "brought",
    "amount",
    "low",
    "high",
    "proposition",
    "lesson",
    "word",
    "word_who",
)
"""What of a case a newer version begins with."""


def purpose(kind: str) -> forms.MultipleChoiceField:
    name, codes = PURPOSES[kind]
    return forms.MultipleChoiceField(
        label=name,
        choices=list(codes.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


def money(label: Any) -> forms.DecimalField:  # noqa: ANN401 - lazy words
    return forms.DecimalField(
        label=label, required=False, max_digits=20, decimal_places=2
    )


class MethodForm(forms.Form):
    """A way of working with key accounts."""

    name = line(_("Name"), longest=120)
    how = text_field(_("How it is done"))
    stages = purpose("stages")
    gates = purpose("gates")
    aims = purpose("aims")

    def __init__(self, data: Any = None, *, method: Method | None) -> None:  # noqa: ANN401
        kept = ("name", "how", *PURPOSES)
        initial = (
            {} if method is None else {name: getattr(method, name) for name in kept}
        )
        super().__init__(data, auto_id="id_method_%s", initial=initial)

    @property
    def taught(self) -> Taught:
        return Taught(**self.cleaned_data)


class CaseForm(forms.Form):
    """One try of a method with an account, and what it brought."""

    method: forms.ModelChoiceField[Method] = forms.ModelChoiceField(
        label=_("What was tried"), queryset=methods()
    )
    led_by: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=_("Who of us led it"), queryset=User.objects.none()
    )
    begun_on = day_field(_("Begun on"))
    ended_on = day_field(_("Ended on"), required=False)
    wanted = text_field(_("What we wanted"))
    outcome = forms.ChoiceField(
        label=_("How it came out"),
        choices=Case.Outcome.choices,
        widget=forms.RadioSelect,
    )
    brought = text_field(_("What it brought"), required=False)
    amount = money(_("Contribution it brings a year"))
    low = money(_("At least"))
    high = money(_("At most"))
    proposition: forms.ModelChoiceField[Proposition] = forms.ModelChoiceField(
        label=_("Value proposition that shows it"),
        queryset=Proposition.objects.none(),
        required=False,
    )
    lesson = text_field(_("What we would do otherwise next time"), required=False)
    word = text_field(_("Their word on it"), required=False)
    word_who = line(_("Who of them said so"), required=False)

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        acting: User,
        account: Account,
        initial: dict[str, Any] | None = None,
        case: Case | None = None,
    ) -> None:
        super().__init__(data, auto_id="id_case_%s", initial=initial)
        if case is not None:
            # What was tried stays; another method is another case.
            del self.fields["method"]
            self.initial.update({name: getattr(case, name) for name in TOLD})
        leader: Any = self.fields["led_by"]
        leader.queryset = seen_by(account)
        leader.label_from_instance = lambda user: user.name
        if may_price(acting, account):
            shows: Any = self.fields["proposition"]
            shows.queryset = Proposition.objects.filter(
                account=account, replaced_by__isnull=True
            )
            shows.label_from_instance = lambda each: each.name
            self.fields["amount"].help_text = _("Empty: nobody knows. 0: nothing.")
        else:
            for name in MONEY:
                del self.fields[name]
        self._plain()

    @property
    def told(self) -> Told:
        return Told(**{n: v for n, v in self.cleaned_data.items() if n != "method"})

    def _plain(self) -> None:
        for name in ("amount", "low", "high"):
            value = self.initial.get(name)
            if isinstance(value, Decimal):
                # As it was typed, without the zeros the column keeps.
                self.initial[name] = f"{value.normalize():f}"

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from vitalfew.apps.assessments.models import Decision
from vitalfew.apps.assessments.selectors import Order, RowFilter
from vitalfew.apps.teams.selectors import ManagerRoom
from vitalfew.apps.users.models import User
from vitalfew.files.bidi import isolated
from vitalfew.web.labels import LABELS

if TYPE_CHECKING:
    from vitalfew.apps.assessments.selectors.rows import Sort

ANY = ("", _("All"))
SORTS = (
    ("rank", _("By rank")),
    ("-attractiveness", _("By attractiveness")),
    ("-strength", _("By our strength")),
    ("-growth", _("By growth")),
    ("payback", _("By payback")),
    ("-stability", _("By stability")),
    ("-contribution", _("By amount")),
    ("contribution", _("By amount, smallest first")),
    ("name", _("By name")),
    ("-name", _("By name, from the end")),
    ("-payback", _("By payback, longest first")),
)


class ListForm(forms.Form):
    """How the list is narrowed down and sorted; nonsense counts as not said."""

    q = forms.CharField(required=False, max_length=120, label=_("Name or number"))
    continuity = forms.ChoiceField(
        required=False,
        label=_("Purchasing"),
        choices=[ANY, *LABELS["continuity"].items()],
    )
    centralization = forms.ChoiceField(
        required=False,
        label=_("Organization"),
        choices=[ANY, *LABELS["centralization"].items()],
    )
    fit = forms.ChoiceField(
        required=False, label=_("Fit"), choices=[ANY, *LABELS["fit"].items()]
    )
    sort = forms.ChoiceField(required=False, choices=SORTS)
    page = forms.IntegerField(required=False, min_value=1)

    @property
    def asked(self) -> dict[str, Any]:
        self.is_valid()
        return {
            name: self.cleaned_data.get(name) or ""
            for name in ("q", "continuity", "centralization", "fit", "sort", "page")
        }

    @property
    def only(self) -> RowFilter:
        asked = self.asked
        return RowFilter(
            words=asked["q"],
            continuity=asked["continuity"],
            centralization=asked["centralization"],
            fit=asked["fit"],
        )

    @property
    def order(self) -> Order:
        sort = self.asked["sort"] or "rank"
        by = cast("Sort", sort.lstrip("-"))
        return Order(by, descending=sort.startswith("-"))


class DecisionForm(forms.Form):
    """Make key account, not now until, or decline; always with the reason."""

    KINDS = (
        (Decision.Kind.DESIGNATE, _("Make key account")),
        (Decision.Kind.NOT_NOW, _("Not now")),
        (Decision.Kind.DECLINE, _("Decline")),
        (Decision.Kind.END, _("End key account")),
    )
    kind = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect)
    manager = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Account manager"),
        empty_label=_("Choose …"),
    )
    ask_again_on = forms.DateField(
        required=False,
        label=_("Ask again on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("Write down the reason; it is kept with the decision.")
        },
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401  as Django
        *,
        managers: list[ManagerRoom],
        kind: str = "",
    ) -> None:
        super().__init__(data, initial={"kind": kind})
        field = cast("forms.ModelChoiceField[User]", self.fields["manager"])
        if data is not None:
            people = [manager.user for manager in managers]
            field.queryset = User.objects.filter(pk__among=people)
        offered = _choices(tuple(managers), get_language())
        # Given as they are, hundreds would be copied and wait for the collector.
        field.choices = lambda: [("", field.empty_label), *offered]


@lru_cache(maxsize=16)
def _choices(
    managers: Sequence[ManagerRoom], _language: str | None
) -> tuple[tuple[int, str], ...]:
    room = gettext("%(taken)s of %(capacity)s accounts")
    return tuple(
        (manager.user, f"{isolated(manager.name)} · {room % manager._asdict()}")
        for manager in managers
    )

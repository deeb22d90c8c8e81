"""Forms of what we offer: solutions, propositions, gains."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vitalfew.apps.value.catalog import Written
from vitalfew.apps.value.topics import ProblemKind
from vitalfew.web.business.forms import line
from vitalfew.web.fields import day_field, text_field

if TYPE_CHECKING:
    from vitalfew.apps.value.models import Proposition, Solution, Statement

FORMULA = _("Names, numbers, percent, + - * / and parentheses: hours * rate - wages")
NAMES = _("One line for each name of the formula: hours: hours of standstill avoided")


def money(label: Any, *, required: bool = True) -> forms.DecimalField:  # noqa: ANN401
    return forms.DecimalField(
        label=label,
        required=required,
        min_value=Decimal(0),
        max_digits=20,
        decimal_places=2,
    )


class SolutionForm(forms.Form):
    """What we can do about some kinds of problem."""

    name = line(_("Name"))
    what = text_field(pgettext_lazy("of a solution", "What it is"))
    problems = forms.MultipleChoiceField(
        label=_("Problems it answers"),
        choices=ProblemKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    uses = line(_("Products it is made of"), required=False, longest=300)
    formula = line(_("How its gain a year is worked out"))
    assumptions = text_field(_("What the names mean"))
    retired = forms.BooleanField(label=_("Is no longer offered"), required=False)

    def __init__(self, data: Any = None, *, solution: Solution | None) -> None:  # noqa: ANN401
        initial = {}
        if solution is not None:
            kept = ("name", "what", "problems", "uses", "formula", "retired")
            initial = {name: getattr(solution, name) for name in kept}
            lines = (f"{name}: {meaning}" for name, meaning in solution.meanings)
            initial["assumptions"] = "\n".join(lines)
        super().__init__(data, auto_id="id_solution_%s", initial=initial)
        self.fields["formula"].help_text = FORMULA
        self.fields["assumptions"].help_text = NAMES

    @property
    def written(self) -> Written:
        return Written(**self.cleaned_data)


class DraftForm(forms.Form):
    """A value proposition to begin: from the catalog, or with a formula of its own."""

    solution = forms.ChoiceField(label=_("Solution"), required=False)
    name = line(_("Name, if not that of the solution"), required=False)
    answers = forms.MultipleChoiceField(
        label=_("Which of their problems it answers"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = line(
        _("Without a solution: how its gain a year is worked out"), required=False
    )
    assumptions = text_field(
        _("Without a solution: what the names mean"), required=False
    )

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        solutions: Iterable[Solution],
        problems: Iterable[Statement],
    ) -> None:
        super().__init__(data, auto_id="id_draft_%s")
        self.solutions = {str(each.pk): each for each in solutions}
        self.problems = {str(each.pk): each for each in problems}
        none = ("", _("None of the catalog"))
        self.fields["solution"].choices = [  # type: ignore[attr-defined]
            none,
            *((pk, each.name) for pk, each in self.solutions.items()),
        ]
        self.fields["answers"].choices = [  # type: ignore[attr-defined]
            (pk, each.text[:120]) for pk, each in self.problems.items()
        ]
        self.fields["text"].help_text = FORMULA
        self.fields["assumptions"].help_text = NAMES

    @property
    def given(self) -> dict[str, Any]:
        given = self.cleaned_data
        return given | {
            "solution": self.solutions.get(given["solution"]),
            "answers": [self.problems[pk] for pk in given["answers"]],
        }


ENDS = ("low", "likely", "high")
ENDS_WORDS = {"low": _("at least"), "likely": _("likely"), "high": _("at most")}


class FiguresForm(forms.Form):
    """Low, likely and high of each assumption, with its source."""

    def __init__(self, data: Any = None, *, proposition: Proposition) -> None:  # noqa: ANN401
        super().__init__(data, auto_id=f"id_figures_{proposition.pk}_%s")
        self.names = [row[0] for row in proposition.assumptions]
        for place, (_name, meaning, *figures, source) in enumerate(
            proposition.assumptions
        ):
            for end, figure in zip(ENDS, figures, strict=True):
                self.fields[f"{end}_{place}"] = line(
                    _("%(meaning)s, %(end)s")
                    % {"meaning": meaning, "end": ENDS_WORDS[end]},
                    longest=40,
                )
                self.initial[f"{end}_{place}"] = figure
            self.fields[f"source_{place}"] = line(
                _("%(meaning)s: who says so") % {"meaning": meaning}, longest=300
            )
            self.initial[f"source_{place}"] = source
        self.fields["price"] = money(_("What we ask for it a year"), required=False)
        self.initial["price"] = proposition.price

    @property
    def given(self) -> dict[str, Any]:
        said = self.cleaned_data
        figures = {
            name: tuple(said[f"{part}_{place}"] for part in (*ENDS, "source"))
            for place, name in enumerate(self.names)
        }
        return {"figures": figures, "price": said["price"]}


class AnswerForm(forms.Form):
    """A form of one proposition, whose fields have names of their own."""

    kind = "answer"

    def __init__(
        self,
        data: Any = None,  # noqa: ANN401
        *,
        pk: int,
        on: date | None = None,
    ) -> None:
        initial = (
            {} if on is None else {"on": on, "from_year": on.year, "year": on.year}
        )
        super().__init__(data, auto_id=f"id_{self.kind}_{pk}_%s", initial=initial)


class OfferForm(AnswerForm):
    """From now on its figures stand."""

    kind = "offer"


class RenewForm(AnswerForm):
    """A new version begins with the figures of the old one."""

    kind = "renew"


class AgreeForm(AnswerForm):
    """Somebody at the customer confirmed it."""

    kind = "agree"
    who = line(_("Who of them confirmed it"))
    how = text_field(_("How they confirmed it"))
    on = day_field(_("When"))
    from_year = forms.IntegerField(label=_("Promised from the year"))
    years = forms.IntegerField(label=_("For so many years"), initial=1)


class DeclineForm(AnswerForm):
    """They do not want it."""

    kind = "decline"
    reason = text_field(_("Why they do not want it"))
    on = day_field(_("When"))


class GainForm(AnswerForm):
    """What it brought them in a year."""

    kind = "gain"
    year = forms.IntegerField(label=_("Year"))
    amount = forms.DecimalField(
        label=_("What it brought them"), max_digits=20, decimal_places=2
    )
    evidence = text_field(_("What shows it"))
    who = line(_("Who of them confirmed it, if somebody did"), required=False)
    on = day_field(_("When"), required=False)


class ConfirmForm(AnswerForm):
    """Somebody at the customer confirmed a gain."""

    kind = "confirm"
    who = line(_("Who of them confirmed it"))
    on = day_field(_("When"))

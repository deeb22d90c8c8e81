"""What is offered to a customer, worked out with their figures, and their answer."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.db import transaction

import vitalfew.apps.value.problems  # noqa: F401  declares the sentences
from vitalfew.analysis.assessment.value import Assumed, FormulaError, formula, worth
from vitalfew.apps.assessments.clock import today
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.firm.selectors import firm_settings
from vitalfew.apps.value.catalog import meanings_of
from vitalfew.apps.value.models import Gain, Proposition, Solution, Statement
from vitalfew.apps.value.policies import may_state
from vitalfew.apps.value.services import require

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User

State = Proposition.State
CENT = Decimal("0.01")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
"""1,200,000: a comma anywhere else may mean a decimal, and is asked about."""


@transaction.atomic
def proposition_draft(
    *,
    acting: User,
    account: Account,
    name: str,
    answers: Sequence[Statement],
    solution: Solution | None,
    text: str = "",
    assumptions: str = "",
) -> Proposition:
    """Begin one: from a solution of the catalog, or with a formula of its own."""
    require(may_state(acting, account), acting, account)
    name = name.strip() or (solution.name if solution else "")
    if not name:
        raise RefusedError("proposition_name_missing", field="name")
    meanings = solution.meanings if solution else meanings_of(text, assumptions)
    made = Proposition(
        account=account,
        name=name,
        solution=solution,
        formula=solution.formula if solution else text.strip(),
        assumptions=[[*each, "", "", "", ""] for each in meanings],
        currency=firm_settings().currency,
        by=acting,
    )
    made.full_clean()
    made.save()
    made.answers.set(each for each in answers if each.account_id == account.pk)
    _audit(acting, "proposition.draft", made, "")
    return made


@transaction.atomic
def proposition_figures(
    *,
    acting: User,
    proposition: Proposition,
    figures: Mapping[str, tuple[str, str, str, str]],
    price: Decimal | None,
) -> Proposition:
    """Fill in a draft: low, likely, high and source of each name."""
    found = _locked(acting, proposition)
    if found.state != State.DRAFT:
        raise RefusedError("proposition_fixed")
    assumed = {}
    rows = []
    for name, meaning, *_old in found.assumptions:
        *ends, source = figures.get(name, ("", "", "", ""))
        if not source.strip():
            raise RefusedError("assumption_source", name=name)
        assumed[name] = Assumed(*(_number(end) for end in ends))
        rows.append([name, meaning, *ends, source.strip()])
    try:
        worked = worth(formula(found.formula), assumed)
    except FormulaError as wrong:
        raise RefusedError(wrong.code, field="", **wrong.values) from wrong
    found.assumptions, found.price = rows, price
    found.low = worked.low.quantize(CENT)
    found.likely = worked.likely.quantize(CENT)
    found.high = worked.high.quantize(CENT)
    found.save(update_fields=["assumptions", "price", "low", "likely", "high"])
    _audit(acting, "proposition.figures", found, "")
    return found


@transaction.atomic
def proposition_offer(*, acting: User, proposition: Proposition) -> None:
    found = _locked(acting, proposition)
    if found.state != State.DRAFT:
        raise RefusedError("proposition_state")
    if found.likely is None:
        raise RefusedError("proposition_figures")
    found.state = State.OFFERED
    found.save(update_fields=["state"])
    _audit(acting, "proposition.offer", found, "")


@transaction.atomic
def proposition_agree(
    *,
    acting: User,
    proposition: Proposition,
    who: str,
    how: str,
    on: date,
    from_year: int,
    years: int,
) -> None:
    """Somebody at the customer confirmed it, and for which years."""
    found = _answerable(acting, proposition, on)
    if not who.strip():
        raise RefusedError("agreed_who_missing", field="who")
    if not how.strip():
        raise RefusedError("agreed_how_missing", field="how")
    if not (2000 <= from_year <= 2100 and 1 <= years <= 10):
        raise RefusedError("years_range", field="years")
    found.state = State.AGREED
    found.answered_who, found.answer, found.answered_on = who.strip(), how.strip(), on
    found.from_year, found.years = from_year, years
    found.save()
    _audit(acting, "proposition.agree", found, found.answer)


@transaction.atomic
def proposition_decline(
    *, acting: User, proposition: Proposition, reason: str, on: date
) -> None:
    found = _answerable(acting, proposition, on)
    if not reason.strip():
        raise RefusedError("declined_reason_missing", field="reason")
    found.state, found.answer, found.answered_on = State.DECLINED, reason.strip(), on
    found.save()
    _audit(acting, "proposition.decline", found, found.answer)


@transaction.atomic
def proposition_renew(*, acting: User, proposition: Proposition) -> Proposition:
    """A new version, as a draft with the figures of the old one, which stays."""
    old = _locked(acting, proposition)
    if old.state == State.DRAFT:
        raise RefusedError("proposition_state")
    made = Proposition.objects.create(
        account=old.account,
        name=old.name,
        solution=old.solution,
        formula=old.formula,
        assumptions=old.assumptions,
        low=old.low,
        likely=old.likely,
        high=old.high,
        currency=old.currency,
        price=old.price,
        version=old.version + 1,
        replaces=old,
        by=acting,
    )
    made.answers.set(old.answers.all())
    _audit(acting, "proposition.renew", made, "")
    return made


@transaction.atomic
def gain_record(
    *,
    acting: User,
    proposition: Proposition,
    year: int,
    amount: Decimal,
    evidence: str,
    who: str = "",
    on: date | None = None,
) -> Gain:
    """What it brought in a year; without somebody who confirms it nothing is proven."""
    found = _locked(acting, proposition)
    if found.state != State.AGREED:
        raise RefusedError("gain_not_agreed")
    if not 2000 <= year <= today().year:
        raise RefusedError("gain_year_range", field="year")
    if not evidence.strip():
        raise RefusedError("gain_evidence_missing", field="evidence")
    made = Gain(proposition=found, year=year, amount=amount, by=acting)
    made.evidence = evidence.strip()
    _confirm(made, who, on)
    made.full_clean()
    made.save()
    _audit(acting, "gain.record", found, made.evidence)
    return made


@transaction.atomic
def gain_confirm(*, acting: User, gain: Gain, who: str, on: date) -> None:
    """Somebody at the customer confirmed what was recorded."""
    _locked(acting, gain.proposition)
    found = Gain.objects.select_for_update().get(pk=gain.pk)
    if found.confirmed_who:
        raise RefusedError("gain_confirmed")
    if not who.strip():
        raise RefusedError("agreed_who_missing", field="who")
    _confirm(found, who, on)
    found.save(update_fields=["confirmed_who", "confirmed_on"])
    _audit(acting, "gain.confirm", gain.proposition, found.confirmed_who)


def _confirm(gain: Gain, who: str, on: date | None) -> None:
    if on is not None and on > today():
        raise RefusedError("answer_day_future", field="on")
    gain.confirmed_who = who.strip()
    gain.confirmed_on = (on or today()) if gain.confirmed_who else None


def _number(text: str) -> Decimal:
    plain = text.strip()
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise RefusedError("assumption_number", value=text) from None
    if not value.is_finite():
        raise RefusedError("assumption_number", value=text)
    return value


def _answerable(acting: User, proposition: Proposition, on: date) -> Proposition:
    found = _locked(acting, proposition)
    if found.state != State.OFFERED:
        raise RefusedError("proposition_state")
    if on > today():
        raise RefusedError("answer_day_future", field="on")
    return found


def _locked(acting: User, proposition: Proposition) -> Proposition:
    require(may_state(acting, proposition.account), acting, proposition.account)
    return Proposition.objects.select_for_update().get(pk=proposition.pk)


def _audit(acting: User, action: str, of: Proposition, reason: str) -> None:
    entry_record(
        acting=acting,
        action=action,
        subject=of,
        account=of.account,
        details={"name": of.name, **({"reason": reason} if reason else {})},
    )

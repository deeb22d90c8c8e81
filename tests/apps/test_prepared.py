"""Queries that are written once find what others find, whoever asks and when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from vitalfew.apps.accounts.models import Account
from vitalfew.apps.accounts.policies import of_account, of_visible, visible
from vitalfew.apps.prepared import prepared, related
from vitalfew.apps.teams.models import Membership, TeamRole
from vitalfew.apps.users.models import User

pytestmark = pytest.mark.django_db


@prepared
def seen(acting):
    return visible(acting).order_by("pk")


@prepared
def team(acting, account, *, most):
    found = Membership.objects.filter(of_account(acting, account))
    return found.select_related("user").order_by("role", "pk")[:most]


@prepared
def since(account, day):
    own = Q(account=account) | Q(account__parent=account)
    return Membership.objects.filter(own, starts_on__gte=day).values_list("pk", "role")


def member(account, user, role=TeamRole.SPECIALIST, starts_on=dt.date(2026, 1, 1)):
    return Membership.objects.create(
        account=account, user=user, role=role, starts_on=starts_on, added_by=user
    )


def test_each_person_finds_what_they_see_also_after_another_asked(cast):
    for person in (cast.hana, cast.marta, cast.sam, cast.marta, cast.hana):
        assert seen(person) == list(visible(person).order_by("pk"))
    assert len(seen(cast.hana)) > len(seen(cast.sam))


def test_two_people_of_the_same_roles_see_each_their_own(cast):
    other = User.objects.create_user(email="o@x.example", name="Otto", password=None)
    other.role_grants.create(role="manager")
    assert seen(other) == []
    member(cast.kelan, other)
    assert seen(other) == list(visible(other).order_by("pk")) != []
    assert seen(cast.chen) != seen(other)


def test_who_lost_a_role_sees_less_at_once(cast):
    assert len(seen(cast.hana)) == Account.objects.count()
    cast.hana.role_grants.all().delete()
    assert seen(User.objects.get(pk=cast.hana.pk)) == []


def test_whoever_may_no_longer_sign_in_finds_nothing(cast):
    cast.hana.is_active = False
    assert seen(cast.hana) == []
    assert team(cast.hana, cast.norvik, most=3) == []


def test_records_come_with_what_was_joined_and_no_more_than_asked_for(cast):
    for person in (cast.ana, cast.fay, cast.sam):
        member(cast.kelan, person)
    assert len(team(cast.hana, cast.kelan, most=2)) == 2
    found = team(cast.hana, cast.kelan, most=9)
    with CaptureQueriesContext(connection) as asked:
        assert {each.user.name for each in found} >= {cast.ana.name, cast.fay.name}
    assert len(asked) == 0


def test_a_value_counts_wherever_it_stands_and_days_are_compared_as_days(cast):
    cast.kelan.parent = cast.norvik
    cast.kelan.save()
    Membership.objects.all().delete()
    early = member(cast.norvik, cast.ana, starts_on=dt.date(2026, 1, 1))
    late = member(cast.kelan, cast.fay, starts_on=dt.date(2026, 3, 1))
    assert sorted(since(cast.norvik, dt.date(2026, 1, 1))) == [
        (early.pk, "specialist"),
        (late.pk, "specialist"),
    ]
    assert since(cast.norvik, dt.date(2026, 1, 2)) == [(late.pk, "specialist")]
    assert since(cast.brenner, dt.date(2026, 1, 1)) == []


def test_they_are_counted_without_being_read(cast):
    for person in (cast.ana, cast.fay, cast.sam):
        member(cast.kelan, person)
    there = Membership.objects.filter(account=cast.kelan).count()
    assert team.count(cast.hana, cast.kelan, most=99) == there >= 3
    assert team.count(cast.hana, cast.kelan, most=2) == 2
    assert (
        team.first(cast.hana, cast.kelan, most=1)
        == team(cast.hana, cast.kelan, most=1)[0]
    )
    cast.hana.is_active = False
    assert team.count(cast.hana, cast.kelan, most=99) == 0
    assert team.first(cast.hana, cast.kelan, most=1) is None


def test_lists_of_any_length_are_one_value(cast):
    @prepared
    def named(accounts, members):
        return Account.objects.filter(
            pk__among=accounts, memberships__user__among=members
        ).order_by("pk")

    member(cast.kelan, cast.ana)
    member(cast.brenner, cast.fay)
    both = [cast.brenner.pk, cast.kelan.pk]
    assert named(both, {cast.ana.pk, cast.fay.pk}) == [cast.brenner, cast.kelan]
    assert named([cast.kelan.pk], [cast.ana.pk, cast.fay.pk]) == [cast.kelan]
    assert named(tuple(range(5_000)), [cast.ana.pk]) == [cast.kelan]
    with CaptureQueriesContext(connection) as asked:
        assert named([], [cast.ana.pk]) == []
    assert len(asked) == 0


def test_in_an_empty_list_is_nothing_and_outside_it_everything(cast):
    @prepared
    def either(accounts, others):
        either = Q(pk__among=accounts) | ~Q(pk__among=others)
        return Account.objects.filter(either).order_by("pk")

    everybody = list(Account.objects.order_by("pk"))
    assert either([], []) == everybody
    assert either([], [each.pk for each in everybody]) == []
    assert either([cast.kelan.pk], [each.pk for each in everybody]) == [cast.kelan]
    assert either([cast.kelan.pk], []) == everybody


def test_that_an_empty_list_holds_nothing_is_found_out_once(cast):
    written = []

    @prepared
    def named(accounts):
        written.append(accounts)
        return Account.objects.filter(pk__among=accounts)

    assert (named([]), named(()), named.count([]), named.first([])) == ([], [], 0, None)
    assert len(written) == 1
    assert named([cast.kelan.pk]) == [cast.kelan]


def test_texts_are_found_among_texts(cast):
    @prepared
    def called(*, ids):
        return Account.objects.filter(account_id__among=ids).order_by("pk")

    ids = (cast.norvik.account_id, 'it\'s "not" 在', cast.kelan.account_id)
    assert called(ids=ids) == [cast.norvik, cast.kelan]
    assert list(Account.objects.exclude(account_id__among=ids).order_by("pk")) == [
        each
        for each in Account.objects.order_by("pk")
        if each not in (cast.norvik, cast.kelan)
    ]


def test_records_are_told_what_belongs_to_them_and_ask_no_more(cast):
    held = member(cast.kelan, cast.ana)
    accounts = [Account.objects.get(pk=each.pk) for each in (cast.kelan, cast.norvik)]
    related(accounts, "memberships", [held], of="account_id")
    with CaptureQueriesContext(connection) as asked:
        assert [list(each.memberships.all()) for each in accounts] == [[held], []]
    assert len(asked) == 0
    with pytest.raises(AttributeError):
        accounts[0].memberships.filter(role=TeamRole.SPECIALIST)


def test_it_is_asked_anew_each_time_and_written_once(cast):
    with CaptureQueriesContext(connection) as asked:
        first = team(cast.hana, cast.kelan, most=9)
        member(cast.kelan, cast.ana)
        assert len(team(cast.hana, cast.kelan, most=9)) == len(first) + 1
    asked = [each["sql"] for each in asked if "JOIN" in each["sql"]]
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_tomorrow_it_is_written_anew(cast, monkeypatch):
    leaves = timezone.localdate() + dt.timedelta(days=1)
    member(cast.kelan, cast.sam)
    Membership.objects.filter(user=cast.sam).update(ends_on=leaves)
    assert cast.kelan in seen(cast.sam)
    monkeypatch.setattr(timezone, "localdate", lambda: leaves)
    assert cast.kelan not in seen(cast.sam)


def test_texts_and_times_are_values_too(cast):
    @prepared
    def made(name, since):
        return Account.objects.filter(name=name, created_at__gte=since)

    now = timezone.now()
    name = "stand-in 0"
    Account.objects.filter(pk=cast.kelan.pk).update(name=name, created_at=now)
    assert made(name, now) == [cast.kelan]
    assert made(name, now + dt.timedelta(microseconds=1)) == []
    assert made("stand-in 1", now) == []


def test_whoever_looks_at_a_value_while_it_is_written_is_told(cast):
    @prepared
    def looks(account):
        return Account.objects.filter(parent_id=account.parent_id or 0, pk=account.pk)

    @prepared
    def asks(account):
        below = list(Account.objects.filter(parent=account))
        return Account.objects.filter(Q(pk__in=below) | Q(pk=account.pk))

    for query in (looks, asks):
        with pytest.raises(TypeError, match="look at no value and ask nothing"):
            query(cast.norvik)


def test_a_value_that_stands_nowhere_and_one_that_is_no_value_are_refused(cast):
    @prepared
    def unused(account, day):
        return Account.objects.filter(pk=account.pk)

    @prepared
    def begins(word):
        return Account.objects.filter(name__startswith=word)

    @prepared
    def half(number):
        return Account.objects.filter(pk=number)

    with pytest.raises(TypeError, match="unused: a value in place does not stand"):
        unused(cast.norvik, dt.date(2026, 1, 1))
    with pytest.raises(TypeError, match="begins: a value in place does not stand"):
        begins("Norvik")
    with pytest.raises(TypeError, match="cannot stand in place: give it by name"):
        half(0.5)


def test_nothing_is_asked_where_there_can_be_nothing(cast):
    @prepared
    def nothing(acting):
        return Account.objects.filter(of_visible(acting, "pk")).none()

    assert cast.hana.roles
    with CaptureQueriesContext(connection) as asked:
        assert nothing(cast.hana) == []
    assert len(asked) == 0

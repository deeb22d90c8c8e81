"""What a view may rely on: the access table let only somebody signed in through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from vitalfew.apps.users.models import User


LONGEST_KEY = 18
"""Digits; no key of a record has more."""


def is_key(text: str) -> bool:
    """Whether an address may mean a record by it.

    >>> is_key("12"), is_key("x"), is_key("9" * 5000)
    (True, False, False)
    """
    return text.isdecimal() and len(text) <= LONGEST_KEY


class Request(HttpRequest):
    """A request of a signed-in person, for annotations only."""

    user: User
    htmx: HtmxDetails

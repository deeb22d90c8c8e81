"""What a view may rely on: the access table let only somebody signed in through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from vitalfew.apps.users.models import User


class Request(HttpRequest):
    """A request of a signed-in person, for annotations only."""

    user: User
    htmx: HtmxDetails

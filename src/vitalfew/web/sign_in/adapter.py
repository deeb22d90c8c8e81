from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vitalfew.apps.audit.services import entry_record
from vitalfew.apps.users.jobs import password_link_send

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, never by whoever finds the address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        return reverse("me")

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """There are no user names: people sign in with their e-mail address."""

    def is_safe_url(self, url: str) -> bool:
        """Only pages of this installation, at the address it was asked under."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def set_password(self, user: User, password: str) -> None:
        super().set_password(user, password)
        entry_record(acting=user, action="user.password", subject=user)

    def send_password_reset_mail(self, user: User, email: str, context: object) -> None:  # noqa: ARG002
        # By a job: whether an address is known must not show in the time it takes.
        language = user.language or get_language() or "en"
        password_link_send.enqueue(user.pk, "password_reset_key", language)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_positional: object,
        **_named: object,
    ) -> None:
        """Say that a password was changed; the pages themselves say the rest."""
        if (message_template or "").endswith("password_changed.txt"):
            text = _("Your password is changed. Other sessions were signed out.")
            messages.add_message(request, level, text)

    def _get_login_attempts_cache_key(
        self,
        request: HttpRequest,  # noqa: ARG002
        **credentials: object,
    ) -> str:
        # Without the host's name: whoever attacks could choose another.
        return f"login:{str(credentials.get('email', '')).strip().lower()}"

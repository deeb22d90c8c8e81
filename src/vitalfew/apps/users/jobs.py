from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import int_to_base36
from django_tasks import task

from vitalfew.apps.users.models import User


@task()
def password_link_send(user: int, occasion: str, language: str) -> None:
    """Mail the link under which a person chooses a password, in their language.

    `occasion` names the templates: `password_reset_key` or `invitation`. The link is
    made here, so that no table holds it.
    """
    person = User.objects.filter(pk=user, is_active=True, is_system=False).first()
    if person is None:
        return
    with translation.override(language):
        context = {"person": person, "link": _password_link(person)}
        subject = render_to_string(f"account/email/{occasion}_subject.txt", context)
        text = render_to_string(f"account/email/{occasion}_message.txt", context)
    send_mail(" ".join(subject.split()), text, None, [person.email])


def _password_link(person: User) -> str:
    path = reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": int_to_base36(person.pk),
            "key": default_token_generator.make_token(person),
        },
    )
    return f"{settings.BASE_URL}{path}"

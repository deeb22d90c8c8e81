"""Reminders by mail, through a mail server that is really spoken to."""

from __future__ import annotations

import datetime as dt
import email
import socketserver
import threading
from email import policy

import pytest
import time_machine
from django.utils import timezone

from vitalfew.apps.plans.models import Action, Reminder
from vitalfew.apps.trust.models import Undertaking
from vitalfew.apps.users.models import User
from vitalfew.web.work.jobs import remind

pytestmark = pytest.mark.django_db


class Session(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs to hand over a mail."""

    def handle(self):
        self.wfile.write(b"220 ready\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self.wfile.write(b"354 go on\r\n")
                self.server.mails.append(self.message())
            refused = word == "RCPT" and self.server.refused in line
            self.wfile.write(b"550 nobody here\r\n" if refused else b"250 fine\r\n")
            if word == "QUIT":
                return

    def message(self):
        lines = iter(self.rfile.readline, b".\r\n")
        return email.message_from_bytes(b"".join(lines), policy=policy.default)


@pytest.fixture
def post(settings):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        server.daemon_threads, server.mails, server.refused = True, [], "nobody@"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_USE_TLS = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 20
        yield server
        server.shutdown()


def sent(post):
    remind.call()
    mails, post.mails = post.mails, []
    return {mail["To"]: (mail["Subject"].strip(), mail.get_content()) for mail in mails}


def waits(house, owner, due_on):
    return Action.objects.create(
        plan=house.plan, title="Call", owner=owner, due_on=due_on
    )


def test_everybody_is_mailed_once_before_the_day_and_once_after_it(house, post):
    User.objects.filter(pk=house.cast.sam.pk).update(language="zh-hans")
    house.undertaking.delete()
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    waits(house, house.cast.marta, tomorrow)
    waits(house, house.cast.marta, tomorrow + dt.timedelta(days=30))

    first = sent(post)

    assert set(first) == {"sam@vitalfew.example", "marta@vitalfew.example"}
    subject, text = first["marta@vitalfew.example"]
    assert subject == "My work: 1 is due soon"
    assert text.count("Call (Norvik Wind), due") == 1
    subject, text = first["sam@vitalfew.example"]
    assert subject == "我的工作：1 项行动已逾期"
    assert "2026 年 5 月 4 日到期" in text
    assert sent(post) == {}
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        late = sent(post)
        assert {to: said[0] for to, said in late.items()} == {
            "marta@vitalfew.example": "My work: 1 action is overdue"
        }
        assert sent(post) == {}


def test_what_was_refused_is_tried_again_and_holds_nobody_up(house, post):
    waits(house, house.cast.marta, timezone.localdate())
    post.refused = "marta@"

    assert set(sent(post)) == {"sam@vitalfew.example"}
    post.refused = "nobody@"
    assert set(sent(post)) == {"marta@vitalfew.example"}


def test_nobody_is_reminded_of_what_they_do_not_see_or_have_done(house, post):
    Action.objects.update(owner=house.cast.chen)
    Undertaking.objects.update(owner=house.cast.chen)
    waits(house, house.cast.sam, timezone.localdate())
    Action.objects.filter(owner=house.cast.sam).update(state="done")

    assert sent(post) == {}
    assert not Reminder.objects.exists()


def test_what_somebody_took_on_is_mailed_with_their_actions(house, post):
    Action.objects.all().delete()
    User.objects.filter(pk=house.cast.chen.pk).update(language="zh-hans")
    today = timezone.localdate()
    begun = {"kind": "promise", "begun_on": dt.date(2026, 3, 2), "by": house.cast.marta}
    late = house.undertaking
    soon = Undertaking.objects.create(
        account=house.cast.norvik, owner=house.cast.marta, title="Manuals",
        due_on=today + dt.timedelta(days=1), **begun,
    )  # fmt: skip
    Undertaking.objects.create(
        account=house.cast.brenner, owner=house.cast.chen, title="图纸",
        due_on=today - dt.timedelta(days=1), **begun,
    )  # fmt: skip
    for more in ({"withdrawn_by": house.cast.hana}, {"owner": house.cast.rhea}):
        given = {"owner": house.cast.marta, "due_on": today, "title": "No"} | more
        account = house.cast.kelan if "owner" in more else house.cast.norvik
        Undertaking.objects.create(account=account, **given, **begun)
    waits(house, house.cast.marta, today)

    mails = sent(post)

    assert set(mails) == {
        f"{name}@vitalfew.example" for name in ("marta", "sam", "chen")
    }
    subject, text = mails["marta@vitalfew.example"]
    assert subject == "My work: 2 are due soon"
    assert text.index("Call (Norvik Wind)") < text.index("this you took on")
    assert text.index("this you took on") < text.index("- Manuals (Norvik Wind), due")
    subject, text = mails["sam@vitalfew.example"]
    assert subject == "My work: 1 thing you took on is late"
    assert late.title in text
    assert "actions of account plans" not in text
    subject, text = mails["chen@vitalfew.example"]
    assert subject == "我的工作：您承诺的事项有 1 件已逾期"
    assert "您为客户承接的事项：" in text
    assert sent(post) == {}

    soon.due_on = today - dt.timedelta(days=1)
    soon.save()
    assert {to: said[0] for to, said in sent(post).items()} == {
        "marta@vitalfew.example": "My work: 1 thing you took on is late"
    }

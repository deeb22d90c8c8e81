"""Folders and addresses are imported on a schedule, each file once."""

from __future__ import annotations

import datetime as dt
import http.server
import os
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from tests.apps.imports.conftest import HEADINGS, order_lines
from vitalfew.apps.imports import services
from vitalfew.apps.imports.fetching import fetch, is_public
from vitalfew.apps.imports.models import Batch, Source, State
from vitalfew.apps.imports.problems import ImportProblem
from vitalfew.apps.imports.selectors import stored_now
from vitalfew.apps.imports.storage import order_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "exports"
    place.mkdir()
    return place


def export(folder, name: str, lines: list[str], *, minutes_old: float = 10) -> None:
    path = folder / name
    path.write_text("\n".join([HEADINGS, *lines]) + "\n", encoding="utf-8")
    then = timezone.now().timestamp() - minutes_old * 60
    os.utime(path, (then, then))


def source(cast, place, **more) -> Source:
    values = {"name": "ERP", "kind": "orders", "place": str(place), "every_hours": 24}
    return services.source_set(acting=cast.ada, values=values | more)


def lines() -> int:
    return order_store().totals(stored_now()).lines


def test_each_file_of_a_folder_is_imported_once(cast, folder):
    export(folder, "1.csv", order_lines(1))
    export(folder, "2.csv", order_lines(2))
    erp = source(cast, folder)
    assert [b.state for b in services.source_run(source=erp)] == [State.COMMITTED] * 2
    assert services.source_run(source=erp) == []
    assert lines() == 8
    export(folder, "3.csv", order_lines(3))
    assert len(services.source_run(source=erp)) == 1
    assert lines() == 12


def test_a_file_that_is_still_being_written_waits(cast, folder):
    export(folder, "1.csv", order_lines(1), minutes_old=0)
    assert services.source_run(source=source(cast, folder)) == []


def test_one_bad_file_does_not_stop_the_others(cast, folder):
    (folder / "0.csv").write_bytes(b"")
    os.utime(folder / "0.csv", (1, 1))
    export(folder, "1.csv", order_lines(1))
    erp = source(cast, folder)
    states = [batch.state for batch in services.source_run(source=erp)]
    assert states == [State.DRAFT, State.COMMITTED]
    assert erp.problem["code"] == "empty_file"
    assert lines() == 4


def test_refused_lines_wait_for_a_person_unless_told_otherwise(cast, folder):
    export(folder, "1.csv", [*order_lines(1), "C001,N,soon,S,1,P,5"])
    (batch,) = services.source_run(source=source(cast, folder))
    assert (batch.state, lines()) == (State.CHECKED, 0)
    (batch,) = services.source_run(source=source(cast, folder, skip_refused=True))
    assert (batch.state, lines()) == (State.COMMITTED, 4)


def test_only_an_administrator_sets_sources(cast, folder):
    for person in (cast.ana, cast.hana, cast.fay, cast.marta):
        with pytest.raises(PermissionDenied):
            services.source_set(acting=person, values={"name": "x", "place": "y"})
    assert not Source.objects.exists()


def test_a_due_source_is_claimed_once(cast, folder):
    erp = source(cast, folder)
    now = timezone.now()
    assert services.source_claim(erp, now=now)
    assert not services.source_claim(erp, now=now)
    erp.refresh_from_db()
    assert erp.due_at == now + dt.timedelta(hours=24)


def test_a_missing_folder_is_told(cast, tmp_path):
    erp = source(cast, tmp_path / "nowhere")
    assert services.source_run(source=erp) == []
    assert erp.problem["code"] == "no_folder"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://example.com/x.csv",
        "http://127.0.0.1/x.csv",
        "http://localhost/x.csv",
        "http://0.0.0.0/x.csv",
        "http://[::1]/x.csv",
        "http://[::ffff:127.0.0.1]/x.csv",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.5/x.csv",
        "http://2130706433/x.csv",
        "http://0x7f000001/x.csv",
        "http://user:secret@example.com/x.csv",
        "http:///x.csv",
    ],
)
def test_the_own_network_and_other_schemes_are_refused(url, tmp_path):
    with pytest.raises(ImportProblem) as refused:
        fetch(url, tmp_path)
    assert refused.value.code == "bad_address"
    assert list(tmp_path.glob("*")) == [] or not any(tmp_path.glob("*.csv"))


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_public_addresses_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", ["224.0.0.1", "100.64.0.1", "fe80::1%eth0", "::"])
def test_special_addresses_are_not_public(address):
    assert not is_public(address)


class Site(http.server.BaseHTTPRequestHandler):
    content = b""

    def do_GET(self) -> None:
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/secret")
            self.end_headers()
        elif self.path == "/orders.csv":
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.content)
        else:
            self.send_response(404)
            self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def site(settings):
    settings.PRIVATE_SOURCES = True
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_imported_when_its_file_has_changed(cast, site):
    Site.content = "\n".join([HEADINGS, *order_lines(1)]).encode()
    erp = source(cast, f"{site}/orders.csv")
    assert [b.state for b in services.source_run(source=erp)] == [State.COMMITTED]
    assert services.source_run(source=erp) == []
    Site.content = "\n".join([HEADINGS, *order_lines(1, 2)]).encode()
    services.source_run(source=erp)
    assert lines() == 8
    assert Batch.objects.filter(source=erp).count() == 2


def test_a_redirect_into_the_own_network_is_refused(site, settings, tmp_path):
    with pytest.raises(ImportProblem):
        fetch(f"{site}/away", tmp_path)
    with pytest.raises(ImportProblem) as refused:
        fetch(f"{site}/missing", tmp_path)
    assert "404" in refused.value.values["detail"]


def test_a_file_larger_than_an_upload_is_dropped(site, settings, tmp_path):
    settings.MAX_UPLOAD_BYTES = 100
    Site.content = b"x" * 1000
    with pytest.raises(ImportProblem):
        fetch(f"{site}/orders.csv", tmp_path)
    assert not (tmp_path / "orders.csv").exists()

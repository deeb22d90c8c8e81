"""Fetch a file from an address that an administrator set; refuse the own network.

The name is resolved once and the connection goes to that very address, so a name that
answers differently the second time gains nothing. Every redirect is checked anew.
"""

from __future__ import annotations

import contextlib
import http.client
import ipaddress
import socket
import ssl
import time
from pathlib import Path
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from django.conf import settings

from vitalfew.apps.imports.problems import ImportProblem
from vitalfew.apps.imports.storage import LEAST_FREE_BYTES, free_bytes, shown_name

SECONDS = 30
"""For one answer of the other side."""
WHOLE_SECONDS = 1800
REDIRECTS = 5
CHUNK = 1 << 20
MOVED = frozenset({301, 302, 303, 307, 308})


def fetch(url: str, folder: Path) -> Path:
    """Download a file into `folder`.

    Raises
    ------
    ImportProblem
        The address may not be used, or does not answer with a file.
    """
    for _attempt in range(REDIRECTS + 1):
        parts = _checked(url)
        connection = _connect(parts)
        try:
            with contextlib.closing(_ask(connection, parts)) as answer:
                target = answer.headers["Location"]
                if answer.status not in MOVED or not target:
                    return _taken(answer, parts, folder)
                url = urljoin(url, target)
        except (OSError, http.client.HTTPException) as error:
            raise ImportProblem(
                "no_answer", name=parts.hostname, detail=error
            ) from error
        finally:
            connection.close()
    raise ImportProblem("no_answer", name=parts.hostname, detail="too many redirects")


def _ask(
    connection: http.client.HTTPConnection, parts: SplitResult
) -> http.client.HTTPResponse:
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    headers = {"Host": parts.netloc, "Accept": "*/*"}
    connection.request("GET", path, headers=headers)
    return connection.getresponse()


def _taken(answer: http.client.HTTPResponse, parts: SplitResult, folder: Path) -> Path:
    if answer.status != http.client.OK:
        detail = f"{answer.status} {answer.reason}"
        raise ImportProblem("no_answer", name=parts.hostname, detail=detail)
    return _save(answer, parts, folder)


def _checked(url: str) -> SplitResult:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImportProblem("bad_address", name=url, detail="not http or https")
    if parts.username or parts.password:
        raise ImportProblem(
            "bad_address", name=parts.hostname, detail="user and password in it"
        )
    return parts


def _connect(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _public_address(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.sock = socket.create_connection((address, port), timeout=SECONDS)
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(connection.sock, server_hostname=host)
    except OSError as error:
        connection.close()
        raise ImportProblem("no_answer", name=host, detail=error) from error
    return connection


def _public_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise ImportProblem("no_answer", name=host, detail=error) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not settings.PRIVATE_SOURCES and not all(map(is_public, addresses)):
        raise ImportProblem("bad_address", name=host, detail="a private address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address lies outside of every private, local or reserved network."""
    number = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(number, "ipv4_mapped", None)
    number = mapped or number
    return number.is_global and not number.is_multicast


def _save(answer: http.client.HTTPResponse, parts: SplitResult, folder: Path) -> Path:
    name = shown_name(unquote(parts.path)) if parts.path.strip("/") else "download"
    path = folder / name
    ends = time.monotonic() + WHOLE_SECONDS
    size = 0
    with path.open("wb") as out:
        while chunk := answer.read(CHUNK):
            size += len(chunk)
            if size > settings.MAX_UPLOAD_BYTES:
                _drop(path, parts, "it is larger than uploads may be")
            if time.monotonic() > ends:
                _drop(path, parts, "it takes too long")
            if free_bytes() < LEAST_FREE_BYTES:
                path.unlink()
                raise ImportProblem("no_room")
            out.write(chunk)
    return path


def _drop(path: Path, parts: SplitResult, detail: str) -> None:
    path.unlink()
    raise ImportProblem("no_answer", name=parts.hostname, detail=detail)

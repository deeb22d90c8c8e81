"""People as vCards (RFC 6350), which address books and telephones read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.http import HttpResponse

from vitalfew.files.bidi import shows

if TYPE_CHECKING:
    from vitalfew.apps.people.models import Contact, Position

LONGEST = 75
"""Bytes of a line; what is longer goes on in the next, after a blank."""


def cards_response(
    people: Iterable[tuple[Contact, Position | None]], name: str
) -> HttpResponse:
    text = "".join(card(contact, position) for contact, position in people)
    response = HttpResponse(text, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.vcf"'
    return response


def card(contact: Contact, position: Position | None) -> str:
    """One person with the post they hold."""
    lines = ["BEGIN:VCARD", "VERSION:4.0", *_facts(contact, position), "END:VCARD"]
    return "".join(_folded(line) for line in lines)


def _facts(contact: Contact, position: Position | None) -> Iterator[str]:
    yield f"FN:{_escaped(contact.name)}"
    if contact.email:
        yield f"EMAIL;TYPE=work:{_escaped(contact.email)}"
    if contact.phone:
        yield f'TEL;TYPE="work,voice":{_escaped(contact.phone)}'
    if contact.mobile:
        yield f"TEL;TYPE=cell:{_escaped(contact.mobile)}"
    if position is not None:
        names = [position.account.name, position.department]
        yield f"ORG:{';'.join(_escaped(name) for name in names if name)}"
        if position.title:
            yield f"TITLE:{_escaped(position.title)}"


def _escaped(text: str) -> str:
    plain = "".join(each for each in text if shows(each))
    for sign in "\\,;":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def _folded(line: str) -> str:
    """A line in pieces of at most so many bytes, never within a sign."""
    pieces, piece = [], b""
    for sign in line:
        more = sign.encode()
        if len(piece) + len(more) > LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += more
    return b"\r\n".join([*pieces, piece]).decode() + "\r\n"

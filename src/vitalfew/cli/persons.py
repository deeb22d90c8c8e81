"""`vitalfew person`: export or erase what is kept of a person at a customer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from vitalfew.cli.installation import DataOption, acting_user, open_existing
from vitalfew.cli.terminal import CommandError, say

if TYPE_CHECKING:
    from vitalfew.apps.people.models import Contact
    from vitalfew.apps.people.services.mentions import Mention

app = typer.Typer(help="People at customers.", no_args_is_help=True)
PersonArgument = Annotated[
    str, typer.Argument(help="Their e-mail address, or their number on their page.")
]


@app.command("export")
def export(person: PersonArgument, *, data: DataOption = None) -> None:
    """Print everything that is kept of a person, as JSON."""
    open_existing(data)
    from django.core.serializers.json import DjangoJSONEncoder

    from vitalfew.apps.people.services.exporting import contact_export

    told = contact_export(acting=acting_user(None), contact=_named(person))
    typer.echo(json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


@app.command("erase")
def erase(
    person: PersonArgument,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask back.")] = False,
    data: DataOption = None,
) -> None:
    """Erase a person for good; posts, ratings and contact stay, without the name.

    Lists before every spelling that goes, also those that were corrected, and where a
    part of the name, a title or another entry may still name them.
    """
    open_existing(data)
    from vitalfew.apps.people.services.erasing import contact_erase
    from vitalfew.apps.people.services.mentions import mentions_left, spellings_of

    contact, acting = _named(person), acting_user(None)
    told = "; ".join(spellings_of(acting, contact))
    say(f"These spellings go from every text: {told or 'none'}.")
    _places_say(mentions_left(acting, contact))
    if not yes:
        question = f"Erase {contact.name} for good? This cannot be undone."
        typer.confirm(question, abort=True, err=True)
    erased = contact_erase(acting=acting, contact=contact)
    say(
        f"{erased.name} is all that is left. Backups made before still hold the "
        "person; delete them, or erase again after restoring one. Files that people "
        "were imported from are deleted here, not where they came from."
    )


def _places_say(left: list[Mention]) -> None:
    """What a person has to read: erasing leaves it."""
    if not left:
        say("Beside the full name nothing was found that names them.")
        return
    say(f"{len(left):,} places may name them in another way; erasing leaves these:")
    for mention in left:
        record = f"{mention.row._meta.verbose_name} {mention.row.pk}"
        at = f" ({mention.account})" if mention.account else ""
        say(f"  {record}{at}: {mention.text}")


def _named(person: str) -> Contact:
    from vitalfew.apps.people.models import Contact

    found = Contact.objects.filter(erased_on=None)
    if person.isdecimal() and len(person) < 19:
        contact = found.filter(pk=int(person)).first()
    else:
        contact = found.filter(email=person.strip().lower()).first()
    if contact is None:
        message = f"Nobody at a customer is known as {person}. Nothing was changed."
        raise CommandError(message)
    return contact

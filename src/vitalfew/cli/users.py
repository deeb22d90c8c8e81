"""`vitalfew user`: people and their roles from the command line."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from vitalfew.cli.installation import DataOption, acting_user, open_existing
from vitalfew.cli.terminal import CommandError, say

app = typer.Typer(help="People and their roles.", no_args_is_help=True)
EmailArgument = Annotated[str, typer.Argument(help="The person's e-mail address.")]
RoleOption = Annotated[list[str], typer.Option("--role", help="A role; repeatable.")]


@app.command("add")
def add(
    email: EmailArgument,
    *,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: RoleOption,
    data: DataOption = None,
) -> None:
    """Add a person. The password is asked for, or read from standard input."""
    open_existing(data)
    from vitalfew.apps.users.services import user_create

    password = _read_password()
    user = user_create(
        acting=acting_user(None), email=email, name=name, roles=role, password=password
    )
    say(f"{user.name} ({user.email}) can sign in.")


@app.command("password")
def password(email: EmailArgument, *, data: DataOption = None) -> None:
    """Set a new password; ends all of the person's sessions."""
    open_existing(data)
    from vitalfew.apps.users.services import user_set_password

    user_set_password(
        acting=acting_user(None), user=acting_user(email), password=_read_password()
    )
    say(f"The password of {email} is changed.")


@app.command("roles")
def roles(email: EmailArgument, *, role: RoleOption, data: DataOption = None) -> None:
    """Give a person exactly these roles."""
    open_existing(data)
    from vitalfew.apps.users.services import user_set_roles

    user_set_roles(acting=acting_user(None), user=acting_user(email), roles=role)
    say(f"{email} now has: {', '.join(sorted(role)) or 'no role'}.")


@app.command("deactivate")
def deactivate(email: EmailArgument, *, data: DataOption = None) -> None:
    """Shut a person out at once; everything they did stays."""
    open_existing(data)
    from vitalfew.apps.users.services import user_deactivate

    user_deactivate(acting=acting_user(None), user=acting_user(email))
    say(f"{email} cannot sign in any more.")


@app.command("list")
def list_users(*, data: DataOption = None) -> None:
    """List everybody with their roles."""
    open_existing(data)
    from vitalfew.apps.users.selectors import users_with_roles

    for user in users_with_roles():
        state = "" if user.is_active else "  (deactivated)"
        typer.echo(f"{user.email}\t{user.name}\t{', '.join(sorted(user.roles))}{state}")


def _read_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("The same again: "):
        message = "The two passwords differ. Nothing was changed."
        raise CommandError(message)
    return first

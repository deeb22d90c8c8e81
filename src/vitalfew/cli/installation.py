"""Opens the installation a command works on: its data directory and database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vitalfew.cli.terminal import CommandError

if TYPE_CHECKING:
    from vitalfew.apps.users.models import User

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        help="The data directory; VITALFEW_DATA, or ~/.local/share/vitalfew.",
        show_default=False,
    ),
]


def choose(data: Path | None) -> Path:
    """Settle on the data directory before any setting is read."""
    if data is not None:
        os.environ["VITALFEW_DATA"] = str(data.expanduser().resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vitalfew.project.settings")
    from vitalfew.project.environment import data_directory

    directory = data_directory()
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = directory / f".writable.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        message = (
            f"No permission to write into {directory}. Nothing was changed; "
            "name another folder with --data."
        )
        raise CommandError(message) from error
    return directory


def open_existing(data: Path | None) -> None:
    """Open an installation for a command; bring its database up to date first."""
    choose(data)
    import django

    django.setup()
    from vitalfew.apps.upkeep.tables import tables_prepare

    tables_prepare()


def acting_user(email: str | None) -> User:
    """Whose name stands in the audit: the person of --as, or the command itself."""
    from vitalfew.apps.users.models import User
    from vitalfew.apps.users.selectors import system_user, user_by_email

    if not email:
        return system_user()
    try:
        return user_by_email(email)
    except User.DoesNotExist as error:
        message = f"Nobody here has the address {email}. Nothing was changed."
        raise CommandError(message) from error

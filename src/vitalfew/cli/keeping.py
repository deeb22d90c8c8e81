"""`vitalfew backup`, `restore` and `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from vitalfew.cli.installation import DataOption, choose, open_existing
from vitalfew.cli.terminal import notes, say


def backup(
    target: Annotated[Path, typer.Argument(help="The file to write.")],
    *,
    data: DataOption = None,
) -> None:
    """Write everything into one file; imports may go on meanwhile."""
    open_existing(data)
    from vitalfew.apps.upkeep.backup import backup_write

    with notes.status("Writing the backup …"):
        size = backup_write(target)
    say(
        f"{target} holds everything as of now ({size / 1e6:,.1f} MB). The secret key "
        "is not in it: keep secret.key in a safe place of its own."
    )


def restore(
    source: Annotated[Path, typer.Argument(help="A file that backup wrote.")],
    *,
    data: DataOption = None,
) -> None:
    """Restore a backup into an empty data directory and database."""
    choose(data)
    import django

    django.setup()
    from vitalfew.apps.upkeep.backup import backup_restore

    with notes.status("Checking every byte, then restoring …"):
        done = backup_restore(source)
    say(f"Restored {done.files} files, as of {done.made_at}.")
    if not done.same_key:
        say(
            "This installation has another secret key than the one the backup was made "
            "with: everybody signs in again, and secret addresses sent out before no "
            "longer work. To keep them, put the old secret.key back."
        )


def doctor(
    *,
    deep: Annotated[
        bool, typer.Option("--deep", help="Also read every order file again.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Say what is wrong, what is safe and what to do."""
    choose(data)
    import django

    django.setup()
    from vitalfew.apps.upkeep.doctor import examine

    with notes.status("Looking …"):
        findings = examine(deep=deep)
    for finding in findings:
        mark = "ok     " if finding.fine else "PROBLEM"
        typer.echo(f"{mark} {finding.what}")
        if not finding.fine:
            typer.echo(f"        safe: {finding.safe}")
            typer.echo(f"        do:   {finding.to_do}")
    sys.exit(0 if all(finding.fine for finding in findings) else 1)

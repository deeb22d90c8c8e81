"""`vitalfew demo`: the product with the sample, ready to look at."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from vitalfew.cli.installation import choose
from vitalfew.cli.serving import PortOption, prepare, require_free_port, run_all
from vitalfew.cli.terminal import CommandError, say

HOST = "127.0.0.1"
SIGN_INS = "sample-sign-ins.json"
LOADING = "sample.loading"
"""Stands while the sample is being loaded: such a folder is ours to clear."""


def demo(
    *,
    data: Annotated[Path, typer.Option(help="The sample's own data directory.")] = Path(
        "var/demo"
    ),
    port: PortOption = 8000,
) -> None:
    """Load the sample and serve it; for looking, on this machine only."""
    require_free_port(HOST, port)
    directory = choose(data)
    begin_anew(directory)
    os.environ.setdefault("VITALFEW_URL", f"http://{HOST}:{port}")
    prepare()
    passwords = load(directory)
    greet(passwords, port)
    sys.exit(run_all(HOST, port, workers=2))


def load(directory: Path) -> dict[str, str]:
    """Load the sample once; return everybody's password."""
    from vitalfew.apps.sample.load import sample_load, sample_people

    file = directory / SIGN_INS
    if file.exists():
        passwords: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
        return passwords
    passwords = {
        person["email"]: secrets.token_urlsafe(9) for person in sample_people()
    }
    sample_load(passwords=passwords, say=say)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump(passwords, out, indent=1)
    (directory / LOADING).unlink()
    return passwords


def begin_anew(directory: Path) -> None:
    """Clear what a load that was cut off left; never anything else."""
    if (directory / SIGN_INS).exists():
        return
    if (directory / LOADING).exists():
        shutil.rmtree(directory)
    elif any(path.name != "secret.key" for path in directory.iterdir()):
        message = (
            f"{directory} holds data that is not the sample. Nothing was changed; name "
            "another folder with --data, or serve it with `vitalfew serve --data`."
        )
        raise CommandError(message)
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    (directory / LOADING).touch()


def greet(passwords: dict[str, str], port: int) -> None:
    """Say where it is and who can sign in."""
    from vitalfew.apps.sample.load import sample_people

    say("")
    say(f"  vitalfew with its sample is at http://{HOST}:{port}")
    say("")
    say("  Sign in as (passwords are random and work on this machine only):")
    for person in sample_people():
        password = passwords[person["email"]]
        roles = ", ".join(person["roles"])
        say(f"    {person['email']:<30} {password:<14} {person['name']}, {roles}")
    say("")
    say("  Ctrl-C stops all of it.")

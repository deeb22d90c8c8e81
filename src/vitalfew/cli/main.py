"""The `vitalfew` command: what it can do, and how it ends.

Exit codes: 0 done, 1 the data or the state is at fault, 2 wrong usage.
"""

from __future__ import annotations

import gc
import sys
from typing import Annotated

import typer

from vitalfew import __version__
from vitalfew.cli import (
    assessing,
    forecasting,
    importing,
    keeping,
    persons,
    screening,
    serving,
    showing,
    users,
    warning,
)
from vitalfew.cli.terminal import complain
from vitalfew.project.collector import collect_rarely

app = typer.Typer(
    name="vitalfew",
    help="Find the vital few customers in your own orders, decide, and keep them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("screen")(screening.screen)
app.command("forecast")(forecasting.forecast)
app.command("backtest")(forecasting.backtest)
app.add_typer(importing.app, name="import")
app.command("assess")(assessing.assess)
app.command("warnings")(warning.warnings)
app.command("serve")(serving.serve)
app.command("demo")(showing.demo)
app.add_typer(users.app, name="user")
app.add_typer(persons.app, name="person")
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.command("doctor")(keeping.doctor)


def _version(wanted: bool) -> None:  # noqa: FBT001  the form Typer asks for
    if wanted:
        typer.echo(f"vitalfew {__version__}")
        raise typer.Exit


VersionOption = Annotated[
    bool,
    typer.Option(
        "--version", help="Print the version.", callback=_version, is_eager=True
    ),
]


@app.callback()
def options(*, version: VersionOption = False) -> None:
    """Key account management from your own orders."""
    del version  # read by its callback


def run() -> None:
    """Run the command; whatever goes wrong is said in words."""
    collect_rarely()
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has gone (`vitalfew screen … | head`): not a fault.
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001  the last place that can say it kindly
        sys.exit(complain(error))
    finally:
        # All of it goes with the process: to look through it first takes half a second.
        gc.freeze()

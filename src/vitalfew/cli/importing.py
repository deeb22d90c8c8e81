"""`vitalfew import`: files into the order store, looked at before they count."""

from __future__ import annotations

import typer

app = typer.Typer(
    help="Import orders, companies or products from files.", no_args_is_help=True
)

"""`vitalfew import`: files into the order store, looked at before they count."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from vitalfew.cli.departures import departures_kept, departures_said
from vitalfew.cli.installation import DataOption, acting_user, open_existing
from vitalfew.cli.reading import (
    DateOrderOption,
    DecimalOption,
    EncodingOption,
    MapOption,
    SheetOption,
    parse_map,
)
from vitalfew.cli.terminal import CommandError, notes, say

if TYPE_CHECKING:
    from vitalfew.apps.imports.models import Batch

app = typer.Typer(
    help="Import orders, companies, products, activities or people from files.",
    no_args_is_help=True,
)

FilesArgument = Annotated[
    list[str], typer.Argument(help="Files, or the URL of a database table.")
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Look and report; keep nothing.")
]
SkipOption = Annotated[
    bool,
    typer.Option("--skip-refused", help="Import the rest when lines are refused."),
]
AsOption = Annotated[
    str | None, typer.Option("--as", help="E-mail of the person who imports.")
]


@app.command("orders")
def orders(
    files: FilesArgument,
    *,
    map_: MapOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    date_order: DateOrderOption = None,
    decimal: DecimalOption = None,
    currency: Annotated[
        str | None,
        typer.Option(help="ISO code of amounts whose lines name no currency."),
    ] = None,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    acting: AsOption = None,
    data: DataOption = None,
) -> None:
    """Import order lines."""
    options = {
        "sheets": [sheet] if sheet else None,
        "encoding": encoding,
        "date_order": date_order,
        "decimal": decimal,
        "currency": currency.upper() if currency else None,
    }
    open_existing(data)
    run("orders", files, map_, options, acting, dry_run=dry_run, skip=skip_refused)


@app.command("companies")
def companies(
    files: FilesArgument,
    *,
    map_: MapOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    acting: AsOption = None,
    data: DataOption = None,
) -> None:
    """Import companies: names, parents and ownership, tax ids, industry, size."""
    options = {"sheets": [sheet] if sheet else None, "encoding": encoding}
    open_existing(data)
    run("companies", files, map_, options, acting, dry_run=dry_run, skip=skip_refused)


@app.command("products")
def products(
    files: FilesArgument,
    *,
    map_: MapOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    acting: AsOption = None,
    data: DataOption = None,
) -> None:
    """Import products: names and categories."""
    options = {"sheets": [sheet] if sheet else None, "encoding": encoding}
    open_existing(data)
    run("products", files, map_, options, acting, dry_run=dry_run, skip=skip_refused)


@app.command("activities")
def activities(
    files: FilesArgument,
    *,
    map_: MapOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    date_order: DateOrderOption = None,
    decimal: DecimalOption = None,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    acting: AsOption = None,
    data: DataOption = None,
) -> None:
    """Import what was done for whom: visits, deliveries, returns, calls."""
    options = {
        "sheets": [sheet] if sheet else None,
        "encoding": encoding,
        "date_order": date_order,
        "decimal": decimal,
    }
    open_existing(data)
    run("activities", files, map_, options, acting, dry_run=dry_run, skip=skip_refused)


@app.command("contacts")
def contacts(
    files: FilesArgument,
    *,
    map_: MapOption = None,
    sheet: SheetOption = None,
    encoding: EncodingOption = None,
    date_order: DateOrderOption = None,
    dry_run: DryRunOption = False,
    skip_refused: SkipOption = False,
    acting: AsOption = None,
    data: DataOption = None,
) -> None:
    """Import people at customers: posts, how to reach them, whom they report to."""
    options = {
        "sheets": [sheet] if sheet else None,
        "encoding": encoding,
        "date_order": date_order,
    }
    open_existing(data)
    run("contacts", files, map_, options, acting, dry_run=dry_run, skip=skip_refused)


def run(
    kind: str,
    files: list[str],
    mapping: list[str] | None,
    options: dict[str, Any],
    email: str | None,
    *,
    dry_run: bool,
    skip: bool,
) -> None:
    """Read, report, and unless told otherwise import."""
    from vitalfew.apps.imports import services

    acting = acting_user(email)
    batch = services.draft_create(
        acting=acting,
        kind=kind,
        places=[file if "://" in file else Path(file) for file in files],
        mapping=chosen_mapping(kind, files, mapping, options),
        options={name: value for name, value in options.items() if value},
    )
    with notes.status(f"Reading {batch.name} …"):
        batch = services.draft_read(batch)
    problem = batch.problem
    if not problem:
        report(batch)
    if problem or dry_run or (batch.refused and not skip):
        refused = keep_refused(batch) if batch.refused else None
        services.draft_discard(batch=batch, acting=acting)
        leave(batch, refused, dry_run=dry_run)
        return
    with notes.status("Importing …"):
        batch = services.draft_keep(batch, acting=acting, skip_refused=skip)
    if batch.problem:
        raise CommandError(problem_sentence(batch))
    figures = "`vitalfew assess` brings the figures up to date."
    after = "" if kind == "contacts" else f" {figures}"
    say(f"Imported as number {batch.pk}.{after}")
    departures_kept(batch)


def leave(batch: Batch, refused: Path | None, *, dry_run: bool) -> None:
    """Say why nothing was kept."""
    if batch.problem:
        raise CommandError(problem_sentence(batch))
    if refused is not None:
        say(f"The refused lines are listed in {refused}.")
    if dry_run:
        say("A dry run: nothing was kept.")
        return
    message = (
        f"{batch.refused:,} lines were refused, so nothing was imported. Mend them, or "
        "import the rest with --skip-refused."
    )
    raise CommandError(message)


def chosen_mapping(
    kind: str,
    files: list[str],
    pairs: list[str] | None,
    options: dict[str, Any],
) -> dict[str, str] | None:
    """The guess with what the person overrules; None leaves all of it to the reader."""
    if not pairs:
        return None
    from vitalfew.files.inspection import inspect
    from vitalfew.files.options import ReadOptions

    given = {name: value for name, value in options.items() if value}
    if "sheets" in given:
        given["sheets"] = tuple(given["sheets"])
    seen = inspect(
        files[0],
        kind=kind,  # type: ignore[arg-type]  # the commands' own names
        options=ReadOptions(**given),
        mapping=parse_map(pairs),
    )
    return dict(seen.mapping)


def problem_sentence(batch: Batch) -> str:
    """What stopped an import, what is safe, what to do."""
    from vitalfew.apps.imports.problems import message_of

    message = message_of(batch.problem)
    values = batch.problem["values"]
    return f"{message.text % values} {message.safe} {message.to_do % values}"


def report(batch: Batch) -> None:
    """What was found in the file, before anything is kept."""
    found = batch.report
    say(f"{batch.name}: {found['read']:,} lines read, {found['used']:,} can be used.")
    if batch.first_day:
        say(f"From {batch.first_day} to {batch.last_day}.")
    for currency, total in found["totals"].items():
        say(f"Together {float(total):,.2f} {currency}".rstrip() + ".")
    currency_said(batch)
    reasons_said(found)
    for what in ("people", "posts"):
        for fate, count in batch.effect.get(what, {}).items():
            say(f"  {count:,} {what} {fate}")
    departures_said(batch)
    for pseudo in found["pseudo_accounts"]:
        name = pseudo["name"] or pseudo["account_id"]
        say(f"  {name} is probably not a customer; it counts until it is excluded.")
    same = batch.effect.get("same_as")
    if same:
        say(f"The same file is import number {same} already: it changes nothing.")


def reasons_said(found: dict[str, Any]) -> None:
    """How many lines were refused, left out or noted, and why."""
    for title, reasons in (
        ("refused", found["refused_reasons"]),
        ("left out", found["left_out_reasons"]),
        ("worth a look", found["noted"]),
    ):
        for reason, count in reasons.items():
            say(f"  {count:,} {title}: {reason.replace('_', ' ')}")


def currency_said(batch: Batch) -> None:
    """In what currency amounts are read where the file does not say."""
    from vitalfew.apps.firm.selectors import firm_settings
    from vitalfew.apps.imports.rules import names_no_currency

    if not names_no_currency(batch):
        return
    chosen, firm = batch.options.get("currency"), firm_settings().currency
    if chosen:
        say(f"No currency column: read as {chosen}, as chosen.")
    elif firm:
        say(
            f"No currency column: read as {firm}, the firm's currency; "
            "--currency names another."
        )
    else:
        say("No currency column: --currency says what the amounts are in.")


def keep_refused(batch: Batch) -> Path:
    """Copy the refused lines to where the person works."""
    from vitalfew.apps.imports.storage import upload_folder

    target = Path(f"{Path(batch.name).stem}-refused.csv")
    source = upload_folder(batch.folder) / "refused.csv"
    target.write_bytes(source.read_bytes())
    return target

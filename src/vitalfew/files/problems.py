"""What can be wrong with a file, in one sentence each, and what to do about it.

A problem is a code with values. Its English sentences stand here, once, and are also
the keys under which translations are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

NOTHING_KEPT = "Nothing was imported; what was there before is unchanged."
STANDS = "Nothing was changed; the last finished assessment still stands."


@dataclass(frozen=True)
class Message:
    """What happened, what is safe, what to do: English, with `%(name)s` places."""

    text: str
    to_do: str
    safe: str = NOTHING_KEPT


PROBLEMS: dict[str, Message] = {
    "not_found": Message(
        "There is no file %(name)s.",
        "Check the path and its spelling.",
    ),
    "is_directory": Message(
        "%(name)s is a folder, not a file.",
        "Name one file in it.",
    ),
    "no_permission": Message(
        "%(name)s may not be read by this user.",
        "Ask for permission to read the file, or copy it to where you may read it.",
    ),
    "not_a_regular_file": Message(
        "%(name)s is not a regular file.",
        "Save its contents as a file first.",
    ),
    "empty_file": Message(
        "%(name)s is empty.",
        "Export it again; an export that holds nothing has usually failed.",
    ),
    "header_only": Message(
        "%(name)s has headings but no line under them.",
        "Export it again, with a period in which something was sold.",
    ),
    "unknown_format": Message(
        "%(name)s is not a file this program can read: %(found)s.",
        "Save it as CSV, XLSX, XLS, ODS or Parquet; people also as vCard.",
    ),
    "damaged": Message(
        "%(name)s is damaged or cut off: %(detail)s.",
        "Copy or export the file again and compare the sizes.",
    ),
    "too_large": Message(
        "%(name)s is too large to be opened safely: %(detail)s.",
        "Save it as CSV or Parquet, which have no such limit, or split it.",
    ),
    "too_many_columns": Message(
        "%(name)s has %(columns)s columns; at most %(limit)s are read.",
        "Keep the columns that are needed and save the file again.",
    ),
    "line_too_long": Message(
        "Line %(row)s of %(name)s is longer than %(limit)s characters.",
        "A quotation mark is probably missing in or before this line; "
        "export the file again.",
    ),
    "not_text": Message(
        "%(name)s holds bytes that no text has (%(detail)s).",
        "Export it again as CSV in UTF-8, or say its encoding.",
    ),
    "wrong_encoding": Message(
        "%(name)s is not written in %(encoding)s (line %(row)s).",
        "Choose another encoding, or leave the choice to the program.",
    ),
    "unknown_encoding": Message(
        "There is no encoding called %(encoding)s.",
        "Use a name such as utf-8, gb18030, utf-16 or cp1252.",
    ),
    "no_sheet": Message(
        "%(name)s has no sheet called %(sheet)s; it has %(sheets)s.",
        "Choose one of its sheets.",
    ),
    "password": Message(
        "%(name)s is protected with a password.",
        "Save it without a password and try again.",
    ),
    "unknown_heading": Message(
        "%(name)s has no column headed %(heading)s; it has %(headings)s.",
        "Name one of its columns.",
    ),
    "unknown_field": Message(
        "%(field)s is not a column that can be mapped; those are %(fields)s.",
        "Use one of these names on the left of the equals sign.",
    ),
    "unmapped": Message(
        "No column of %(name)s could be recognized as %(fields)s. It has %(headings)s.",
        'Say which column it is, for example --map %(field)s="Heading".',
    ),
    "ask_date_order": Message(
        "The dates in column %(column)s (%(samples)s) can be read day first or month "
        "first, and nothing in the file decides.",
        "Say which it is: --date-order dmy or --date-order mdy.",
    ),
    "ask_decimal": Message(
        "The amounts in column %(column)s (%(samples)s) can be thousands or decimals, "
        "and nothing in the file decides.",
        "Say which sign marks the decimals: --decimal . or --decimal ,",
    ),
    "several_currencies": Message(
        "%(name)s has amounts in several currencies (%(currencies)s).",
        "Give the currency of the firm and a table of rates, or import one currency "
        "at a time.",
    ),
    "other_currency": Message(
        "The amounts of %(name)s are in %(found)s, not in %(currency)s.",
        "Give a table of rates, or choose the other currency.",
    ),
    "gross_without_rate": Message(
        "The amounts of %(name)s include tax, and the tax rate is not known.",
        "Give the tax rate, or map the column that holds the tax.",
    ),
    "nothing_usable": Message(
        "No line of %(name)s could be used: %(detail)s.",
        "Look at the mapping of the columns first.",
    ),
    "no_table": Message(
        "%(name)s has no table called %(table)s.",
        "Name a table: …?table=orders. It has %(tables)s.",
    ),
    "no_connection": Message(
        "The database %(name)s could not be opened: %(detail)s.",
        "Check address, user and password.",
    ),
    "no_driver": Message(
        "What speaks to %(name)s is not installed here: %(detail)s.",
        "Install it: pip install 'vitalfew[spark]' and Java 17 for Spark, "
        "'vitalfew[postgres]' for PostgreSQL, the extra of ibis-framework for others.",
        STANDS,
    ),
    "lacks_column": Message(
        "No column of %(name)s could be recognized as %(fields)s. It has %(headings)s.",
        "Say which column it is: --map %(field)s=column, or for the installation "
        "VITALFEW_ORDERS_MAP=%(field)s=column.",
        STANDS,
    ),
    "wrong_type": Message(
        "Column %(column)s of %(name)s is %(type)s and cannot be %(field)s as it is.",
        "Name another column, or make a view there in which it is %(wanted)s.",
        STANDS,
    ),
    "incomplete": Message(
        "%(lines)s lines of %(name)s have no %(field)s.",
        "Make a view there that fills it or leaves these lines out, and name the view.",
        STANDS,
    ),
    "needs_reading": Message(
        "Column %(column)s of %(name)s (%(field)s) decides what counts, and a table "
        "that stays where it is is used as it is.",
        "Make a view there that has applied it and leaves it out, and name the view.",
        STANDS,
    ),
    "reads_no_files": Message(
        "%(name)s names no table, and is no engine that reads order files.",
        "Name a table: …?table=orders; or give the address of a Spark cluster.",
        STANDS,
    ),
    "engine_failed": Message(
        "%(name)s did not answer as expected: %(detail)s.",
        "Check that it runs and may be reached from here, then try again.",
        STANDS,
    ),
    "not_written": Message(
        "%(name)s cannot be written: %(detail)s.",
        "Name a file in a folder that exists and may be written to.",
        "What was there before is unchanged.",
    ),
    "no_space": Message(
        "The disk has no room left for reading %(name)s.",
        "Free some room and try again.",
    ),
}
"""Every problem, by code."""


class FileProblem(Exception):  # noqa: N818  the name is what a person is told
    """A file cannot be read; says what happened, what is safe and what to do.

    Attributes
    ----------
    code
        Key of `PROBLEMS`.
    values
        What stands in the places of its sentences.
    """

    def __init__(self, code: str, /, **values: object) -> None:
        self.code = code
        self.values: Mapping[str, object] = values
        super().__init__(f"{self.message} {self.what_to_do}")

    @property
    def message(self) -> str:
        """What happened."""
        return PROBLEMS[self.code].text % self.values

    @property
    def what_is_safe(self) -> str:
        """What did not change."""
        return PROBLEMS[self.code].safe % self.values

    @property
    def what_to_do(self) -> str:
        """The next step."""
        return PROBLEMS[self.code].to_do % self.values

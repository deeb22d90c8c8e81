"""CSV and its kin: any delimiter, any encoding, plain or gzip.

Clean UTF-8 is scanned by the engine where it lies. Other encodings and gzip are first
rewritten as a stream. A file the engine stumbles over is read again line by line
(`polluted`), which survives more and says which lines it could not use.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import re
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from vitalfew.files import encoding as encodings
from vitalfew.files import sql
from vitalfew.files.formats import polluted
from vitalfew.files.formats.table import TEXT, Look, Opened, RawTable, Workspace
from vitalfew.files.limits import MB, Limits
from vitalfew.files.options import ReadOptions
from vitalfew.files.problems import FileProblem

GZIP_MAGIC = b"\x1f\x8b"
DELIMITERS = ",;\t|"
_HEAD = 1 * MB
_PROBE = 128 * 1024
_LONGEST_JUDGED = 64 * 1024
_CONTROLS = bytes(sign for sign in range(32) if chr(sign) not in "\t\n\f\r\x1b")
_SAMPLE_ROWS = 2_000


class Csv:
    """The format of text tables."""

    name = "csv"

    def recognizes(self, source: Path | str, head: bytes) -> bool:
        """Text, or gzip (which holds text or is refused when opened)."""
        if isinstance(source, str):
            return False
        if head.startswith(GZIP_MAGIC):
            return True
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return True
        controls = len(head) - len(head.translate(None, delete=_CONTROLS))
        return controls * 100 < len(head) or bool(encodings.unmarked_utf16(head))

    def look(self, source: Path | str, options: ReadOptions, limits: Limits) -> Look:
        """Read the head, and pieces from the middle and the end."""
        path = Path(source)
        pieces = _pieces(path, limits)
        encoding = _encoding(pieces, options)
        text = _decoded(pieces[0], encoding)
        delimiter = options.delimiter or guess_delimiter(text)
        heading_row, headings = _headings(text, delimiter, path.name, limits)
        rows = _rows(text, delimiter)[heading_row:]
        for piece in pieces[1:]:
            more = _decoded(piece, encoding).partition("\n")[2]
            rows += _rows(more, delimiter)
        whole = [tuple(row) for row in rows if len(row) == len(headings)]
        return Look(
            headings=headings,
            types=(TEXT,) * len(headings),
            sample=tuple(whole[: _SAMPLE_ROWS * 3]),
            encoding=encoding,
            delimiter=delimiter,
            heading_row=heading_row,
        )

    def open(
        self, source: Path | str, look: Look, options: ReadOptions, space: Workspace
    ) -> Opened:
        """The file itself where it is clean UTF-8, else a rewritten copy."""
        path = Path(source)
        encoding, plain = _rewritten(path, look, options, space)
        state = scan(plain, path.name, space.limits)
        slow = partial(polluted.read, plain, look=look, space=space, name=path.name)
        if state.blank_lines or state.strange:
            table = slow()
        else:
            table = _fast(plain, look, space.limits, retry=slow)
        sha256 = state.sha256 if plain == path else _sha256(path)
        return Opened((table,), sha256, encoding)


@dataclass(frozen=True)
class State:
    """What one pass over the bytes of a UTF-8 file shows."""

    sha256: str
    blank_lines: bool
    strange: bool
    """It holds a NUL, or a sign that marks bytes outside its encoding."""


def scan(path: Path, name: str, limits: Limits) -> State:
    """Hash a file and look for what the engine would not count or not survive."""
    digest = hashlib.sha256()
    blank = strange = False
    row, open_line, before, place = 1, 0, b"", 0
    content_end = _end_of_content(path)
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            content = before + chunk[: max(content_end - place, 0)]
            blank = blank or b"\n\n" in content or b"\n\r\n" in content
            strange = strange or b"\0" in chunk or encodings.MARK_BYTES in content
            place += len(chunk)
            before = chunk[-2:] if place < content_end else b""
            open_line = _after_last_line(chunk, open_line)
            row += chunk.count(b"\n")
            if open_line > limits.line_bytes:
                raise FileProblem(
                    "line_too_long", name=name, row=row, limit=limits.line_bytes
                )
    return State(digest.hexdigest(), blank, strange)


def _after_last_line(chunk: bytes, open_line: int) -> int:
    """Bytes since the last line ended, in this chunk or before it."""
    last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
    return open_line + len(chunk) if last < 0 else len(chunk) - last - 1


def guess_delimiter(text: str) -> str:
    """The sign that cuts most lines into the same number of pieces, more than one."""
    lines = [
        line
        for line in text.replace("\0", "").splitlines()[:200]
        if line.strip() and len(line) < _LONGEST_JUDGED
    ][:100]
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
        width, agreeing = max(
            ((w, n) for w, n in counts.items() if w > 1), key=_agreement, default=(1, 0)
        )
        score = agreeing * (1 + width / 1000)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _agreement(width_and_count: tuple[int, int]) -> tuple[int, int]:
    return width_and_count[1], width_and_count[0]


def _pieces(path: Path, limits: Limits) -> list[bytes]:
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(2) == GZIP_MAGIC:
            return [_gzip_head(path)]
        file.seek(0)
        head = file.read(_HEAD)
        if b"\n" not in head and b"\r" not in head and size > limits.line_bytes:
            raise FileProblem(
                "line_too_long", name=path.name, row=1, limit=limits.line_bytes
            )
        pieces = [head]
        for place in (size // 2, size - _PROBE):
            if place > _HEAD:
                # An even place: the two bytes of a UTF-16 sign stay together.
                file.seek(place - place % 2)
                pieces.append(file.read(_PROBE))
        return pieces


def _gzip_head(path: Path) -> bytes:
    with path.open("rb") as file:
        inflate = zlib.decompressobj(wbits=31)
        try:
            head = inflate.decompress(file.read(_HEAD), _HEAD)
        except zlib.error as error:
            raise FileProblem("damaged", name=path.name, detail=str(error)) from None
    if not head:
        raise FileProblem("empty_file", name=path.name)
    return head


def _encoding(pieces: list[bytes], options: ReadOptions) -> str:
    if options.encoding is not None:
        return encodings.named(options.encoding)
    found = encodings.guess(pieces[0])
    for piece in pieces[1:]:
        if found != "utf-8" or piece.isascii():
            break
        found = encodings.guess(_whole_lines(piece))
    return found


def _whole_lines(piece: bytes) -> bytes:
    return piece[piece.find(b"\n") + 1 : piece.rfind(b"\n") + 1]


def _decoded(piece: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    return decoder.decode(piece).removeprefix("\ufeff")


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Whole rows only: the last line of a piece is cut off somewhere."""
    reader = csv.reader(
        io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter
    )
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > _SAMPLE_ROWS:
                return rows
    except csv.Error:
        return rows
    cut = len(text) >= _PROBE // 4 and not text.endswith(("\n", "\r"))
    return rows[:-1] if cut else rows


def _headings(
    text: str, delimiter: str, name: str, limits: Limits
) -> tuple[int, tuple[str, ...]]:
    rows = _rows(text, delimiter)
    for number, row in enumerate(rows, start=1):
        filled = sum(bool(cell.strip()) for cell in row)
        if filled > 1 or (filled == 1 and not _wider_follows(rows[number:])):
            if len(row) > limits.columns:
                raise FileProblem(
                    "too_many_columns",
                    name=name,
                    columns=len(row),
                    limit=limits.columns,
                )
            return number, distinct_headings(row)
    raise FileProblem("empty_file", name=name)


def _wider_follows(rows: list[list[str]]) -> bool:
    return any(sum(bool(cell.strip()) for cell in row) > 1 for row in rows[:20])


def distinct_headings(row: list[str]) -> tuple[str, ...]:
    """Headings as they stand, the unnamed and repeated ones told apart."""
    seen: Counter[str] = Counter()
    headings = []
    for place, cell in enumerate(row, start=1):
        heading = re.sub(r"[\r\n\t]+", " ", cell).strip() or f"(column {place})"
        seen[heading] += 1
        headings.append(
            heading if seen[heading] == 1 else f"{heading} ({seen[heading]})"
        )
    return tuple(headings)


def _rewritten(
    path: Path, look: Look, options: ReadOptions, space: Workspace
) -> tuple[str, Path]:
    """The encoding that proved right, and the file as UTF-8 (itself, when it is)."""
    encoding = look.encoding or "utf-8"
    with path.open("rb") as file:
        compressed = file.read(2) == GZIP_MAGIC
    if encoding == "utf-8" and not compressed:
        if _is_utf8(path):
            return encoding, path
        if options.encoding is None:
            encoding = _second_guess(path)
    return encoding, _rewrite(path, encoding, compressed=compressed, space=space)


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                return False
    return True


def _second_guess(path: Path) -> str:
    """The head was plain ASCII or UTF-8, but something further down is not."""
    sample = bytearray()
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                sample += line
            if len(sample) > MB:
                break
    return encodings.guess(bytes(sample))


def _rewrite(path: Path, encoding: str, *, compressed: bool, space: Workspace) -> Path:
    target = space.folder / f"{path.name[:80]}.utf8"
    size = path.stat().st_size
    cap = min(space.limits.expanded_bytes, max(256 * MB, size * space.limits.expansion))
    with path.open("rb") as raw, target.open("wb") as out:
        source = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if compressed else raw
        try:
            for chunk in encodings.as_utf8(source, encoding, name=path.name):
                out.write(chunk)
                if compressed and out.tell() > cap:
                    raise FileProblem(
                        "too_large",
                        name=path.name,
                        detail=f"unpacked it is larger than {cap:,} bytes",
                    )
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise FileProblem("damaged", name=path.name, detail=str(error)) from None
    return target


def _fast(
    path: Path, look: Look, limits: Limits, *, retry: partial[RawTable]
) -> RawTable:
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(look.headings)))
    # One heading is skipped per line: `_headings` read whole rows, and a heading that
    # holds a line break makes the engine stumble, which leads to the slower way.
    relation = (
        f"read_csv({sql.path(path)}, auto_detect = false, header = false, "
        f"skip = {look.heading_row}, delim = {sql.text(look.delimiter or ',')}, "
        f"""quote = '"', escape = '"', strict_mode = true, """
        f"max_line_size = {limits.line_bytes * 2}, columns = {{{columns}}})"
    )
    return RawTable(
        relation=relation,
        headings=look.headings,
        types=look.types,
        first_row=look.heading_row + 1,
        retry=retry,
    )


def _end_of_content(path: Path) -> int:
    """Where the text ends, blank lines at the end not counted."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - 64 * 1024))
        tail = file.read()
    return size - len(tail) + len(tail.rstrip(b"\r\n"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

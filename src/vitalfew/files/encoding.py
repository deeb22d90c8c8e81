"""Which text encoding a file is written in, and rewriting it as UTF-8."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from vitalfew.files.problems import FileProblem

CHUNK = 1 << 20
MARK = "\ufdd0"
"""Stands for bytes outside the encoding; Unicode keeps it free for such use."""
MARK_BYTES = MARK.encode()
_MARKING = "vitalfew.mark"
_LATIN_THEN_CHINESE = re.compile("[A-Za-z][\u0080-\uffff](?![\u0080-\uffff])")


def named(encoding: str) -> str:
    """Python's name of an encoding a person named.

    Raises
    ------
    FileProblem
        There is no such encoding.
    """
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        raise FileProblem("unknown_encoding", encoding=encoding) from None
    # GBK and GB2312 are parts of GB18030; exports named so often hold more.
    return "gb18030" if name in {"gbk", "gb2312"} else name


def guess(sample: bytes) -> str:
    """The encoding of a sample that may be cut anywhere at its end.

    The order matters: UTF-8 proves itself, GB18030 is strict enough to be believed
    when what it gives looks Chinese, the rest is the guess of charset-normalizer,
    which takes short Chinese files for Korean.
    """
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if unmarked := unmarked_utf16(sample):
        return unmarked
    if _decodes(sample, "utf-8"):
        return "utf-8"
    if mostly_utf8(sample):
        return "utf-8"
    if _looks_chinese(sample):
        return "gb18030"
    return _western(sample)


def mostly_utf8(sample: bytes) -> bool:
    """Whether only a few lines are not UTF-8 though others need it."""
    broken = proven = 0
    for line in sample.split(b"\n")[:-1]:
        if line.isascii():
            continue
        if _decodes(line, "utf-8", final=True):
            proven += 1
        else:
            broken += 1
    return proven > broken


def unmarked_utf16(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark: Latin signs have a zero on one side only."""
    low, high = sample[::2].count(0), sample[1::2].count(0)
    least = max(len(sample) // 20, 4)
    if high >= least and low * 20 <= high:
        return "utf-16-le"
    if low >= least and high * 20 <= low:
        return "utf-16-be"
    return None


def _decodes(sample: bytes, encoding: str, *, final: bool = False) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample, final)
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(sample: bytes) -> bool:
    try:
        text = codecs.getincrementaldecoder("gb18030")().decode(sample)
    except UnicodeDecodeError:
        return False
    foreign = sum(not character.isascii() for character in text)
    # Western accents read as GB18030 give single signs glued to Latin letters.
    return len(_LATIN_THEN_CHINESE.findall(text)) * 2 < foreign


def _western(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample[: 64 * 1024]).best()
    if best is None or best.encoding in {"ascii", "cp949", "johab", "euc_kr", "utf_8"}:
        return "cp1252"
    # The single-byte families agree on what most files hold; cp1252 is the usual one.
    if best.encoding in {"latin_1", "iso8859_15", "cp1252", "cp1250", "mac_roman"}:
        return "cp1252"
    return str(codecs.lookup(best.encoding).name)


def as_utf8(source: BinaryIO, encoding: str, *, name: str) -> Iterator[bytes]:
    """The file's text in UTF-8, chunk by chunk, without a byte order mark.

    A few bytes outside the encoding (values cut off in the middle of a sign) become
    `MARK`, so that their lines can be refused and the others used.

    Raises
    ------
    FileProblem
        More than one line in a hundred does not fit: it is another encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)(errors=_MARKING)
    line, marks, first_marked = 1, 0, 0
    start = True
    while True:
        chunk = source.read(CHUNK)
        text = decoder.decode(chunk, not chunk)
        if start and text:
            text, start = text.removeprefix("\ufeff"), False
        if MARK in text:
            first_marked = first_marked or line + text[: text.index(MARK)].count("\n")
            marks += text.count(MARK)
        line += text.count("\n")
        yield text.encode("utf-8", "surrogatepass")
        if not chunk:
            break
    if marks > max(3, line // 100):
        raise FileProblem(
            "wrong_encoding", name=name, encoding=encoding, row=first_marked
        )


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101  only decoders use it
    return MARK, error.end


codecs.register_error(_MARKING, _mark)

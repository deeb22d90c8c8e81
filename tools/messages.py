"""Compile the Chinese catalogs, and list what is not translated yet.

    python tools/messages.py          compile
    python tools/messages.py --check  also list sentences without a translation

One catalog a page group lies in `locale/zh_Hans/LC_MESSAGES/<group>.po`; Django reads
the one `django.mo` made from all of them. Needs no gettext programs.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "vitalfew"
CATALOGS = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES"
CALLS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
TEMPLATE_TAG = re.compile(
    r"""\{%\s*(?:trans|translate)\s+(?:"([^"]+)"|'([^']+)')|_\(\s*"([^"]+)"\s*\)"""
)
TEMPLATE_BLOCK = re.compile(
    r"\{%\s*blocktrans(?:late)?\b(?P<options>[^%]*)%\}(?P<body>.*?)"
    r"\{%\s*endblocktrans(?:late)?\s*%\}",
    re.DOTALL,
)
PLACE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")


def merged() -> polib.MOFile:
    whole = polib.MOFile()
    whole.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    seen: dict[tuple[str | None, str], str] = {}
    for file in sorted(CATALOGS.glob("*.po")):
        for entry in polib.pofile(str(file)):
            key = (entry.msgctxt, entry.msgid)
            text = entry.msgstr or entry.msgstr_plural.get(0, "")
            if not text:
                continue
            if key in seen:
                if seen[key] != text:
                    sys.exit(f"{file.name}: {entry.msgid!r} has two translations.")
                continue
            seen[key] = text
            whole.append(entry)
    return whole


def python_sentences(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        position = 1 if name in {"declare", "pgettext"} else 0
        if name in CALLS | {"declare"} and len(node.args) > position:
            argument = node.args[position]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.add(argument.value)
    return found


def template_sentences(file: Path) -> set[str]:
    text = file.read_text(encoding="utf-8")
    found = {next(filter(None, m.groups())) for m in TEMPLATE_TAG.finditer(text)}
    for match in TEMPLATE_BLOCK.finditer(text):
        for part in re.split(r"\{%\s*plural\s*%\}", match["body"])[:1]:
            body = PLACE.sub(r"%(\1)s", part.replace("%", "%%"))
            if "trimmed" in match["options"]:
                body = " ".join(line.strip() for line in body.strip().splitlines())
            found.add(body if "%(" in body else body.replace("%%", "%"))
    return found


def sentences() -> set[str]:
    found: set[str] = set()
    for file in PACKAGE.rglob("*.py"):
        if "cli" not in file.parts:
            found |= python_sentences(file)
    for file in PACKAGE.rglob("templates/**/*"):
        if file.suffix in {".html", ".txt"}:
            found |= template_sentences(file)
    return found


def untranslated() -> list[str]:
    known = {entry.msgid for entry in merged()}
    return sorted(sentences() - known - {""})


def main() -> None:
    merged().save(str(CATALOGS / "django.mo"))
    if "--check" in sys.argv:
        missing = untranslated()
        for sentence in missing:
            print(repr(sentence))
        sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()

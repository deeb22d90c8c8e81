"""One self-contained HTML file, light or dark as its reader prefers."""

from __future__ import annotations

from html import escape
from pathlib import Path

from vitalfew.web.reports.languages import Language

STATIC = Path(__file__).resolve().parent.parent / "static" / "css"
TOKENS = STATIC / "tokens.css"
STYLES = STATIC / "report.css"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The file needs nothing from anywhere: no script, no address."""
HTML_CODES = {Language.ENGLISH: "en", Language.CHINESE: "zh-Hans"}


def document(title: str, body: str, language: Language) -> str:
    """The file; `body` is HTML, `title` a text."""
    styles = TOKENS.read_text(encoding="utf-8") + STYLES.read_text(encoding="utf-8")
    return f"""<!doctype html>
<html lang="{HTML_CODES[language]}" data-theme="auto">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(title)}</title>
<style>{styles}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""

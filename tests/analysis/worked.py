"""Reads the worked tables of the method pages, so that page and code cannot differ."""

from pathlib import Path

METHODS = Path(__file__).parents[2] / "docs" / "methods"


def table(page: str, *heading: str) -> list[dict[str, str]]:
    """The rows of the table whose first headings are these, as text."""
    rows: list[list[str]] = []
    for line in (METHODS / f"{page}.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if rows and not line.startswith("|"):
            break
        if rows or (line.startswith("|") and tuple(cells[: len(heading)]) == heading):
            rows.append(cells)
    assert rows, f"{page}.md has no table with the heading {heading}"
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]

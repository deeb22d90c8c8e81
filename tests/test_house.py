"""The rules of the house that a machine can check."""

from __future__ import annotations

import ast
import importlib.util
import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "vitalfew"
METHODS = ROOT / "docs" / "methods"
NO_NAMES = {"utils", "helpers", "common", "misc", "core"}
LONGEST_FILE = 800


def committed(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name]


def measures() -> list[str]:
    folders = (PACKAGE / "analysis" / part for part in ("measures", "assessment"))
    inner = {"__init__", "judgement", "pseudo"}  # parts of a judgement, not one
    return sorted(
        f.stem for d in folders for f in d.glob("*.py") if f.stem not in inner
    )


@pytest.mark.parametrize("name", measures())
def test_every_measure_and_judgement_has_a_page_and_tests(name):
    assert (METHODS / f"{name}.md").exists()
    assert list((ROOT / "tests" / "analysis").rglob(f"test_{name}.py"))


def test_no_module_is_a_drawer_for_everything():
    named = {path.stem for path in PACKAGE.rglob("*.py")}

    assert named & NO_NAMES == set()


def test_no_test_asks_for_today_before_it_runs():
    """Parameters are collected at once; a run over midnight would compare two days."""
    clocks = {"today", "localdate", "now"}
    early = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in committed("tests/*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        for call in ast.walk(decorator)
        if isinstance(call, ast.Call)
        and getattr(call.func, "attr", getattr(call.func, "id", "")) in clocks
    ]

    assert early == []


def test_no_file_grows_past_reading():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in committed("*.py")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE
    }

    assert long == {}


def test_requirements_carry_hashes_and_no_index_address():
    for file in (ROOT / "requirements").glob("*.txt"):
        text = file.read_text(encoding="utf-8")
        pins = re.findall(r"^\S+==", text, re.MULTILINE)
        assert len(pins) > 5
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
        assert "index-url" not in text


def test_migrations_have_names_a_person_gave():
    names = [path.stem for path in PACKAGE.glob("apps/*/migrations/0*.py")]

    assert names
    assert [name for name in names if "_auto_" in name] == []


@pytest.mark.django_db
def test_no_change_of_a_model_lacks_its_migration():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in committed("*.md")
        for link in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]

    assert broken == []


def test_decisions_are_numbered_in_a_row_and_listed_by_their_number():
    folder = ROOT / "docs" / "decisions"
    names = sorted(path.name for path in folder.glob("0*.md"))
    titles = [(folder / name).read_text(encoding="utf-8")[:7] for name in names]
    readme = (folder / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d{4})\]\((\S+)\)", readme, re.MULTILINE)

    numbers = [f"{number:04}" for number in range(1, len(names) + 1)]
    assert listed == list(zip(numbers, names, strict=True))
    assert titles == [f"# {number} " for number in numbers]


def messages_tool():
    spec = importlib.util.spec_from_file_location(
        "messages", ROOT / "tools/messages.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_compiled_catalog_is_made_from_its_sources(tmp_path):
    import polib

    tool = messages_tool()
    tool.merged().save(str(tmp_path / "new.mo"))

    compiled = polib.mofile(str(tool.CATALOGS / "django.mo"))
    new = polib.mofile(str(tmp_path / "new.mo"))
    assert {(e.msgctxt, e.msgid, e.msgstr) for e in compiled} == {
        (e.msgctxt, e.msgid, e.msgstr) for e in new
    }


def test_every_sentence_has_its_chinese():
    assert messages_tool().untranslated() == []


def test_the_project_speaks_of_itself_alone():
    foreign = re.compile(r"/work/|/tmp/(?!vitalfew)|pypi\.org|files\.pythonhosted")
    found = [
        str(path.relative_to(ROOT))
        for path in committed(
            "*.py", "*.md", "*.toml", "*.txt", "*.sh", "Makefile", ".ci"
        )
        if path.name != Path(__file__).name
        and foreign.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []

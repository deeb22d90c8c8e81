"""`vitalfew import`: look, keep, refuse."""

from __future__ import annotations

from tests.cli.test_keeping import figures


def test_a_dry_run_reports_and_keeps_nothing(installation, orders_file):
    done = installation.run("import", "orders", orders_file, "--dry-run")

    assert done.code == 0, done.err
    assert "5 lines read, 5 can be used" in done.err
    assert installation.run("assess").code == 1


def test_a_file_that_names_no_currency_says_how_it_is_read(installation, orders_file):
    def said(*more):
        done = installation.run("import", "orders", orders_file, *more)
        assert done.code == 0, done.err
        return " ".join(done.err.split())

    assert "No currency column: --currency says what" in said("--dry-run")
    assert "read as EUR, as chosen." in said("--currency", "eur")
    assert "read as EUR, as chosen." in said("--dry-run")


def test_refused_lines_stop_the_import_and_are_listed(installation, orders_file):
    with orders_file.open("a", encoding="utf-8") as out:
        out.write("5,C4,Brenner,2025-06-01,twelve,5.00,Seals\n")

    done = installation.run("import", "orders", orders_file)

    listed = (installation.work / "orders-refused.csv").read_text(encoding="utf-8")
    assert done.code == 1
    assert "1 lines were refused" in done.err
    assert "twelve" in listed
    assert installation.run("assess").code == 1


def test_skipping_refused_lines_imports_the_rest(installation, orders_file):
    with orders_file.open("a", encoding="utf-8") as out:
        out.write("5,C4,Brenner,2025-06-01,twelve,5.00,Seals\n")

    done = installation.run("import", "orders", orders_file, "--skip-refused")

    assert done.code == 0, done.err
    assert "3 accounts" in installation.run("assess").err


def test_importing_the_same_file_again_says_so_and_changes_nothing(filled, orders_file):
    done = filled.run("import", "orders", orders_file)

    assert done.code == 0, done.err
    assert "it changes nothing" in done.err
    assert filled.run("assess").code == 0
    before, after = figures(filled)
    assert after == before


def test_a_mapping_overrules_the_guess(installation, tmp_path):
    file = tmp_path / "spend.csv"
    file.write_text(
        "Who,Where,When,How much\nA,North,2025-01-01,10\nB,South,2025-01-02,20\n",
        encoding="utf-8",
    )

    done = installation.run(
        *(
            "import",
            "orders",
            file,
            "--map",
            "account_id=Who",
            "--map",
            "unit_id=Where",
        ),
        *("--map", "ordered_on=When", "--map", "net_amount=How much"),
    )

    assert done.code == 0, done.err
    assert "2 lines read, 2 can be used" in done.err


def test_what_was_done_for_customers_is_imported_from_its_own_file(
    installation, tmp_path
):
    file = tmp_path / "visits.csv"
    file.write_text(
        "客户编号;拜访日期;作业;用时(小时)\nC1;2025-01-07;拜访;1,5\nC2;2025-01-08;电话;0,25\n",
        encoding="utf-8",
    )

    done = installation.run("import", "activities", file)

    assert done.code == 0, done.err
    assert "2 lines read, 2 can be used" in done.err
    assert "From 2025-01-07 to 2025-01-08." in done.err
    assert "Imported as number 1." in done.err

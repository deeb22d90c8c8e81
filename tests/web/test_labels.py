"""Labels of measures in words, and CSV files."""

from __future__ import annotations

from vitalfew.web.downloads import cell, csv_response
from vitalfew.web.labels import LABELS, label_words
from vitalfew.web.templatetags.labels import as_chip


def test_what_is_not_known_is_a_dash_whatever_the_measure():
    for measure in LABELS:
        assert label_words("unknown", measure) == "–"
        assert label_words("", measure) == "–"
        assert label_words(None, measure) == "–"


def test_a_known_label_has_words():
    assert label_words("one_off", "continuity") == "One-off"
    assert label_words("propose", "verdict") == "Proposed"


def test_a_chip_has_no_full_stop_in_either_language():
    assert as_chip("Buys regularly.") == "Buys regularly"
    assert as_chip("定期采购。") == "定期采购"


def test_a_csv_file_runs_nothing_in_a_spreadsheet():
    response = csv_response("list", ["name", "amount"], [["=1+1", -5], [None, 2]])

    text = response.content.decode()
    assert text == "\ufeffname,amount\r\n'=1+1,-5\r\n,2\r\n"
    assert response["Content-Disposition"] == 'attachment; filename="list.csv"'


def test_a_cell_alone_follows_the_same_rule():
    assert cell("@SUM(A1)") == "'@SUM(A1)"
    assert cell(-5) == -5
    assert cell(None) == ""

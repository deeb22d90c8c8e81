"""`vitalfew person`: what is kept of somebody at a customer, out or away."""

from __future__ import annotations

import json


def test_a_person_is_exported_then_erased_after_asking_back(installation, tmp_path):
    companies, people = tmp_path / "companies.csv", tmp_path / "people.csv"
    orders = tmp_path / "orders.csv"
    orders.write_text("customer,date,amount\nC1,2025-01-07,10.00\n")
    companies.write_text("customer number,name\nC1,Aurora\n")
    people.write_text(
        "姓名,客户,邮箱,职务\n王伟,C1,wang@aurora.example,采购总监\n"
        "Li Na,C1,,王总助理\n",
        encoding="utf-8",
    )
    for kind, file in (
        ("orders", orders), ("companies", companies), ("contacts", people),
    ):  # fmt: skip
        done = installation.run("import", kind, file)
        assert done.code == 0, done.err
    assert "2 people new" in done.err

    told = json.loads(installation.run("person", "export", "wang@aurora.example").out)
    assert told["person"]["name"] == "王伟"
    assert told["position"][0]["title"] == "采购总监"

    kept = installation.run("person", "erase", "wang@aurora.example", typed="n\n")
    assert kept.code == 1
    assert installation.run("person", "export", "1").code == 0
    gone = installation.run("person", "erase", "wang@aurora.example", typed="y\n")
    assert gone.code == 0, gone.err
    assert "These spellings go from every text: wang@aurora.example; 王伟." in gone.err
    assert "1 places may name them in another way; erasing leaves these:" in gone.err
    assert "  position 2 (Aurora): 王总助理" in gone.err
    assert "Erased person 1 is all that is left. Backups made before" in gone.err
    lost = installation.run("person", "export", "wang@aurora.example")
    assert (lost.code, "Traceback" in lost.err) == (1, False)

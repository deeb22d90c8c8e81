"""Files to import, and a store of their own for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from vitalfew.apps.imports import storage


@pytest.fixture(autouse=True)
def data_dir(tmp_path, settings):
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    yield settings.DATA_DIR
    storage._store.cache_clear()


HEADINGS = "account_id,account_name,order date,order id,line id,product,net amount"


def order_lines(*months: int, year: int = 2024, amount: int = 100) -> list[str]:
    return [
        f"{account},{name},{year}-{month:02d}-{day:02d},S{month}-{day}-{account},1,"
        f"P{day},{amount + month}"
        for month in months
        for day in (5, 15)
        for account, name in (("C001", "Norvik Wind"), ("K7", "Kelan"))
    ]


@pytest.fixture
def csv_file(tmp_path):
    def write(
        lines: list[str], name: str = "orders.csv", headings: str = HEADINGS
    ) -> Path:
        path = tmp_path / name
        path.write_text("\n".join([headings, *lines]) + "\n", encoding="utf-8")
        return path

    return write

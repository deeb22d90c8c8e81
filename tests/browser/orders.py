"""Small order files, written as somebody's own system would export them."""

from __future__ import annotations

from pathlib import Path

HEADINGS = "Order No,Line,Order Date,Customer ID,Customer,Product,Qty,Net,Cost,Currency"
BUYERS = ("Harbor Cycles", "Lumen Velo", "Pine Street Bikes", "Quarry Wheels")
REFUSED = (
    "N-900,1,2020-02-31,N1,Harbor Cycles,Bell,1,10.00,5.00,USD",
    "N-901,1,2020-03-02,N2,Lumen Velo,Bell,1,ten,5.00,USD",
)


def lines(first_year: int = 2018, last_year: int = 2019) -> list[str]:
    """One order a month of each of four customers, larger from one to the next."""
    made = []
    for year in range(first_year, last_year + 1):
        for month in range(1, 13):
            for index, name in enumerate(BUYERS, start=1):
                order = f"N-{year}{month:02}-{index}"
                amount = f"{index * 1000 + month}.00,{index * 600}.00,USD"
                day = f"{year}-{month:02}-{index + 4:02}"
                made.append(f"{order},1,{day},N{index},{name},Saddle,{index},{amount}")
    return made


ORDERS = "\n".join([HEADINGS, *lines(), *REFUSED]) + "\n"
WHOLE = "\n".join([HEADINGS, *lines()]) + "\n"


def written(folder: Path, text: str, name: str = "orders.csv") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file

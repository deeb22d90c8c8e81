"""Write the run lengths of cumulative sums from which limits are read.

    python tools/cusum_limits.py

Finding them takes seconds of every process that looks for a decline; they change only
with what is looked for.
"""

from __future__ import annotations

import json

from vitalfew.analysis.assessment.warning.chart import LOOKS_FOR
from vitalfew.analysis.assessment.warning.rules import TABLE
from vitalfew.analysis.models.cusum import Limits, fewer_purchases, lower_amounts

RATES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6)
SHAPES = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 100.0)


def main() -> None:
    found = {
        "purchases": Limits.of(
            lambda rate: fewer_purchases(rate, ratio=LOOKS_FOR), RATES
        ),
        "amounts": Limits.of(
            lambda shape: lower_amounts(shape, ratio=LOOKS_FOR), SHAPES
        ),
    }
    plain = {
        name: {
            "sizes": limits.sizes.tolist(),
            "lengths": limits.lengths.round(9).tolist(),
        }
        for name, limits in found.items()
    }
    text = json.dumps(plain, separators=(",", ":")).replace("],[", "],\n[")
    TABLE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""The labels measures give, in the reader's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from vitalfew.web.formats import UNKNOWN

LABELS: dict[str, dict[str, Any]] = {
    "continuity": {
        "regular": _("Regular"),
        "continuous": _("Continuous"),
        "intermittent": _("With gaps"),
        "lumpy": _("Uneven"),
        "one_off": _("One-off"),
        "new": _("New"),
        "lapsed": _("Stopped"),
    },
    "centralization": {
        "central": _("Central"),
        "concentrated": _("Concentrated"),
        "dispersed": _("Dispersed"),
    },
    "fit": {"good": _("Good"), "partial": _("Partial"), "poor": _("Poor")},
    "parity": {
        "equal": _("Equals"),
        "larger": _("They are larger"),
        "smaller": _("They are smaller"),
    },
    "payback": {
        "paid_back": _("In time"),
        "late": _("Late"),
        "never": _("Never"),
        "single_order": _("One order only"),
    },
    "verdict": {
        "propose": _("Proposed"),
        "watch": _("Watch"),
        "no": _("Not proposed"),
    },
}


def label_words(label: str | None, measure: str) -> str:
    """The words of a label; what is not known is "–", as everywhere.

    >>> label_words("one_off", "continuity"), label_words("unknown", "fit")
    ('One-off', '–')
    """
    return str(LABELS[measure].get(label or "", UNKNOWN))

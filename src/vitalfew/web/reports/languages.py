"""Reports in the reader's language, written where there is no installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vitalfew.web.formats import Formats

LOCALE = Path(__file__).resolve().parents[2] / "locale"


class Language(StrEnum):
    """What reports are written in."""

    ENGLISH = "en"
    CHINESE = "zh-hans"


@contextmanager
def speaking(language: Language) -> Iterator[Formats]:
    """Within it sentences are in this language; gives its formats."""
    # Commands name their languages without loading a framework.
    from django.apps import apps
    from django.conf import settings
    from django.utils import translation

    from vitalfew.web.formats import Formats

    if not settings.configured:
        settings.configure(USE_I18N=True, LOCALE_PATHS=[LOCALE])
        # All of django.setup() that sentences need; the rest takes a second.
        apps.populate(())
    with translation.override(language.value):
        # To the unit, as in the columns beside: sums of a report are compared.
        yield Formats(language.value, money_format="full")

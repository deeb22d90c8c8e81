"""What a reader may do on the tab: a link each, and the form once it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vitalfew.web.refusals import Sent

if TYPE_CHECKING:
    from django.forms import Form


@dataclass(frozen=True)
class Act:
    """One thing to do: its link, or its form where that is open."""

    key: str
    label: str
    about: str
    """What it is done to, for those who hear the page."""
    url: str
    button: str
    form: Form | None


@dataclass(frozen=True)
class Acts:
    """Which form is open, and what somebody sent that could not be done."""

    opened: str
    bound: Sent

    def act(
        self,
        key: str,
        url: str,
        make: Callable[[], Form],
        *,
        label: str,
        button: str,
        about: str = "",
    ) -> Act:
        """A form half a page long is made only where it is open."""
        form = self.bound.get(key)
        if form is None and self.opened == key:
            form = make()
        return Act(key, label, about, url, button, form)

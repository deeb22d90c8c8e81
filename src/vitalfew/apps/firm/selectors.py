from __future__ import annotations

from vitalfew.apps.firm.models import Firm


def firm_settings() -> Firm:
    """The firm's settings; defaults before anybody has set them."""
    return Firm.objects.filter(pk=1).first() or Firm(pk=1)

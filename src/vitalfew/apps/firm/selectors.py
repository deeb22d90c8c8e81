from __future__ import annotations

from django.db.models import QuerySet

from vitalfew.apps.firm.models import Firm, Rate
from vitalfew.apps.prepared import prepared


def firm_settings() -> Firm:
    """The firm's settings; defaults before anybody has set them."""
    return _set.first() or Firm(pk=1)


@prepared
def _set() -> QuerySet[Firm]:
    return Firm.objects.filter(pk=1)


def rates() -> QuerySet[Rate]:
    """What foreign currencies are worth, by currency and day."""
    return Rate.objects.all()

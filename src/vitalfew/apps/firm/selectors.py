from __future__ import annotations

from django.db.models import QuerySet

from vitalfew.apps.firm.models import Firm, Rate


def firm_settings() -> Firm:
    """The firm's settings; defaults before anybody has set them."""
    return Firm.objects.filter(pk=1).first() or Firm(pk=1)


def rates() -> QuerySet[Rate]:
    """What foreign currencies are worth, by currency and day."""
    return Rate.objects.all()

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import transaction

from vitalfew.analysis.assessment.judgement import VALUES
from vitalfew.apps.assessments.models import Judgement
from vitalfew.apps.assessments.policies import may_judge
from vitalfew.apps.assessments.problems import RefusedError
from vitalfew.apps.audit.services import entry_record

if TYPE_CHECKING:
    from vitalfew.apps.accounts.models import Account
    from vitalfew.apps.users.models import User


@transaction.atomic
def judgement_record(
    *,
    acting: User,
    account: Account,
    topic: str,
    reason: str,
    score: float | None = None,
    values: Mapping[str, float | None] | None = None,
) -> Judgement:
    """Write down what a person knows. It stands beside the figures, never over them."""
    if not may_judge(acting, account):
        raise PermissionDenied
    if topic not in Judgement.Topic.values:
        raise RefusedError("no_topic", field="topic", topic=topic)
    reason = reason.strip()
    if not reason:
        raise RefusedError("reason_missing", field="reason")
    known = _checked(topic, score, values or {})
    judgement = Judgement(
        account=account,
        topic=topic,
        score=score,
        values=known,
        reason=reason,
        by=acting,
    )
    judgement.full_clean()
    judgement.save()
    entry_record(
        acting=acting,
        action="judgement.record",
        subject=judgement,
        account=account,
        details={"topic": topic, "reason": reason},
    )
    return judgement


def _checked(
    topic: str, score: float | None, values: Mapping[str, float | None]
) -> dict[str, float]:
    """The figures that were given and belong to the topic."""
    names = VALUES[topic]  # type: ignore[index]  # checked by the caller
    known = {
        name: float(value) for name in names if (value := values.get(name)) is not None
    }
    if score is not None and not 1 <= score <= 5:
        raise RefusedError("score_range", field="score")
    if score is None and not known:
        raise RefusedError("judgement_empty", field="score")
    for name, value in known.items():
        if not isfinite(value) or value < 0:
            raise RefusedError("figure_negative", field=name, value=value)
        if name.endswith("_level") and value not in {1, 2, 3, 4, 5}:
            raise RefusedError("level_range", field=name)
    if known.get("low", 0) > known.get("high", float("inf")):
        raise RefusedError("range_order", field="low")
    return known

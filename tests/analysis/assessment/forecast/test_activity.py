"""Whether an account buys at all: probabilities that hold."""

from __future__ import annotations

import numpy as np
import pytest

from tests.analysis.assessment.forecast.worlds import world
from vitalfew.analysis.assessment.forecast.activity import activity, hiatus

COUNT = 6000


def made(seed, *, horizon=365, modeled=True):
    """Accounts whose chance of buying falls with their silence and differs by a trait
    that only the purchase model sees."""
    chance = np.random.default_rng(seed)
    silence = chance.uniform(0, 700, COUNT)
    hidden = chance.normal(0, 1, COUNT)
    truth = 1 / (1 + np.exp(silence / 150 - 2 - hidden))
    bought = chance.uniform(size=COUNT) < truth
    model = 1 / (1 + np.exp(-hidden))
    known = world(
        {"last_year": np.ones(COUNT)},
        bought.astype(float),
        bought=bought,
        silence=silence,
        active=model if modeled else None,
        horizon=horizon,
    )
    return known, truth


def test_probabilities_hold_where_they_were_not_learned():
    (seen, _), (new, truth) = made(1), made(2)

    told = activity([seen]).probability(new)

    assert np.abs(told - truth).mean() < 0.04
    for part in np.array_split(np.argsort(told), 10):
        assert told[part].mean() == pytest.approx(new.bought[part].mean(), abs=0.05)


def test_they_beat_the_best_rule_of_silence():
    (seen, _), (new, _) = made(1), made(2)

    def brier(told):
        return ((told - new.bought) ** 2).mean()

    found, rule = activity([seen]).probability(new), hiatus([seen]).probability(new)
    assert brier(found) < brier(rule) - 0.01


def test_the_best_wait_is_found_with_the_shares_on_both_sides():
    silence = np.array([10, 20, 100, 120, 200, 300, 310, 320])
    bought = np.array([True] * 3 + [False] * 5)
    seen = world(
        {"last_year": np.ones(8)}, bought.astype(float), bought=bought, silence=silence
    )

    rule = hiatus([seen])

    # Half a year: three of four bought, none of the four beyond.
    assert (rule.days, rule.active, rule.silent) == (183, 0.75, 0.0)
    assert rule.probability(seen).tolist() == [0.75] * 4 + [0.0] * 4


def test_farther_ahead_than_was_tried_it_lies_between_itself_and_the_model():
    seen, _ = made(1, horizon=146)
    near = activity([seen])
    far, _ = made(1, horizon=365)

    told = near.probability(far)

    assert (told >= far.active / 2 - 1e-9).all()
    assert (told <= 0.5 + far.active / 2 + 1e-9).all()


def test_without_a_model_a_longer_time_gives_more_chances():
    seen, _ = made(1, horizon=100, modeled=False)
    found = activity([seen])
    longer, _ = made(1, horizon=200, modeled=False)

    near, far = found.probability(seen), found.probability(longer)

    assert far == pytest.approx(np.clip(1 - (1 - near) ** 2, 1e-4, 1 - 1e-4), abs=1e-6)


def test_when_everybody_buys_nobody_is_quite_certain():
    seen = world({"last_year": np.ones(40)}, np.ones(40), silence=np.arange(40.0))

    told = activity([seen]).probability(seen)

    assert (told > 0.9).all()
    assert (told < 1).all()

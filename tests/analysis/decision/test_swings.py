from itertools import combinations

import numpy as np

from vitalfew.analysis.decision.swings import swings


def test_every_weight_moves_alone_and_every_pair_in_all_combinations():
    moves = swings(9, 0.2)
    alone, together = moves[:18], moves[18:]

    assert moves.shape == (42, 9)
    assert ((alone != 1).sum(axis=1) == 1).all()
    assert sorted(alone[alone != 1].round(9)) == [0.8] * 9 + [1.2] * 9
    assert set(together.ravel().round(9)) == {0.8, 1.2}
    for one, other in combinations(range(9), 2):
        pairs, counts = np.unique(together[:, [one, other]], axis=0, return_counts=True)
        assert len(pairs) == 4
        assert counts.tolist() == [6, 6, 6, 6]


def test_no_swing_leaves_the_weights_as_they_are():
    assert (swings(4, 0.0) == 1).all()

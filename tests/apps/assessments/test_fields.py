"""What is packed comes back as it was, however it was packed."""

from __future__ import annotations

import json
import zlib

import pytest

from vitalfew.apps.assessments.fields import PackedJSONField, packed

VALUES = [
    {},
    [],
    {"margin": {"revenue": 12.5, "label": "利润"}},
    [["for", "fit.good", {"score": 4.25}]] * 400,
]


@pytest.mark.parametrize("value", VALUES)
def test_what_is_packed_comes_back(value):
    assert PackedJSONField().from_db_value(packed(value)) == value


@pytest.mark.parametrize("value", VALUES)
def test_what_earlier_versions_packed_is_read(value):
    before = zlib.compress(json.dumps(value).encode(), 1)
    assert PackedJSONField().from_db_value(before) == value


def test_packing_takes_no_more_room_than_zlib_by_its_defaults():
    text = json.dumps(VALUES[3], separators=(",", ":")).encode()
    assert len(packed(VALUES[3])) <= len(zlib.compress(text, 1))

"""JSON that is stored often and read seldom, packed to a quarter of its size."""

from __future__ import annotations

import json
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    Packed = models.BinaryField[Any, Any]
else:
    Packed = models.BinaryField

LEVEL = 1
WINDOW_BITS, MEMORY_LEVEL = 12, 5
"""For texts of a few kilobytes. By default zlib clears a quarter of a megabyte first,
which takes many times as long as packing."""


def packed(value: Any) -> bytes:  # noqa: ANN401  whatever JSON can hold
    """A value as it lies in the database."""
    return _packed_text(json_text(value))


@lru_cache(maxsize=4096)
def packed_again(text: str) -> bytes:
    """Packed JSON that is likely to come again: most accounts share their reasons."""
    return _packed_text(text)


def json_text(value: Any) -> str:  # noqa: ANN401  whatever JSON can hold
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed_text(text: str) -> bytes:
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, WINDOW_BITS, MEMORY_LEVEL)
    return packer.compress(text.encode()) + packer.flush()


class PackedJSONField(Packed):
    """Plain values as compressed JSON. Cannot be asked about in a query."""

    def from_db_value(self, value: Any, *_args: Any) -> Any:  # noqa: ANN401  as Django
        if value is None:
            return None
        return json.loads(zlib.decompress(bytes(value)))

    def to_python(self, value: Any) -> Any:  # noqa: ANN401  as Django
        return value

    def get_prep_value(self, value: Any) -> bytes | None:  # noqa: ANN401  as Django
        return None if value is None else packed(value)

    def value_to_string(self, obj: models.Model) -> str:
        return json.dumps(self.value_from_object(obj))

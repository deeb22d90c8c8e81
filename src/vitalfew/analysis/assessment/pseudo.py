"""Accounts that are no customers: one-time, walk-in, redacted and test accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

PATTERNS: tuple[str, ...] = (
    r"one[- _]?time|\bonce[- ]only|\bcpd\b|conto pro diverse|一次性",
    r"\bwalk[- ]?in\b|cash (customer|sale|account)|\bcounter sale|sundry|miscellaneous"
    r"|\bmisc\b|various customers|散客|零售客户|零散客户|现金客户|个人客户|其他客户"
    r"|临时客户|零星客户",
    r"redacted|anonymi[sz]ed|withheld|unknown customer|匿名|保密|已脱敏",
    r"^test\b|\btest (account|customer|company|client)|^dummy\b|\bdo not use\b|^xxx+$"
    r"|^测试|测试(客户|账号|账户|公司)",
)
"""What an id or a name of such an account matches; lower case, RE2."""


def pseudo(*texts: pa.StringArray) -> npt.NDArray[np.bool_]:
    """Where one of the texts (ids, names) is that of a pseudo-account.

    >>> import pyarrow as pa
    >>> pseudo(pa.array(["Acme", "One-time customer", None, "零售散客"])).tolist()
    [False, True, False, True]
    """
    import numpy as np
    import pyarrow.compute as pc

    pattern = "|".join(f"(?:{each})" for each in PATTERNS)
    found = [
        pc.fill_null(
            pc.match_substring_regex(pc.utf8_lower(text), pattern), fill_value=False
        )
        for text in texts
    ]
    return np.asarray(np.logical_or.reduce([np.asarray(each) for each in found]))

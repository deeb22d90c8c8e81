"""How a name sorts, and the words under which it is found.

Neither SQLite nor a plain PostgreSQL sorts Chinese names by sound or finds a part of a
word through an index, so both are worked out when a name is written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import groupby

LONGEST_WORD = 40
MOST_WORDS = 40
LATIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i"}
)
ENDINGS = re.compile(r"(股份有限公司|有限责任公司|有限公司|集团公司|公司|集团)+$")


def folded(text: str) -> str:
    """Lower case without accents, full-width forms and invisible marks.

    >>> folded("Ｎｏｒｖｉｋ Møller"), folded("诺维克")
    ('norvik moller', '诺维克')
    """
    if text.isascii():
        return "".join(c for c in text.lower() if c.isprintable())
    plain = unicodedata.normalize("NFKC", text).casefold().translate(LATIN)
    parts = unicodedata.normalize("NFKD", plain)
    kept = (c for c in parts if unicodedata.category(c) not in {"Mn", "Cf", "Cc"})
    return unicodedata.normalize("NFC", "".join(kept))


def sort_key(name: str) -> str:
    """Latin names by their letters, Chinese names by their sound.

    >>> sort_key("上海风电"), sort_key("Åkerlund AB")
    ('shang hai feng dian', 'akerlund ab')
    """
    parts = [
        " ".join(_pinyin(run)) if hanzi else run
        for hanzi, run in _runs(folded(name).strip())
    ]
    return re.sub(r"\s+", " ", " ".join(parts)).strip()[:400]


def words(name: str, account_id: str) -> list[str]:
    """Every word whose beginning finds the account, each once.

    A Chinese name is found from any of its characters on: by the characters
    themselves, by their pinyin, and by the initials of their pinyin.

    >>> words("Norvik Wind", "C001")
    ['c001', 'norvik', 'wind', 'norvikwind', 'nw']
    >>> words("风电公司", "7")
    ['7', '风电公司', 'fengdiangongsi', 'fdgs', '电公司', 'diangongsi', 'dgs']
    """
    found = [*folded(account_id).split(), *tokens(account_id)]
    parts = tokens(name)
    for token in parts:
        found += _chinese_words(token) if is_hanzi(token[0]) else [token]
    latin = [token for token in parts if not is_hanzi(token[0])]
    if len(latin) > 1:
        found += ["".join(latin), "".join(token[0] for token in latin)]
    cut = [word[:LONGEST_WORD] for word in found if word]
    return list(dict.fromkeys(cut))[:MOST_WORDS]


def tokens(text: str) -> list[str]:
    """Runs of letters and digits, Chinese characters apart from others.

    >>> tokens("ABC电气 (Köln) 24-7")
    ['abc', '电气', 'koln', '24', '7']
    """
    found = re.findall(r"[^\W_]+", folded(text))
    if text.isascii():
        return found
    return [run for word in found for _, run in _runs(word)]


def _chinese_words(run: str) -> list[str]:
    sounds = _pinyin(run)
    starts = len(ENDINGS.sub("", run))
    found = []
    for start in range(min(starts, 12)):
        found += [
            run[start:],
            "".join(sounds[start:]),
            "".join(sound[0] for sound in sounds[start:]),
        ]
    return found


@lru_cache(maxsize=1024)  # a name is asked for twice: for its key and for its words
def _pinyin(run: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # a large dictionary: only where Chinese occurs

    return tuple(sound for sound in lazy_pinyin(run) if sound)


def _runs(text: str) -> list[tuple[bool, str]]:
    return [(hanzi, "".join(run)) for hanzi, run in groupby(text, key=is_hanzi)]


def is_hanzi(character: str) -> bool:
    return (
        "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"
    )

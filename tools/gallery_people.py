"""Invented people for the gallery: relationship maps of few and of many."""

from __future__ import annotations

import random  # noqa: TID251

from django.utils.safestring import SafeString

from vitalfew.web.charts import relationship
from vitalfew.web.charts.cards import Support
from vitalfew.web.charts.relationship import Line, Map, Person, Tie
from vitalfew.web.charts.widths import drawn

SUPPORT: dict[Support, str] = {
    "supporter": "Supporter",
    "neutral": "Neutral",
    "critic": "Critic",
    "unknown": "Support unknown",
}
LEVELS = {3: "Executives", 2: "Management", 1: "Technical", 0: "Level unknown"}
FIRST = (
    "Ingrid",
    "Jonas",
    "Eva",
    "Tom",
    "Petra",
    "Karl-Friedrich",
    "Lu",
    "Maximiliane",
)
LAST = ("Solheim", "Lind", "Marsh", "Akker", "Holm", "von Hohenstein-Wallersberg", "Ng")
CHINESE = ("王建国", "欧阳晓明", "李文", "胡蕾", "周萍", "刘涛", "诸葛永芳", "陈思")
POSTS = (
    "Lead engineer",
    "Category manager",
    "Supplier quality",
    "Leiter Arbeitsvorbereitung und Instandhaltung",
    "Plant manager",
    "",
)
CHINESE_POSTS = (
    "采购总监",
    "设备部主任工程师",
    "质量",
    "生产副总经理兼供应链负责人",
    "",
)


def norvik() -> Map:
    theirs = (
        Person("c1", "Ingrid Solheim", "COO", "Sponsor", 3, "supporter", href="#c1"),
        Person(
            "c2",
            "Jonas Lind",
            "CPO, since Sep",
            "Decides",
            3,
            gap="Decides; nobody has met them",
            href="#c2",
        ),
        Person("c3", "Eva Marsh", "Category manager", "Buys", 2, "supporter"),
        Person("c4", "Tom Akker", "Lead engineer", "Specifies", 1, "supporter"),
        Person("c5", "Petra Holm", "Supplier quality", "Can block", 1, "critic"),
    )
    ours = (
        Person("u1", "Wang Jian", "COO, sponsor"),
        Person("u2", "Marta Olsen", "Account manager"),
        Person("u3", "Hu Lei", "Logistics"),
        Person("u4", "Liu Tao", "Application engineer"),
        Person("u5", "Sara Kim", "Quality"),
    )
    ties = (
        Tie("u1", "c1", 0.12),
        Tie("u2", "c1", 0.0),
        Tie("u2", "c3", 1.0, words="Marta Olsen and Eva Marsh: 21 times in 90 days"),
        Tie("u3", "c3", 0.26),
        Tie("u4", "c4", 0.6),
        Tie("u5", "c5", 0.38),
        Tie("u2", "c4", 0.26),
        Tie("u4", "c3", 0.12),
        Tie("u1", "c2", 0, wanted=True),
        Tie("u2", "c2", 0, wanted=True),
    )
    return named(theirs, ours, ties)


def named(
    theirs: tuple[Person, ...],
    ours: tuple[Person, ...],
    ties: tuple[Tie, ...],
    lines: tuple[Line, ...] = (),
) -> Map:
    return Map(
        theirs,
        ours,
        ties,
        lines,
        "Norvik Wind",
        "Us",
        "Nobody has met the new CPO, who decides",
        SUPPORT,
        LEVELS,
        lambda level, count: f"and {count} more, {LEVELS[level].lower()}",
        lambda count: f"and {count} more of us",
        "Nobody of theirs is known yet.",
    )


def crowd(count: int, *, chinese: bool = False, ties: int = 0) -> Map:
    """So many of theirs, a sixth as many of us."""
    seeded = random.Random(count)
    posts = CHINESE_POSTS if chinese else POSTS
    theirs = []
    for i in range(count):
        level = seeded.choice((3, 2, 2, 1, 1, 1, 0))
        role = seeded.choice(("Decides", "Buys", "Can block", "", "", "", ""))
        gap = "Decides; nobody has met them" if role == "Decides" and i % 2 else ""
        support = seeded.choice(("supporter", "neutral", "critic", "unknown"))
        name = _name(seeded, chinese=chinese)
        person = Person(
            f"c{i}", name, seeded.choice(posts), role, level, support, gap, f"#c{i}"
        )
        theirs.append(person)
    ours = [
        Person(f"u{i}", _name(seeded, chinese=chinese), seeded.choice(posts))
        for i in range(max(2, count // 6))
    ]
    met = [person.key for person in theirs if not person.gap]
    found = {
        (seeded.choice(ours).key, seeded.choice(met))
        for _tie in range(ties or count * 3 // 2)
    }
    known = [Tie(our, their, seeded.random() ** 2) for our, their in sorted(found)]
    wanted = [
        Tie(seeded.choice(ours).key, person.key, 0, wanted=True)
        for person in theirs
        if person.gap
    ]
    lines = (
        Line("c0", "c3", "influence"),
        Line("c1", "c2", "conflict"),
        Line("c2", "c5", "informal"),
    )
    return named(tuple(theirs), tuple(ours), (*known, *wanted), lines)


def _name(seeded: random.Random, *, chinese: bool) -> str:
    if chinese:
        return seeded.choice(CHINESE)
    return f"{seeded.choice(FIRST)} {seeded.choice(LAST)}"


def people() -> list[tuple[str, SafeString]]:
    return [
        (
            "Nobody has met the new CPO, who decides",
            drawn(relationship.draw, norvik()),
        ),
        ("12 of theirs", drawn(relationship.draw, crowd(12))),
        ("40 of theirs", drawn(relationship.draw, crowd(40, chinese=True))),
        ("150 of theirs", drawn(relationship.draw, crowd(150))),
    ]

"""The colors can be read and told apart, in both themes, by everybody.

Contrast is WCAG 2.2 (1.4.3 text, 1.4.11 marks). Color vision deficiency is simulated
with the matrices of Machado, Oliveira and Fernandes (2009) at full severity, applied to
linear RGB; differences are CIEDE2000.
"""

from __future__ import annotations

import itertools
import math
import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[2] / "src" / "vitalfew" / "web"
CSS = WEB / "static" / "css"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
SHEETS = sorted(CSS.glob("*.css"))

Color = tuple[float, float, float]


def without_comments(css: str) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def values_in(selector: str) -> dict[str, str]:
    css = without_comments((CSS / "tokens.css").read_text("utf-8"))
    found: dict[str, str] = {}
    for body in re.findall(re.escape(selector) + r"\s*\{(.*?)\}", css, re.DOTALL):
        if "CanvasText" not in body:  # forced colors are the system's
            found |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
    return found


LIGHT = values_in(":root")
DARK = LIGHT | values_in('[data-theme="dark"]')
THEMES = {"light": LIGHT, "dark": DARK}

SURFACES = ("sheet", "wash", "paper", "sunken")
TINTS = ("good-tint", "warn-tint", "bad-tint", "cobalt-tint", "stage-tint")
TEXT = [
    *itertools.product(("ink", "ink-2", "ink-3"), SURFACES),
    *itertools.product(("cobalt",), ("sheet", "wash", "paper", "cobalt-tint")),
    *itertools.product(("on-cobalt",), ("cobalt", "cobalt-strong")),
    *(
        (tone, ground)
        for tone in ("good", "warn", "bad")
        for ground in ("sheet", "wash")
    ),
    *((tone, f"{tone}-tint") for tone in ("good", "warn", "bad")),
    *itertools.product(("ink", "ink-2"), TINTS),
    *itertools.product(("ink-3", "warn", "bad"), ("cobalt-tint",)),
    *itertools.product(("axis",), ("sheet", "wash")),
    *itertools.product(("sheet",), ("ink", "bad")),
    ("cobalt-strong", "cobalt-tint-2"),
    ("ink", "band"),
]
MARKS = [
    *((f"{tone}-mark", "sheet") for tone in ("good", "warn", "bad")),
    *((f"stage-{i}", "sheet") for i in (1, 2, 3)),
    *((f"cat-{i}", "sheet") for i in range(1, 6)),
    *itertools.product(("few", "actual", "control", "cobalt"), ("sheet",)),
    ("control", "wash"),
    ("cobalt", "paper"),
]
GROUPS = {
    ("cat-1", "cat-2", "cat-3", "cat-4", "cat-5"): 10,
    ("stage-1", "stage-2", "stage-3"): 10,
    ("few", "many"): 10,
    ("good-mark", "warn-mark", "bad-mark"): 5,
}
SEEN_BY = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(value: str) -> Color:
    channels = (int(value[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return red, green, blue


def luminance(value: str) -> float:
    red, green, blue = linear(value)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lab(color: Color) -> Color:
    """CIE L*a*b* of linear RGB, white point D65."""
    red, green, blue = color
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116
        for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(value: str, eyes: str) -> Color:
    color = linear(value)
    red, green, blue = (
        min(1.0, max(0.0, sum(k * c for k, c in zip(row, color, strict=True))))
        for row in SEEN_BY[eyes]
    )
    return lab((red, green, blue))


def difference(one: Color, other: Color) -> float:
    """CIEDE2000 with all weights one (Sharma, Wu and Dalal 2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = (1 - math.sqrt(mean_c**7 / (mean_c**7 + 25**7))) / 2
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    hue = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(hue - 30))
        + 0.24 * math.cos(math.radians(2 * hue))
        + 0.32 * math.cos(math.radians(3 * hue + 6))
        - 0.20 * math.cos(math.radians(4 * hue - 63))
    )
    sl = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    sc, sh = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    rt = (
        -2
        * math.sqrt(mean_c**7 / (mean_c**7 + 25**7))
        * math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    )
    return math.sqrt(
        (dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * dc / sc * dh / sh
    )


def test_the_color_difference_is_the_published_one():
    # Sharma, Wu and Dalal (2005), table 1, pairs 1, 7, 17 and 25.
    for one, other, expected in [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ]:
        assert difference(one, other) == pytest.approx(expected, abs=5e-5)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT, ids=str)
def test_text_can_be_read(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("mark", "ground"), MARKS, ids=str)
def test_marks_can_be_seen(theme, mark, ground):
    assert contrast(THEMES[theme][mark], THEMES[theme][ground]) >= 3


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("theme", THEMES)
def test_colors_that_mean_different_things_look_different(theme, eyes):
    for group, least in GROUPS.items():
        for one, other in itertools.combinations(group, 2):
            pair = (seen(THEMES[theme][name], eyes) for name in (one, other))
            assert difference(*pair) >= least, (one, other)


def test_auto_is_the_same_dark():
    assert values_in('[data-theme="auto"]') == values_in('[data-theme="dark"]')


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_colors_are_written_in_tokens_only(sheet):
    if sheet.name != "tokens.css":
        css = without_comments(sheet.read_text("utf-8"))
        assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", css) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_every_token_a_sheet_uses_exists(sheet):
    used = set(re.findall(r"var\(--([\w-]+)", sheet.read_text("utf-8")))
    assert used <= set(LIGHT) | {"print-foot"}  # page.js sets that one


def test_every_token_a_picture_uses_exists():
    for source in sorted((WEB / "charts").glob("*.py")):
        used = re.findall(r"var\(--([\w-]+)\)", source.read_text("utf-8"))
        assert set(used) <= set(LIGHT), source.name


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates"))
)
def test_no_template_has_styles_or_scripts_a_strict_page_refuses(template):
    html = template.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=", html)
    assert "<style" not in html
    assert not re.search(r"\son(click|change|load|submit|input|key\w+)\s*=", html)
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "hx-on" not in html


@pytest.mark.parametrize(
    "template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates"))
)
def test_every_template_says_what_it_is(template):
    head = "\n".join(template.read_text("utf-8").splitlines()[:3])
    assert re.search(r"\{% comment %\}|\{# ", head)

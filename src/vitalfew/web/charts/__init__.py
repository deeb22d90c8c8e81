"""Pictures of a page: pure functions from frozen data to SVG, one file a kind.

Each kind has a frozen dataclass with everything it shows, words and formats included,
and `draw(data, width)`. `widths.drawn` draws it at three widths; the style sheet shows
the one that fits, so that text hardly scales. Colors are design tokens in presentation
attributes: one SVG serves light and dark, and a strict style-src lets it through.
The same data gives the same bytes.
"""

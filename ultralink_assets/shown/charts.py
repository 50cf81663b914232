"""Bar charts as SVG, small enough to stand in the metadata of an asset.

Dagster's UI (1.13) shows Markdown metadata in the page while it has fewer than 1,000 characters, and behind a link
"[Show Markdown]" when it has more; it lets images through whose address is a `data:` URI, and drops HTML. So a chart
is written with as few characters as it needs. The colours stand out on white and on black alike: an image in that
page does not know which of both is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape

INLINE_CHARACTERS = 1000  # Markdown of so many or more is shown behind a link
MOST_BARS = 7  # fits into INLINE_CHARACTERS with labels of usual length
OTHER = "other"
_WIDTH, _ROW, _BAR = 310, 18, 12  # the width of the column of values in a window of 1,280 pixels
_LABEL_CHARACTERS, _CHARACTER = 20, 6.3  # pixels of a character at font-size 11
_TEXT, _FILL = "#787878", "#0072b2"  # contrast 4.4 and 5.2 on white, 4.7 and 4.0 on black; blue of Okabe and Ito
_ENCODED = {"%": "%25", "#": "%23", "<": "%3C", ">": "%3E", "&": "%26", "\\": "%5C", "\n": ""}


def whole(value: float) -> str:
    """A count: ``1,234``."""
    return f"{value:,.0f}"


def bars(
    title: str, values: Mapping[str, float], *, most: int = MOST_BARS, shown: Callable[[float], str] = whole
) -> str:
    """An SVG of horizontal bars in the order given, with a title, a label and a value each.

    What passes ``most`` bars is summed up in one bar ``other``.
    """
    rows = _folded(values, most)
    left = round(max(len(_label(name)) for name in rows) * _CHARACTER) + 8 if rows else 0
    right = round(max(len(shown(value)) for value in rows.values()) * _CHARACTER) + 8 if rows else 0
    scale = (_WIDTH - left - right) / (max(rows.values(), default=0) or 1)
    height = _ROW * (len(rows) + 1) + 4
    path, texts = (
        f"M{left - 1} {_ROW + 2}v{_ROW * len(rows)}h1v-{_ROW * len(rows)}z",
        [f"<text y='12'>{_xml(title)}</text>"],
    )
    for number, (name, value) in enumerate(rows.items(), 1):
        top, length = number * _ROW + 4, max(int(value > 0), round(value * scale))
        path += f"M{left} {top}h{length}v{_BAR}h-{length}z"
        end = f"<tspan x='{left + length + 4}'>{_xml(shown(value))}</tspan>"
        texts.append(f"<text y='{top + 10}'>{_xml(_label(name))}{end}</text>")
    size = f"width='{_WIDTH}' height='{height}' viewBox='0 0 {_WIDTH} {height}'"
    style = f"font-family='sans-serif' font-size='11' fill='{_TEXT}'"
    drawn = f"<path fill='{_FILL}' d='{path}'/>" if rows else ""
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size} {style}>{drawn}{''.join(texts)}</svg>"


def markdown(svg: str, alternative: str) -> str:
    """The chart as a Markdown image that carries its own data; ``alternative`` is read out instead."""
    address = "".join(_ENCODED.get(character, character) for character in svg)
    return f"![{alternative}](<data:image/svg+xml,{address}>)"


def _folded(values: Mapping[str, float], most: int) -> dict[str, float]:
    if len(values) <= most:
        return dict(values)
    items = list(values.items())
    rest = sum(value for _, value in items[most - 1 :])
    return {**dict(items[: most - 1]), OTHER: rest}


def _label(name: str) -> str:
    return name if len(name) <= _LABEL_CHARACTERS else name[: _LABEL_CHARACTERS - 1] + "…"


def _xml(text: str) -> str:
    return escape("".join(character for character in text if character.isprintable()), quote=False)

"""Where the parts of a chart stand: plain numbers in, SVG coordinates out.

Coordinates are strings, so that no language writes them with a comma. A label that is a count is
made by `counted`, and stands for a list of exactly that length.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.counting import said as counted

ROUND = (10, 20, 30, 40, 50, 60, 80, 100)  # in tenths of a power of ten
GAP = 1.5  # between two parts of one bar


@dataclass(frozen=True)
class Part:
    """A length of a bar, and the class that colours it."""

    tone: str
    number: int


def _at(value: float) -> str:
    return f"{value:.1f}"


def ceiling(most: int) -> int:
    """The end of an axis that holds `most`: a round number, at least 4."""
    power: int = 10 ** (len(str(most)) - 1)
    return max(4, next(tenth * power // 10 for tenth in ROUND if tenth * power >= most * 10))


def ticks(top: int, parts: int) -> list[int]:
    """Whole numbers from 0 to `top`, in as many equal parts as give whole numbers."""
    parts = next(some for some in range(parts, 0, -1) if top % some == 0)
    return [top * step // parts for step in range(parts + 1)]


LABELS, WIDTH, ROW = 160, 460, 36
ROOM = 44  # for the number behind the longest bar


def across(rows: Sequence[Sequence[Part]]) -> dict[str, Any]:
    """Bars that lie: one a row, each of several parts, with the sum behind it."""
    top = ceiling(max((sum(part.number for part in row) for row in rows), default=0))
    scale = (WIDTH - LABELS - ROOM) / top
    height = len(rows) * ROW
    return {
        "view": f"0 0 {WIDTH} {height + 26}",
        "ticks": [{"x": _at(LABELS + number * scale), "label": number} for number in ticks(top, 2)],
        "foot": height,
        "below": height + 18,
        "bars": [_lying(row, line * ROW + 9, scale) for line, row in enumerate(rows)],
    }


def _lying(parts: Sequence[Part], y: int, scale: float) -> dict[str, Any]:
    x, rects = float(LABELS), []
    for part in parts:
        width = part.number * scale
        if part.number:
            rects.append({"tone": part.tone, "x": _at(x), "width": _at(max(1, width - GAP))})
        x += width
    total = sum(part.number for part in parts)
    return {"rects": rects, "y": y, "text": y + 14, "end": _at(x + 8), "total": counted(total)}


def strip(parts: Sequence[Part], length: int) -> list[dict[str, str]]:
    """One line, shared out by the parts."""
    whole = sum(part.number for part in parts) or 1
    x, rects = 0.0, []
    for part in parts:
        width = length * part.number / whole
        if part.number:
            own = {"x": _at(x), "width": _at(max(2.0, width - GAP))}
            rects.append({"tone": part.tone, **own})
        x += width
    return rects


HIGH, LEFT = 190, 30


def upright(columns: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Bars that stand: two parts one above the other, with the sum on top."""
    top = ceiling(max((lower + upper for lower, upper in columns), default=0))
    unit, step = (HIGH - 24) / top, (WIDTH - LEFT) / max(len(columns), 1)
    wide = min(step * 0.56, 36.0)
    return {
        "view": f"0 0 {WIDTH} {HIGH + 24}",
        "left": LEFT,
        "right": WIDTH,
        "ticks": [
            {"y": _at(HIGH - number * unit), "text": _at(HIGH - number * unit + 4), "label": number}
            for number in ticks(top, 4)
        ],
        "bars": [
            _standing(pair, LEFT + step * (place + 0.5), wide, unit)
            for place, pair in enumerate(columns)
        ],
    }


def _standing(pair: tuple[int, int], middle: float, wide: float, unit: float) -> dict[str, Any]:
    lower, upper = pair[0] * unit, pair[1] * unit
    seam = GAP if pair[0] and pair[1] else 0.0
    return {
        "x": _at(middle - wide / 2),
        "middle": _at(middle),
        "width": _at(wide),
        "lower": {"y": _at(HIGH - lower), "height": _at(lower)} if pair[0] else None,
        "upper": {"y": _at(HIGH - lower - upper), "height": _at(upper - seam)} if pair[1] else None,
        "over": _at(HIGH - lower - upper - 6),
        "total": counted(sum(pair)) if sum(pair) else "",
    }


SIDE = 72  # for the words behind the last point


def layers(points: Sequence[Sequence[int]], tones: Sequence[str]) -> dict[str, Any]:
    """Areas on top of each other over time; the first tone is the topmost."""
    top = ceiling(max((sum(point) for point in points), default=0))
    left, foot = 40.0, float(HIGH)
    step = (WIDTH - left - SIDE) / max(len(points) - 1, 1)

    def y(number: float) -> float:
        return foot - number / top * (HIGH - 8)

    areas = []
    for layer, tone in enumerate(tones):
        upper = [(left + at * step, y(sum(p[layer:]))) for at, p in enumerate(points)]
        lower = [(left + at * step, y(sum(p[layer + 1 :]))) for at, p in enumerate(points)]
        outline = [*upper, *reversed(lower)]
        path = "L".join(f"{_at(a)} {_at(b)}" for a, b in outline)
        areas.append({"tone": tone, "path": f"M{path}Z"})
    return {
        "view": f"0 0 {WIDTH} {HIGH + 24}",
        "left": _at(left),
        "right": _at(WIDTH - SIDE),
        "words": _at(WIDTH - SIDE + 10),
        "ticks": [
            {"y": _at(y(number)), "text": _at(y(number) + 4), "label": number}
            for number in ticks(top, 4)
        ],
        "areas": areas,
        "ends": _ends(points[-1] if points else [], y),
        "months": [_at(left + at * step) for at in range(len(points))],
    }


def _ends(last: Sequence[int], y: Any) -> list[str]:
    """Where the number of each area stands: in its middle, but never on another's."""
    places, below = [], float(HIGH) + 16
    for layer in reversed(range(len(last))):
        middle = y(sum(last[layer + 1 :]) + last[layer] / 2) + 4
        below = min(middle, below - 16)
        places.append(_at(below))
    return places[::-1]


MIDDLE, FAR = 278, 130.0


def both_ways(rows: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """Two bars a row from one middle line: given to the left, received to the right."""
    scale = FAR / max(1, *(number for row in rows for number in row))
    return {
        "view": f"0 0 {WIDTH} {len(rows) * ROW + 28}",
        "middle": MIDDLE,
        "head_left": MIDDLE - 10,
        "head_right": MIDDLE + 10,
        "foot": len(rows) * ROW + 22,
        "bars": [_two(row, line * ROW + 26, scale) for line, row in enumerate(rows)],
    }


def _two(row: tuple[int, int], y: int, scale: float) -> dict[str, Any]:
    left, right = row[0] * scale, row[1] * scale
    return {
        "y": y,
        "text": y + 15,
        "left": {"x": _at(MIDDLE - 1 - left), "width": _at(left)},
        "right": {"x": MIDDLE + 1, "width": _at(right)},
        "left_end": _at(MIDDLE - 9 - left),
        "right_end": _at(MIDDLE + 9 + right),
    }


# --- who introduced whom ------------------------------------------------------------------

ACROSS, DOWN = 640.0, 420.0
INNER, OUTER = 0.5, (1.0, 0.84)


@dataclass(frozen=True)
class Spot:
    """A place in the graph."""

    x: float
    y: float

    @property
    def cx(self) -> str:
        return _at(self.x)

    @property
    def cy(self) -> str:
        return _at(self.y)

    @property
    def text(self) -> str:
        return _at(self.y + 8)


CENTRE = Spot(ACROSS / 2, DOWN / 2 - 14)


def around(groups: Sequence[int]) -> list[tuple[Spot, list[Spot]]]:
    """Places round the middle: one for each introducer, and as many beyond it as it has people.

    The circle is shared out by the size of the groups, so that no two names meet.
    """
    slots = [max(size, 1) for size in groups]
    turn = 2 * math.pi / max(sum(slots), 1)
    placed, before = [], 0
    for size, own in zip(groups, slots, strict=True):
        inner = _spot(INNER, (before + own / 2) * turn)
        # Neighbours stand a little nearer and farther in turn: their names are wide.
        outer = [_spot(OUTER[at % 2], (before + at + 0.5) * turn) for at in range(size)]
        placed.append((inner, outer))
        before += own
    return placed


def _spot(ring: float, angle: float) -> Spot:
    x = CENTRE.x + math.sin(angle) * ring * (ACROSS / 2 - 90)
    return Spot(x, CENTRE.y - math.cos(angle) * ring * (DOWN / 2 - 34))


def window(spots: Sequence[Spot]) -> str:
    """The part of the graph, as a viewBox, that holds these and the names below them."""
    top, bottom = (edge(spot.y for spot in spots) for edge in (min, max))
    return f"0 {top - 24:.0f} {ACROSS:.0f} {bottom - top + 76:.0f}"


def line(source: Spot, to: Spot) -> str:
    """The path from one to another, a little bent."""
    bend = f"{_at((source.x + to.x) / 2)} {_at((source.y + to.y) / 2 - 14)}"
    return f"M{source.cx} {source.cy}Q{bend} {to.cx} {to.cy}"

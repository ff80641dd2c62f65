"""The picture of a poster: a mosaic of simple shapes, as children lay them. An event's code decides it, so that the poster
of an event always looks the same and that of the next one different; its kind decides the colours.
"""

import math
import random
from collections.abc import Callable, Mapping, Sequence

from eventdesk.domain.event import EventKind
from eventdesk.reports.poster_pens import WIDE, Pen, Point

COLUMNS = 6
TILE = WIDE / COLUMNS

_STEPS = 40
_COLOURS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.OUTDOOR: ("admit", "admit-soft", "warn", "info", "info-soft", "lane4"),
    EventKind.FESTIVAL: ("refuse", "warn", "warn-soft", "lane4", "refuse-soft", "accent"),
    EventKind.WORKSHOP: ("accent", "lane4-soft", "warn", "lane4", "accent-soft", "admit"),
    EventKind.LECTURE: ("accent", "info", "accent-soft", "lane3-soft", "warn", "lane3"),
    EventKind.COURSE: ("info", "accent", "info-soft", "warn", "admit", "accent-soft"),
    EventKind.BRAND: ("lane3", "accent", "lane3-soft", "warn", "accent-soft", "refuse"),
    EventKind.OTHER: ("accent", "warn", "admit", "accent-soft", "lane4", "warn-soft"),
}
"""The first is the poster's own colour: of its labels and lines as well."""


def own_colour(kind: EventKind) -> str:
    """The token of the colour that a poster of this kind uses for its labels."""
    return _COLOURS[kind][0]


def draw_mosaic(pen: Pen, *, seed: str, kind: EventKind, rows: int) -> None:
    """Tiles over the whole width, ``rows`` of them."""
    chance = random.Random(seed)
    colours = _COLOURS[kind]
    grounds: dict[tuple[int, int], str] = {}
    last: Callable[..., None] | None = None
    for row in range(rows):
        for column in range(COLUMNS):
            near = {grounds.get((row - 1, column)), grounds.get((row, column - 1))}
            ground = chance.choice([colour for colour in colours if colour not in near])
            grounds[row, column] = ground
            strong = [colour for colour in colours if colour != ground and not (_soft(colour) and _soft(ground))]
            shape = chance.choice([shape for shape in _SHAPES if shape is not last])
            last = shape
            x, y = column * TILE, row * TILE
            pen.rect(x, y, TILE, TILE, ground)
            first = chance.choice(strong)
            second = chance.choice([colour for colour in colours if colour not in (first, ground)])
            shape(pen, x, y, first, second, ground, chance.randrange(4))


def _soft(colour: str) -> bool:
    return colour.endswith("-soft")


def _arc(x: float, y: float, radius: float, start: float, end: float) -> list[Point]:
    """Points of an arc, angles in degrees, clockwise from the right."""
    steps = [math.radians(start + (end - start) * step / _STEPS) for step in range(_STEPS + 1)]
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in steps]


def _corner(x: float, y: float, turn: int) -> tuple[float, float, float]:
    """A corner of a tile and the angle at which its quarter begins."""
    corners = ((x, y, 0.0), (x + TILE, y, 90.0), (x + TILE, y + TILE, 180.0), (x, y + TILE, 270.0))
    return corners[turn]


def _quarter(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    cx, cy, start = _corner(x, y, turn)
    pen.shape([(cx, cy), *_arc(cx, cy, TILE, start, start + 90)], first)
    pen.shape([(cx, cy), *_arc(cx, cy, TILE * 0.5, start, start + 90)], second)


def _rainbow(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    cx, cy, start = _corner(x, y, turn)
    for radius, colour in ((0.92, first), (0.7, second), (0.48, "surface"), (0.26, first)):
        pen.shape([(cx, cy), *_arc(cx, cy, TILE * radius, start, start + 90)], colour)


def _leaf(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    if turn % 2:
        one, other = _arc(x, y, TILE, 0, 90), _arc(x + TILE, y + TILE, TILE, 180, 270)
        pen.shape([*one, *other], first)
        pen.shape(_bar(x + TILE, y, x, y + TILE, TILE * 0.035), ground)
    else:
        one, other = _arc(x + TILE, y, TILE, 90, 180), _arc(x, y + TILE, TILE, 270, 360)
        pen.shape([*one, *other], first)
        pen.shape(_bar(x, y, x + TILE, y + TILE, TILE * 0.035), ground)


def _sun(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    cx, cy = x + TILE / 2, y + TILE / 2
    for ray in range(8):
        angle = math.radians(ray * 45 + turn * 22.5)
        dx, dy = math.cos(angle), math.sin(angle)
        near, far = TILE * 0.33, TILE * 0.45
        pen.shape(_bar(cx + dx * near, cy + dy * near, cx + dx * far, cy + dy * far, TILE * 0.028), first)
    pen.circle(cx, cy, TILE * 0.25, first)


def _flower(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    cx, cy = x + TILE / 2, y + TILE / 2
    for petal in range(6):
        angle = math.radians(petal * 60 + turn * 15)
        pen.circle(cx + math.cos(angle) * TILE * 0.25, cy + math.sin(angle) * TILE * 0.25, TILE * 0.145, first)
    pen.circle(cx, cy, TILE * 0.155, second)


def _hill(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    pen.circle(x + TILE * (0.28 if turn % 2 else 0.72), y + TILE * 0.3, TILE * 0.13, second)
    pen.shape(_arc(x + TILE / 2, y + TILE, TILE / 2, 180, 360), first)


def _house(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    pen.rect(x + TILE * 0.24, y + TILE * 0.46, TILE * 0.52, TILE * 0.54, first)
    pen.shape(
        [(x + TILE * 0.14, y + TILE * 0.47), (x + TILE / 2, y + TILE * 0.16), (x + TILE * 0.86, y + TILE * 0.47)],
        second,
    )
    door = [
        (x + TILE * 0.41, y + TILE),
        *_arc(x + TILE / 2, y + TILE * 0.73, TILE * 0.09, 180, 360),
        (x + TILE * 0.59, y + TILE),
    ]
    pen.shape(door, ground)


def _kite(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    top, right = (x + TILE / 2, y + TILE * 0.1), (x + TILE * 0.84, y + TILE * 0.44)
    foot, left = (x + TILE / 2, y + TILE * 0.9), (x + TILE * 0.16, y + TILE * 0.44)
    centre = (x + TILE / 2, y + TILE * 0.44)
    pen.shape([top, right, foot, left], first)
    pen.shape([top, right, centre], second)
    pen.shape([centre, foot, left], second)


def _dots(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    for place in range(9):
        row, column = divmod(place, 3)
        colour = second if place % 4 == turn else first
        pen.circle(x + TILE * (0.2 + 0.3 * column), y + TILE * (0.2 + 0.3 * row), TILE * 0.085, colour)


def _star(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    cx, cy = x + TILE / 2, y + TILE * 0.53
    points = []
    for step in range(10):
        angle, radius = math.radians(step * 36 - 90), TILE * (0.42 if step % 2 == 0 else 0.19)
        points.append((cx + math.cos(angle) * radius, cy + math.sin(angle) * radius))
    pen.shape(points, first)


def _smile(pen: Pen, x: float, y: float, first: str, second: str, ground: str, turn: int) -> None:
    cx, cy = x + TILE / 2, y + TILE / 2
    pen.circle(cx, cy, TILE * 0.38, first)
    for side in (-1, 1):
        pen.circle(cx + side * TILE * 0.13, cy - TILE * 0.08, TILE * 0.038, ground)
    outer, inner = _arc(cx, cy + TILE * 0.02, TILE * 0.21, 20, 160), _arc(cx, cy + TILE * 0.02, TILE * 0.165, 160, 20)
    pen.shape([*outer, *inner], ground)


def _bar(x: float, y: float, x2: float, y2: float, half: float) -> Sequence[Point]:
    """A straight line of twice ``half`` as a polygon."""
    long = math.hypot(x2 - x, y2 - y) or 1
    dx, dy = -(y2 - y) / long * half, (x2 - x) / long * half
    return [(x + dx, y + dy), (x2 + dx, y2 + dy), (x2 - dx, y2 - dy), (x - dx, y - dy)]


_SHAPES = (_quarter, _rainbow, _leaf, _sun, _flower, _hill, _house, _kite, _dots, _star, _smile, _quarter, _leaf)

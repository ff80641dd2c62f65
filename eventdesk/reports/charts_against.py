"""The drawing of figures beside earlier ones and goals: a line each, on a scale of its own, with the verdict in words and signs."""

from eventdesk.reports.drawn import Against, Comparison, ValueKind
from eventdesk.reports.fonts import BOLD, REGULAR, width
from eventdesk.reports.phrases import highlighted, percent, word
from eventdesk.reports.sketch import BODY, Sketch
from resources.words import Words

_ROW, _LEGEND = 34.0, 4.0
_INK = {"met": "admit-text", "missed": "refuse-text", "not_proven": "warn-text", "none": "muted", "too_early": "muted"}


def comparison_height(chart: Comparison) -> float:
    """How high its body has to be to show all of it."""
    return _ROW * max(len(chart.rows), 1) + _LEGEND


def legend(sketch: Sketch, words: Words, *, y: float) -> float:
    """This time, before, goal and interval, at the right. Returns where it begins."""
    x = sketch.width
    for sign, key in (("goal", "legend_goal"), ("before", "legend_before"), ("range", "legend_range"), ("now", "legend_now")):
        x -= sketch.text(x, y, word(key, words), token="text2", size=BODY, anchor="end") + 12
        if sign == "goal":
            sketch.line((x, y - 7), (x, y + 7), "text", stroke=2.2)
        elif sign == "range":
            _whisker(sketch, x - 8, x + 4, y)
        else:
            _ring(sketch, x, y, hollow=sign == "before")
        x -= 18 + (8 if sign == "range" else 0)
    return x


def draw_comparison(sketch: Sketch, chart: Comparison, *, top: float, words: Words) -> None:
    """Name, figure, scale, earlier ones, goal, verdict."""
    rows = [_said(row, words) for row in chart.rows]
    faces = (REGULAR, BOLD, REGULAR, REGULAR, BOLD)
    rooms = [max((width(said[column], face, BODY) for said in rows), default=0.0) for column, face in enumerate(faces)]
    rooms[0] = min(rooms[0], sketch.width * 0.2)
    rooms[4] += 20
    verdict = sketch.width - rooms[4]
    goal = verdict - rooms[3] - 18
    before = goal - rooms[2] - 18
    left, right = rooms[0] + rooms[1] + 34, before - 18
    for index, (row, said) in enumerate(zip(chart.rows, rows, strict=True)):
        y = top + _ROW * (index + 0.5)
        sketch.line((0, y - _ROW / 2), (sketch.width, y - _ROW / 2), "border")
        sketch.text(0, y, said[0], room=rooms[0])
        sketch.text(rooms[0] + 16 + rooms[1], y, said[1], bold=True, anchor="end")
        _scale(sketch, row, left=left, right=right, y=y)
        sketch.text(before, y, said[2], token="text2")
        sketch.text(goal, y, said[3], token="text2")
        if said[4]:
            _sign(sketch, row.verdict, verdict + 7, y)
            sketch.text(verdict + 20, y, said[4], bold=True, token=_INK[row.verdict])


def plain_value(value: float | None, kind: ValueKind) -> str:
    """A figure of a line: shares in whole per cent, means with two decimals, heads as whole numbers."""
    if value is None:
        return "–"
    return percent(value) if kind is ValueKind.RATE else highlighted(value if kind is ValueKind.MEAN else round(value), kind)


def _said(row: Against, words: Words) -> tuple[str, str, str, str, str]:
    sep = words("common.list_comma")
    earlier = sep.join(plain_value(value, row.kind) for value in row.before)
    before = word("against_before", words, n=len(row.before), values=earlier) if row.before else word("against_first", words)
    asked = "against_goal_over" if row.over else "against_goal"
    goal = word(asked, words, goal=plain_value(row.goal, row.kind)) if row.goal is not None else word("against_no_goal", words)
    verdict = word(f"value_{row.verdict}", words) if row.goal is not None else ""
    label = word(row.label.key, words)
    return label, plain_value(row.value, row.kind), before, goal, verdict


def _scale(sketch: Sketch, row: Against, *, left: float, right: float, y: float) -> None:
    def at(value: float) -> float:
        share = (value - row.start) / (row.end - row.start)
        return left + (right - left) * min(max(share, 0.0), 1.0)

    sketch.rect(left, y - 1.5, right - left, 3, "sunken", radius=1.5)
    if row.low is not None and row.high is not None:
        _whisker(sketch, at(row.low), at(row.high), y)
    for value in row.before:
        _ring(sketch, at(value), y, hollow=True)
    if row.goal is not None:
        sketch.line((at(row.goal), y - 10), (at(row.goal), y + 10), "text", stroke=2.4)
    if row.value is not None:
        _ring(sketch, at(row.value), y, hollow=row.few, big=True)


def _whisker(sketch: Sketch, low: float, high: float, y: float) -> None:
    sketch.line((low, y), (high, y), "accent", stroke=2.4)
    for end in (low, high):
        sketch.line((end, y - 4), (end, y + 4), "accent", stroke=1.4)


def _ring(sketch: Sketch, x: float, y: float, *, hollow: bool, big: bool = False) -> None:
    """A dot of this time is filled; one of before, or one that says little, is hollow."""
    token = "accent" if big or not hollow else "text2"
    sketch.dot(x, y, 6.0 if big or not hollow else 4.8, token)
    if hollow:
        sketch.dot(x, y, 3.8 if big else 3.0, "surface")


def _sign(sketch: Sketch, verdict: str, x: float, y: float) -> None:
    """A tick in a circle, a bar in an octagon's place, a question: told apart without any colour."""
    ink = _INK[verdict]
    sketch.dot(x, y, 7.0, ink)
    sketch.dot(x, y, 5.6, "surface")
    if verdict == "met":
        sketch.curve([(x - 3, y), (x - 0.8, y + 2.4), (x + 3, y - 2.4)], ink, stroke=1.5)
    elif verdict == "missed":
        sketch.line((x - 3, y), (x + 3, y), ink, stroke=1.6)
    else:
        sketch.text(x, y, "?" if verdict == "not_proven" else "–", token=ink, size=9, bold=True, anchor="middle")

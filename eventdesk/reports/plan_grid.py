"""The whole grid of one day on a page: rooms side by side, hours downwards."""

from collections.abc import Sequence

from eventdesk.domain.schedule import PlannedSlot
from eventdesk.reports.fonts import BOLD
from eventdesk.reports.plan_blocks import Blocks
from eventdesk.reports.plan_lanes import hours_of, side_by_side

_GUTTER = 34.0
_HEADS = 22.0


def draw_grid(
    blocks: Blocks, slots: Sequence[PlannedSlot], *, left: float, top: float, right: float, bottom: float
) -> None:
    """All slots of a day inside these edges. However many there are, they stay on one page: boxes become narrower."""
    paper, facts = blocks.paper, blocks.facts
    rooms = [room for room in facts.lanes() if any(slot.room == room for slot in slots)]
    below = blocks.height_below(right - left)
    hours = hours_of(slots, facts.zone)
    first = left + _GUTTER
    wide = (right - first) / len(rooms)
    begin = top + _HEADS
    scale = (bottom - below - begin) / hours.minutes
    blocks.hour_lines(hours, left=first, right=right, top=begin, scale=scale)
    for place, room in enumerate(rooms):
        x = first + wide * place
        _name(blocks, room or blocks.words("plan_pages.no_room"), x + 3, top, wide - 6)
        paper.line(x, top, x, bottom - below, "border")
        mine = [slot for slot in slots if slot.room == room]
        for placed in side_by_side(mine):
            start, end = placed.slot.span
            y, y2 = begin + hours.after(start) * scale, begin + hours.after(end) * scale
            each = (wide - 4) / placed.columns
            blocks.cell(placed.slot, x + 2 + each * placed.column, y + 0.5, each - 1, y2 - y - 1)
    paper.line(right, top, right, bottom - below, "border")
    if below:
        blocks.below(left, bottom - below + 6, right - left, bottom)


def _name(blocks: Blocks, name: str, x: float, y: float, room: float) -> None:
    """A room's name above its column: in one line, else smaller in two."""
    paper = blocks.paper
    if paper.wide(name, font=BOLD, size=9.5) <= room:
        paper.text(x, y + 13, name, font=BOLD, size=9.5)
        return
    size = next((size for size in (8.5, 7.5, 6.5) if len(paper.lines(name, font=BOLD, size=size, room=room)) <= 2), 5.5)
    paper.block(
        x, y - 1, paper.lines(name, font=BOLD, size=size, room=room, most=2), font=BOLD, size=size, step=size * 1.15
    )

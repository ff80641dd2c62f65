"""The boxes of a paper form, and the faces beside them."""

from eventdesk.reports.fonts import BOLD
from eventdesk.reports.paper import Paper

BOX = 16.0
"""The side of a box, in points: large enough for a pen and a child."""

_SMALL = 13.0


def draw_box(paper: Paper, x: float, middle: float, typed: str, *, small: bool = False) -> None:
    """A box with what is typed for it before it, around a line's middle."""
    side, size = (_SMALL, 10.0) if small else (BOX, 12.0)
    wide = 8.0 if small and len(typed) < 2 else 14.0
    paper.middle(x + wide - 2, middle, typed, font=BOLD, size=size, token="text2", anchor="end")
    paper.rect(x + wide, middle - side / 2, side, side, stroke="text", line=1.0, radius=2.5)


def draw_face(paper: Paper, x: float, y: float, radius: float, smile: float) -> None:
    """A face that smiles so much, from -1 to 1."""
    paper.circle(x, y, radius, stroke="text", line=1.0)
    for side in (-1, 1):
        paper.circle(x + side * radius * 0.36, y - radius * 0.22, radius * 0.1, fill="text")
    paper.bow(x, y + radius * 0.4, radius * 0.45, radius * 0.34 * smile, "text", line=1.1)

"""A reportlab drawing as SVG.

reportlab's own ``renderSVG`` names fonts by their file instead of their family, turns the picture upside down
and back again, and clips with a filled rectangle; Qt then shows another typeface, misplaced ends of lines and
a black ground. The few shapes that :mod:`eventdesk.reports.sketch` makes are written here plainly, and the
same bytes every time.
"""

from collections.abc import Callable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, PolyLine, Rect, String

from eventdesk.reports.fonts import BOLD, FAMILY


def to_svg(drawing: Drawing) -> bytes:
    """SVG 1.1 in UTF-8, sized as the drawing, without a ground of its own. ``TypeError`` for a shape never
    drawn here."""
    wide, high = drawing.width, drawing.height
    attributes: dict[str, str] = {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": _number(wide),
        "height": _number(high),
        "viewBox": f"0 0 {_number(wide)} {_number(high)}",
        # One family alone: Qt takes a list for one long name and falls back to another typeface.
        "font-family": FAMILY,
    }
    body = "".join(_element(shape, high) for shape in drawing.contents)
    return f"<svg{_attributes(attributes)}>{body}</svg>\n".encode()


def _element(shape: Any, high: float) -> str:
    for kind, write in _WRITERS:
        if isinstance(shape, kind):
            return write(shape, high)
    raise TypeError(f"no SVG for {type(shape).__name__}")


def _string(shape: Any, high: float) -> str:
    attributes = {
        "x": _number(shape.x),
        "y": _number(high - shape.y),
        "font-size": _number(shape.fontSize),
        "fill": _colour(shape.fillColor),
    }
    if shape.fontName == BOLD:
        attributes["font-weight"] = "700"
    if shape.textAnchor != "start":
        attributes["text-anchor"] = shape.textAnchor
    return f"<text{_attributes(attributes)}>{escape(_printable(shape.text))}</text>"


def _rect(shape: Any, high: float) -> str:
    attributes = {
        "x": _number(shape.x),
        "y": _number(high - shape.y - shape.height),
        "width": _number(shape.width),
        "height": _number(shape.height),
        "fill": _colour(shape.fillColor),
    }
    if shape.rx:
        attributes["rx"] = _number(shape.rx)
    return f"<rect{_attributes(attributes)}/>"


def _circle(shape: Any, high: float) -> str:
    attributes = {
        "cx": _number(shape.cx),
        "cy": _number(high - shape.cy),
        "r": _number(shape.r),
        "fill": _colour(shape.fillColor),
    }
    return f"<circle{_attributes(attributes)}/>"


def _line(shape: Any, high: float) -> str:
    attributes = {
        "x1": _number(shape.x1),
        "y1": _number(high - shape.y1),
        "x2": _number(shape.x2),
        "y2": _number(high - shape.y2),
        **_stroke(shape),
    }
    return f"<line{_attributes(attributes)}/>"


def _polyline(shape: Any, high: float) -> str:
    attributes = {"points": _points(shape.points, high), "fill": "none", **_stroke(shape)}
    return f'<polyline{_attributes(attributes)} stroke-linecap="round" stroke-linejoin="round"/>'


def _polygon(shape: Any, high: float) -> str:
    attributes = {"points": _points(shape.points, high), "fill": _colour(shape.fillColor)}
    return f"<polygon{_attributes(attributes)}/>"


_WRITERS: tuple[tuple[type, Callable[[Any, float], str]], ...] = (
    (String, _string),
    (Rect, _rect),
    (Circle, _circle),
    (Line, _line),
    (Polygon, _polygon),
    (PolyLine, _polyline),
)


def _stroke(shape: Any) -> dict[str, str]:
    stroke = {"stroke": _colour(shape.strokeColor), "stroke-width": _number(shape.strokeWidth)}
    if shape.strokeDashArray:
        stroke["stroke-dasharray"] = " ".join(_number(length) for length in shape.strokeDashArray)
    return stroke


def _points(flat: list[float], high: float) -> str:
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return " ".join(f"{_number(x)},{_number(high - y)}" for x, y in pairs)


def _attributes(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())


def _number(value: float) -> str:
    """At most two decimals, no trailing zeros: finer than any screen."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _colour(colour: Any) -> str:
    return f"#{colour.hexval()[2:]}"


def _printable(text: str) -> str:
    """Without the characters that XML has no way to hold."""
    return "".join(
        mark for mark in text if mark >= " " and mark not in "\ufffe\uffff" and not "\ud800" <= mark <= "\udfff"
    )

"""Tickets' codes to be seen: blocks to draw, and a picture to send."""

from eventdesk.exchange.qr import Block, Drawing, drawing, png

__all__ = ["Block", "Drawing", "drawing", "png"]

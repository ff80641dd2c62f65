"""A ticket as a picture that a phone keeps: what it is for, and the code. Nobody's name stands on it."""

from eventdesk.domain.registration import RegistrationState
from eventdesk.reports.fonts import BOLD, REGULAR, register_fonts, width
from eventdesk.reports.glyphs import Glyphs
from eventdesk.reports.poster_pens import WIDE, PicturePen
from eventdesk.reports.wrapping import cut, wrapped
from eventdesk.services.online_views import OnlineTicket
from eventdesk.web.families.wording import Wording

_EDGE, _ROOM = 72, WIDE - 2 * 72
_TITLE, _LINE, _CODE = 60, 36, 860
_HIGH = 1600


def ticket_picture(ticket: OnlineTicket, organisation: str, wording: Wording) -> bytes:
    """A PNG of 1080 x 1600 pixels."""
    register_fonts()
    pen, glyphs, words = PicturePen(_HIGH), Glyphs(), wording.words
    event, y = ticket.event, 110

    def line(text: str, *, size: int = _LINE, bold: bool = False, token: str = "text2", most: int = 1) -> None:
        nonlocal y

        def wide(part: str) -> float:
            return width(part, BOLD if bold else REGULAR, size)

        for part in wrapped(glyphs.printable(text), wide, _ROOM, lines=most):
            pen.text(_EDGE, y, cut(part, wide, _ROOM), size=size, bold=bold, token=token)
            y += round(size * 1.45)

    line(organisation, token="muted")
    y += 30
    line(event.title, size=_TITLE, bold=True, token="text", most=2)
    line(wording.span(event.start, event.end), bold=True, token="text")
    line(wording.place(event), most=2)
    line(words("web_families.party_of", adults=ticket.adults, children=ticket.children))
    pen.code((WIDE - _CODE) / 2, y, _CODE, ticket.ticket)
    y += _CODE + 40
    waits = ticket.state is RegistrationState.WAITLISTED
    line(words("web_families.code_waits" if waits else "web_families.show_code"), bold=True, token="text", most=2)
    line(words("web_families.code_secret"), token="muted", most=2)
    return pen.png()

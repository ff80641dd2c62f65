"""How families' pages say times, ages, places and money."""

import base64
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from eventdesk.domain.age import AgeBand
from eventdesk.domain.money import number
from eventdesk.exchange.qr import png
from eventdesk.reports.phrases import clock, day
from eventdesk.reports.plan_words import ages
from eventdesk.services.online_views import OnlineEvent
from resources.words import Words

_MODULE = 12
"""Pixels of a module: as large as a phone with three pixels to a point shows it."""


@dataclass(frozen=True)
class Wording:
    """The sentences of one page's language."""

    words: Words

    def span(self, start: datetime, end: datetime) -> str:
        """When something is: one day with its hours, or both ends."""
        if start.date() == end.date():
            return self.words("common.span_same_day", date=day(start, self.words), start=clock(start), end=clock(end))
        first, last = (f"{day(one, self.words)} {clock(one)}" for one in (start, end))
        return self.words("common.span_days", first=first, last=last)

    def hours(self, start: datetime, end: datetime) -> str:
        """The hours of a slot."""
        return f"{clock(start)}–{clock(end)}"

    def ages(self, band: AgeBand | None) -> str:
        """For whom; empty for everybody."""
        return "" if band is None else ages(band, self.words)

    def left(self, free: int | None, unit: str = "") -> str:
        """How many places are left."""
        if free is None:
            return self.words("web_families.places_open")
        return self.words("web_families.places_left", n=free) if free else self.words("web_families.places_none")

    def place(self, event: OnlineEvent) -> str:
        """Where it is."""
        said = event.venue or self.words("web_families.place_online" if event.online else "web_families.place_open")
        return f"{said} · {event.address}" if event.address and event.address != event.venue else said

    def prices(self, event: OnlineEvent) -> str:
        """What it costs; empty where nobody pays."""
        amounts = {"adult": event.adult, "child": event.child, "family": event.family}
        said = [
            self.words(f"web_families.price_{kind}", yuan=number(amount)) for kind, amount in amounts.items() if amount is not None
        ]  # fmt: skip
        return self.words("common.list_comma").join(said)

    def yuan(self, fen: int) -> str:
        """An amount in yuan."""
        return number(fen)


def code_picture(text: str, label: str) -> Markup:
    """A text as a QR code in black and white; ``label`` is what a screen reader says. It is a picture and no drawing: a long press
    keeps a picture, in WeChat's browser too."""
    data = base64.b64encode(png(text, _MODULE)).decode()
    made = Markup('<img class="qr" src="data:image/png;base64,{data}" alt="{label}" width="340" height="340">')
    return made.format(data=data, label=label)

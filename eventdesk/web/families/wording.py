"""How families' pages say times, ages, places and money."""

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from eventdesk.domain.age import AgeBand
from eventdesk.domain.money import number
from eventdesk.exchange.qr import drawing
from eventdesk.reports.phrases import clock, day
from eventdesk.reports.plan_words import ages
from eventdesk.services.online_views import OnlineEvent
from resources.words import Words


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
        return event.venue or self.words("web_families.place_online" if event.online else "web_families.place_open")

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
    """A text as a QR code, drawn in black on white; ``label`` is what a screen reader says."""
    drawn = drawing(text)
    path = "".join(f"M{one.x} {one.y}h{one.width}v{one.height}h-{one.width}z" for one in drawn.blocks)
    return Markup(
        '<svg class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{label}" shape-rendering="crispEdges">'
        '<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    ).format(side=drawn.side, label=label, path=path)

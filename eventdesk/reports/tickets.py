"""Tickets for people: what stands on one in words, and the list of them as CSV. Sheet and picture draw it.

A ticket names no person: a family is called by the nickname that the organisation shows, and files by the
registration's id.
"""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.phrases import day
from resources.words import Words

TROUBLE = "tickets_not_written"
"""The code of the error where a file can't be written."""

HEADINGS = ("registration", "ticket")
SHORT = 8


@dataclass(frozen=True)
class TicketCard:
    """What is printed for one family. ``label`` is the family as the organisation lets it be shown; ``ticket`` is
    exactly the text of its code."""

    registration: str
    ticket: str
    label: str
    adults: int
    children: int
    slots: tuple[str, ...]
    waitlisted: bool


@dataclass(frozen=True)
class TicketEvent:
    """What all tickets of an event share. Times are aware, in the organisation's zone."""

    organisation: str
    code: str
    title: str
    starts: datetime
    ends: datetime
    venue: str


@dataclass(frozen=True)
class Face:
    """One ticket in a language. Texts may be empty where there is nothing to say."""

    ticket: str
    family: str
    party: str
    slots: tuple[str, ...]
    code: str
    waitlisted: bool


def face(card: TicketCard, words: Words) -> Face:
    """What a family's ticket says beyond what all of them say."""
    counts = [words(f"tickets.{key}", n=n) for key, n in (("adults", card.adults), ("children", card.children)) if n]
    return Face(
        ticket=card.ticket,
        family=words("tickets.family", name=card.label) if card.label else "",
        party=words("tickets.party", adults=counts[0], children=counts[1]) if len(counts) == 2 else "".join(counts),
        slots=card.slots,
        code=short_code(card.registration),
        waitlisted=card.waitlisted,
    )


def short_code(registration: str) -> str:
    """A registration's id, short enough to be read out: its last eight characters in two groups of four.

    The first ones of a UUIDv7 are the time: a whole import shares them.
    """
    tail = registration.replace("-", "")[-SHORT:].upper()
    return f"{tail[: SHORT // 2]}-{tail[SHORT // 2 :]}"


def when(event: TicketEvent, words: Words) -> str:
    """When the event is: one day with its hours, or both ends."""
    start, end = clock(event.starts), clock(event.ends)
    if event.starts.date() == event.ends.date():
        return words("tickets.when_day", date=day(event.starts, words), start=start, end=end)
    return words("tickets.when_days", first=day(event.starts, words), start=start, last=day(event.ends, words), end=end)


def clock(at: datetime) -> str:
    """``9:00``."""
    return f"{at.hour}:{at.minute:02}"


def write_csv(cards: tuple[TicketCard, ...], *, folder: Path, name: str) -> Path:
    """One row a registration: its id and the text of its code. UTF-8 with a byte order mark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows((card.registration, card.ticket) for card in cards)

    def write(file: BinaryIO) -> None:
        file.write(text.getvalue().encode("utf-8-sig"))

    return write_whole(folder, f"{name}.csv", write, trouble=TROUBLE)

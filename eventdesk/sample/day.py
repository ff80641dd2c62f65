"""One event day without a window: from the file of registrations to the report, through the desk's own verbs."""

import re
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.clock import Clock, SetClock
from eventdesk.desk import DEFAULT_ZONE
from eventdesk.sample.door import DoorLog, SampleDoor
from eventdesk.sample.organisation import Sample, build_sample, clear_sample
from eventdesk.sample.people import DEFAULT
from eventdesk.sample.programme import NEXT, TODAY
from resources.words import Words

Report = Callable[[str], object]
"""Told a sentence as each part of the day is done."""

TICKETS = "tickets"
_PICTURE = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.png")
_SATURDAY = 5
_OVER = timedelta(hours=13)
"""By this time of the day the event is over."""


@dataclass(frozen=True)
class LivedDay:
    """What the day made. ``attendance`` is the document of the verb ``attendance``."""

    folder: Path
    desk: Path
    event: str
    files: tuple[Path, ...]
    imported: dict[str, int]
    tickets: int
    door: DoorLog
    attendance: dict[str, Any]
    report: dict[str, Any]
    verified: bool
    seconds: float

    def document(self) -> dict[str, Any]:
        """The same for a machine."""
        return {
            "out": str(self.folder), "desk": str(self.desk), "event": self.event, "imported": self.imported,
            "tickets": self.tickets, "verdicts": dict(sorted(self.door.verdicts.items())), "pictures_read": self.door.pictures,
            "searches": self.door.searches, "undone": self.door.undone, "attendance": self.attendance, "report": self.report,
            "verified": self.verified, "seconds": self.seconds, "files": [str(file) for file in self.files],
        }  # fmt: skip


def live_day(
    out: Path, *, clock: Clock, words: Words, families: int = DEFAULT, desk: Path | None = None, report: Report = lambda text: None
) -> LivedDay:
    """Lives the sample's event day and leaves what it makes in ``out``: the file of registrations, tickets, reports and,
    in ``desk`` or ``out/desk``, the desk itself. A sample desk that lies there is made anew.

    The day is the last Saturday that is over by ``clock``, so that nothing lies in the future. ``report`` is told what is
    done, in the language of ``words``. :class:`Conflict` ``desk_exists`` where the desk there is not a sample.
    """
    started = time.perf_counter()
    folder = desk or out / "desk"
    if clear_sample(folder):
        _clear_pictures(out / TICKETS)
    lived = SetClock(doors_open(clock.now()))
    sample = build_sample(folder, clock=lived, families=families, file=out / f"{TODAY.title}.xlsx")
    with sample.desk:
        return _Day(out, folder, sample, lived, words, report).live(started)


def doors_open(now: datetime) -> datetime:
    """A minute past nine on the last Saturday that is over."""
    local = now.astimezone(ZoneInfo(DEFAULT_ZONE))
    back = (local.weekday() - _SATURDAY) % 7
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if back == 0 and local - midnight < _OVER:
        back = 7
    return midnight - timedelta(days=back) + timedelta(hours=9, minutes=1)


def _clear_pictures(folder: Path) -> None:
    """Tickets of the day that was lived here before: their codes are those of a desk that is gone."""
    for file in folder.glob("*.png"):
        if _PICTURE.fullmatch(file.name):
            with suppress(OSError):
                file.unlink()


class _Day:
    def __init__(
        self, out: Path, folder: Path, sample: Sample, clock: SetClock, words: Words, report: Report
    ) -> None:
        self._out, self._folder, self._sample, self._clock = out, folder, sample, clock
        self._desk, self._words, self._report = sample.desk, words, report
        self._files: list[Path] = [sample.file, sample.to_import]

    def live(self, started: float) -> LivedDay:
        code, counts = self._sample.event, self._sample.imported.counts
        self._say("imported", file=self._sample.file.name, **counts)
        tickets = self._tickets(code)
        event = self._desk.events.show(code)
        door = self._check_in(code, event.start)
        self._clock.at = event.end + timedelta(minutes=10)
        attendance = self._desk.reports.attendance(code)
        self._say(
            "attended", registered=attendance["registered"]["persons"], attended=attendance["attended"]["persons"],
            families=attendance["attended"]["families"], rate=f"{attendance['attendance_rate'] or 0:.0%}",
        )  # fmt: skip
        made = self._desk.reports.make("attendance", code, folder=self._out / "reports", words=self._words)
        self._files += [file for _, file in made.files]
        self._say("reported", n=len(made.files), folder=str(self._out / "reports"))
        verified = self._desk.proofs.verify().ok
        self._say("verified" if verified else "not_verified")
        return LivedDay(
            folder=self._out, desk=self._folder, event=code, files=tuple(self._files), imported=counts, tickets=tickets,
            door=door, attendance=attendance,
            report={"report": made.report, "revision": made.revision, "sha256": made.sha256},
            verified=verified, seconds=round(time.perf_counter() - started, 1),
        )  # fmt: skip

    def _tickets(self, code: str) -> int:
        folder = self._out / TICKETS
        made = self._desk.tickets.write(code, folder=folder, pdf=True, png=True, csv=True, words=self._words)
        self._files += made.files
        self._say("tickets", n=made.count, folder=str(folder))
        return made.count

    def _check_in(self, code: str, start: datetime) -> DoorLog:
        pictures = {file.stem: file for file in self._files if file.suffix == ".png"}
        others = [event for event in self._desk.events.list() if event.title == NEXT.title]
        foreign = next((card.ticket for event in others for card in self._desk.tickets.cards(event.code)), None)
        door = SampleDoor(self._desk, self._clock, code, start=start, pictures=pictures)
        log = door.live(other_ticket=foreign)
        verdicts = log.verdicts
        self._say(
            "checked_in", admitted=verdicts["ok"] + verdicts["ok_partial"], pictures=log.pictures, searches=log.searches,
            refused=sum(n for key, n in verdicts.items() if not key.startswith("ok") and key != "no_consent"),
            attention=verdicts["no_consent"], undone=log.undone,
        )  # fmt: skip
        return log

    def _say(self, key: str, **values: object) -> None:
        self._report(self._words(f"demo.{key}", **values))

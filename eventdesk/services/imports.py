"""Imports: a file becomes registrations as one batch, or nothing happens; a batch can be undone."""

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, NotFound, UnreadableFile
from eventdesk.exchange.plan import ImportContext, ImportPlan, QuestionChoice, SlotChoice
from eventdesk.exchange.workbook import Workbook
from eventdesk.services import events
from eventdesk.services.booking import Booked, Bookings
from eventdesk.services.collecting import collecting_seldom
from eventdesk.services.event_views import EventView
from eventdesk.services.house import House
from eventdesk.services.import_digests import Digests, digests
from eventdesk.services.import_memory import asked_of, keep_mapping, remembered
from eventdesk.services.import_rows import Seen, booking_of, corrected, result_of, seen_before, with_flaws
from eventdesk.services.import_undo import CHANGES, take_back
from eventdesk.services.import_views import BatchView, ImportResult, ImportRow, UndoResult
from eventdesk.services.import_written import IMPORTED
from eventdesk.store import tables as t
from eventdesk.store.family_tables import notice as notices
from eventdesk.store.search_keys import load_readings
from eventdesk.store.unit import Unit

PASTED = "paste"
"""What stands for a file's name where text was pasted."""
UNDO_OFFERED = timedelta(days=30)
"""How long the window offers to undo an import; the verb itself knows no limit."""

Mapping_ = Mapping[str, Mapping[str, str]]


class Imports:
    """The verbs of imports."""

    def __init__(self, house: House) -> None:
        self._house = house

    def read(self, file: Path) -> Workbook:
        """Reads a file in a bounded child process; needs no store, so it may run beside it."""
        from eventdesk.exchange.reader import read_workbook

        self._house.require(Right.IMPORT)
        # This process has nothing to do while the child reads, and the people of the file will be given search keys.
        threading.Thread(target=_make_ready).start()
        return read_workbook(file)

    def read_text(self, text: str, *, name: str = PASTED) -> Workbook:
        """Text that was pasted, read as a file would be: a 接龙, or cells copied out of a spreadsheet; ``name`` stands for the
        file's."""
        from eventdesk.exchange.reader import read_text

        self._house.require(Right.IMPORT)
        return read_text(text, name=name)

    def run_text(self, event_code: str, text: str, *, name: str = PASTED, **how: Any) -> ImportResult:
        """As :meth:`run`, for text that was pasted."""
        return self.run(event_code, Path(name), workbook=self.read_text(text, name=name), **how)

    def run_stream(self, event_code: str, stream: IO[bytes], *, name: str = PASTED, **how: Any) -> ImportResult:
        """As :meth:`run_text`, for text that comes from another program, in the encoding that fits."""
        from eventdesk.exchange.reader import LARGEST_PASTE
        from eventdesk.exchange.textfile import decoded

        most = 4 * LARGEST_PASTE  # no character takes more bytes
        data = stream.read(most + 1)
        text = decoded(data) if len(data) <= most else None
        if text is None:
            raise UnreadableFile("file_encoding" if len(data) <= most else "file_too_large", file="-")
        return self.run_text(event_code, text, name=name, **how)

    @collecting_seldom()
    def run(
        self, event_code: str, file: Path, *, dry_run: bool = False, mapping: Mapping_ | None = None,
        sheet: str | None = None, as_of: date | None = None, notice: str | None = None, workbook: Workbook | None = None,
        corrections: Mapping[tuple[str, int, str], str] | None = None, remember: bool = True,
    ) -> ImportResult:  # fmt: skip
        """Imports a file into an event; ``dry_run`` shows what would happen, changes nothing and keeps nobody waiting.

        ``as_of`` stands in for today. ``notice`` is the version of the consent notice that the form asked with, the desk's
        own where none is named; one whose wording isn't kept here counts too, and the result says so. ``workbook`` is the
        file as read before (for a preview that is asked for again). ``corrections`` replaces cells of the file:
        {(sheet, row, column letter): text}.
        """
        self._house.require(Right.IMPORT)
        started = time.perf_counter()
        workbook = workbook or self.read(file)
        if corrections:
            workbook = corrected(workbook, corrections)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            questions = asked_of(connection, event.id)
        plan = self._plan(event, questions, workbook, mapping, sheet, as_of)
        if mapping is None and remember:
            with self._house.store.reading() as connection:
                known = remembered(connection, plan, questions)
            plan = self._plan(event, questions, workbook, known, sheet, as_of) if known else plan
        read = workbook if dry_run else None
        del workbook  # what is planned holds all that is booked; ten thousand rows are tens of megabytes
        notice = notice or self._house.notice
        with self._rehearsal() if dry_run else self._house.writing(Right.IMPORT, IMPORTED) as unit:
            event = _unchanged(event, events.view(unit.connection, event_code))
            known_notice = _is_known(unit.connection, notice, self._house.notice)
            if asked_of(unit.connection, event.id) != questions:
                raise Conflict("event_changed", event=event.code)
            batch = unit.new_id()
            bookings = Bookings(unit, event, notice=notice, batch=batch)
            bookings.look_up(g.phone for family in plan.families for g in family.guardians if g.phone)
            day = as_of or unit.now.astimezone(self._house.zone).date()
            hashes = digests(unit, keep=not dry_run)
            rows, counts = result_of(plan, self._book(bookings, plan, day, seen_before(unit.connection, event, hashes), hashes))
            done = not dry_run and bool(plan.families)
            if done:
                bookings.write()
                self._write_batch(unit, batch, event, file, plan, counts, rows, bookings.before, notice, hashes)
                if remember:
                    keep_mapping(unit, plan, questions)
                unit.commit(subject=batch, **counts)
        if read is not None:
            rows = with_flaws(rows, read, plan, day, event.start.astimezone(self._house.zone).date())
        return ImportResult(
            batch=batch if done else None, counts=counts, rows=rows, mapping=plan.mapping, source=plan.source,
            seconds=round(time.perf_counter() - started, 3), columns=plan.columns, questions=questions, known_notice=known_notice,
            changes=CHANGES if done else frozenset(),
        )  # fmt: skip

    def _rehearsal(self) -> Unit:
        """A unit that decides as a writer would, on a connection that only reads: a door that writes meanwhile doesn't wait."""
        house = self._house
        return Unit(house.store.engine.connect(), actor=house.actor, clock=house.clock, action=IMPORTED)

    def batches(self, event_code: str) -> tuple[BatchView, ...]:
        """An event's imports, the latest first."""
        self._house.require(Right.LOOK)
        b = t.import_batch
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            rows = connection.execute(
                sa.select(b.c.id, b.c.file, b.c.source, b.c.at, b.c.counts, b.c.undone_at)
                .where(b.c.event == event.id).order_by(b.c.at.desc(), b.c.id.desc())
            ).all()  # fmt: skip
        latest = self._house.clock.now() - UNDO_OFFERED
        return tuple(
            BatchView(
                r.id, event.id, r.file, r.source, r.at, r.counts, r.undone_at,
                undo_offered=r.undone_at is None and r.at >= latest,
            )
            for r in rows
        )  # fmt: skip

    def undo(self, batch: str, *, dry_run: bool = False) -> UndoResult:
        """Takes a batch back as a whole: what it made goes, what it changed is as before.

        Registrations of whom somebody was let in, who paid, or that were changed since stay as they are, with their families;
        the result lists them. Imports may be taken back in any order.
        ``dry_run`` counts and changes nothing.
        """
        with self._house.writing(Right.IMPORT, "import.undone") as unit:
            row = unit.execute(sa.select(t.import_batch).where(t.import_batch.c.id == batch)).first()
            if row is None:
                raise NotFound("batch_not_found", batch=batch)
            if row.undone_at is not None:
                raise Conflict("batch_undone", batch=batch)
            done = take_back(unit, row)
            if not dry_run:
                unit.commit(subject=batch, removed=done.removed, kept=done.kept, restored=done.restored)
        return done if not dry_run else replace(done, changes=frozenset())

    def _plan(
        self, event: EventView, questions: tuple[QuestionChoice, ...], workbook: Workbook, mapping: Mapping_ | None,
        sheet: str | None, as_of: date | None,
    ) -> ImportPlan:  # fmt: skip
        from eventdesk.exchange.questionnaire import plan_import

        zone = self._house.zone
        context = ImportContext(
            as_of=as_of or self._house.clock.now().astimezone(zone).date(),
            event_date=event.start.astimezone(zone).date(),
            age_band_months=(event.band.min_months, event.band.max_months) if event.band else None,
            slots=tuple(SlotChoice(slot.code, slot.title) for slot in event.bookable),
            # A form of an event with one slot needn't ask which.
            default_slot=event.bookable[0].code if len(event.bookable) == 1 else None,
            questions=questions,
        )
        return plan_import(workbook, context, mapping=mapping, sheet=sheet)

    def _book(self, bookings: Bookings, plan: ImportPlan, day: date, seen: Seen, hashes: Digests) -> list[Booked | None]:
        """Books all families; None for one that cancelled since it filled the form in."""
        fallback = datetime.combine(day, day_time(12), self._house.zone)
        done: list[Booked | None] = []
        for family in plan.families:
            at = family.submitted_at.replace(tzinfo=self._house.zone) if family.submitted_at else fallback
            booking, digest = booking_of(family, at), hashes.of(family) if seen.by_digest else ""
            if family.submitted_at is None:
                gone = seen.is_cancelled(digest)
            else:
                # Who was erased since is known by no phone any more, and must not come back with an old row.
                gone = bookings.is_cancelled(booking) or (not bookings.knows(booking) and seen.is_cancelled(digest, at=at))
            if gone:
                done.append(None)
                continue
            known = None if seen.is_cancelled(digest) else seen.answer(digest)
            done.append(known or bookings.book(booking))
        return done

    def _write_batch(
        self, unit: Unit, batch: str, event: EventView, file: Path, plan: ImportPlan, counts: dict[str, int],
        rows: tuple[ImportRow, ...], before: dict[str, Any], notice: str, hashes: Digests,
    ) -> None:  # fmt: skip
        # With a row stands what its family said, so that the same row in a later export is known for what it is.
        # Not where there was no room for it: then it may still find some.
        lacking = {row.ref for row in rows if "party_kept" in row.warnings}
        digests = {family.refs[0]: hashes.of(family) for family in plan.families if lacking.isdisjoint(family.refs)}
        unit.execute(
            t.import_batch.insert(),
            {
                "id": batch, "event": event.id, "file": file.name, "source": plan.source, "mapping": plan.mapping,
                "counts": counts, "rows": [[r.ref, r.fate, list(r.warnings), r.registration, digests.get(r.ref)] for r in rows],
                "before": before, "notice": notice, "at": unit.now, "operator": unit.actor.operator,
            },
        )  # fmt: skip
        unit.put("import", {"batch": batch, "counts": counts, "source": plan.source}, event=event.id)


def _make_ready() -> None:
    """Loads what planning and writing will need."""
    load_readings()
    import eventdesk.exchange.questionnaire  # noqa: F401


def _is_known(connection: sa.Connection, version: str, current: str) -> bool:
    """Whether the wording of a version is kept, or a consent named the version before."""
    named = sa.union(sa.select(notices.c.version), sa.select(t.consent.c.notice))
    return version == current or version in set(connection.execute(named).scalars())


def _unchanged(planned: EventView, now: EventView) -> EventView:
    """The event as it is now. The plan was made before the desk was ours; another window may have changed the slots."""
    if [slot.id for slot in planned.bookable] != [slot.id for slot in now.bookable]:
        raise Conflict("event_changed", event=now.code)
    return now



"""Imports: a file becomes registrations as one batch, or nothing happens; a batch can be undone."""

import hashlib
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as day_time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Party
from eventdesk.domain.family import Role, mask_name, mask_phone
from eventdesk.domain.journal import canonical
from eventdesk.domain.registration import Source
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, NotFound
from eventdesk.exchange.plan import ImportContext, ImportPlan, PlannedFamily, PlannedRow, SlotChoice
from eventdesk.exchange.workbook import Workbook
from eventdesk.services import events
from eventdesk.services.booking import BookedPerson, Booking, Bookings
from eventdesk.services.house import House
from eventdesk.services.views import BatchView, EventView, ImportResult, ImportRow, UndoResult
from eventdesk.store import tables as t
from eventdesk.store.search_index import remove_search_keys, write_search_keys
from eventdesk.store.unit import Unit

CHANGES = frozenset({"registrations", "families", "imports"})

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
        return read_workbook(file)

    def run(
        self, event_code: str, file: Path, *, dry_run: bool = False, mapping: Mapping_ | None = None,
        sheet: str | None = None, as_of: date | None = None, notice: str | None = None, workbook: Workbook | None = None,
        corrections: Mapping[tuple[str, int, str], str] | None = None, remember: bool = True,
    ) -> ImportResult:  # fmt: skip
        """Imports a file into an event; ``dry_run`` shows what would happen and changes nothing.

        ``as_of`` stands in for today. ``notice`` is the version of the consent notice that the form asked with; the
        desk's own counts otherwise. ``workbook`` is the file as read before (for a preview that is asked for again).
        ``corrections`` replaces cells of the file: {(sheet, row, column letter): text}.
        """
        self._house.require(Right.IMPORT)
        started = time.perf_counter()
        workbook = workbook or self.read(file)
        if corrections:
            workbook = corrected(workbook, corrections)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
        plan = self._plan(event, workbook, mapping, sheet, as_of)
        if mapping is None and remember:
            remembered = self._remembered(plan)
            plan = plan if remembered is None else self._plan(event, workbook, remembered, sheet, as_of)
        with self._house.writing(Right.IMPORT, "registrations.imported") as unit:
            batch = unit.new_id()
            notice = notice or self._house.notice
            bookings = Bookings(unit, event, notice=notice, batch=batch)
            bookings.look_up(g.phone for family in plan.families for g in family.guardians if g.phone)
            day = as_of or unit.now.astimezone(self._house.zone).date()
            fates = self._book(bookings, plan, day)
            rows, counts = _result(plan, fates)
            done = not dry_run and bool(plan.families)
            if done:
                bookings.write()
                self._write_batch(unit, batch, event, file, plan, counts, rows, bookings.before, notice)
                if remember:
                    self._remember(unit, plan)
                unit.commit(subject=batch, **counts)
        if dry_run:
            rows = _with_flaws(rows, workbook, plan, day, event.start.astimezone(self._house.zone).date())
        return ImportResult(
            batch=batch if done else None, counts=counts, rows=rows, mapping=plan.mapping, source=plan.source,
            seconds=round(time.perf_counter() - started, 3), columns=plan.columns,
            changes=CHANGES if done else frozenset(),
        )  # fmt: skip

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

        Registrations of whom somebody was let in stay, with their families, and are counted as kept. ``dry_run`` counts
        and changes nothing.
        """
        with self._house.writing(Right.IMPORT, "import.undone") as unit:
            row = unit.execute(sa.select(t.import_batch).where(t.import_batch.c.id == batch)).first()
            if row is None:
                raise NotFound("batch_not_found", batch=batch)
            if row.undone_at is not None:
                raise Conflict("batch_undone", batch=batch)
            removed, kept = _remove_registrations(unit, batch, row.event)
            restored = _restore(unit, row.before, row.event)
            _remove_people(unit, batch)
            unit.execute(t.import_batch.update().where(t.import_batch.c.id == batch).values(undone_at=unit.now))
            unit.put("import.undone", {"batch": batch, "removed": removed, "kept": kept}, event=row.event)
            if not dry_run:
                unit.commit(subject=batch, removed=len(removed), kept=kept, restored=restored)
        changes = frozenset() if dry_run else CHANGES
        return UndoResult(removed=len(removed), kept=kept, restored=restored, changes=changes)

    def _plan(
        self, event: EventView, workbook: Workbook, mapping: Mapping_ | None, sheet: str | None, as_of: date | None
    ) -> ImportPlan:
        from eventdesk.exchange.questionnaire import plan_import

        zone = self._house.zone
        context = ImportContext(
            as_of=as_of or self._house.clock.now().astimezone(zone).date(),
            event_date=event.start.astimezone(zone).date(),
            age_band_months=(event.band.min_months, event.band.max_months) if event.band else None,
            slots=tuple(SlotChoice(slot.code, slot.title) for slot in event.slots),
        )
        return plan_import(workbook, context, mapping=mapping, sheet=sheet)

    def _book(self, bookings: Bookings, plan: ImportPlan, day: date) -> list[tuple[str, bool, bool, bool]]:
        """Books all families; for each: registration id, existed before, confirmed, partly waiting."""
        fallback = datetime.combine(day, day_time(12), self._house.zone)
        done = []
        for family in plan.families:
            at = family.submitted_at.replace(tzinfo=self._house.zone) if family.submitted_at else fallback
            booked = bookings.book(_booking(family, at))
            done.append((booked.registration, booked.existed, booked.allocation.confirmed, booked.allocation.partly))
        return done

    def _write_batch(
        self, unit: Unit, batch: str, event: EventView, file: Path, plan: ImportPlan, counts: dict[str, int],
        rows: tuple[ImportRow, ...], before: dict[str, Any], notice: str,
    ) -> None:  # fmt: skip
        unit.execute(
            t.import_batch.insert(),
            {
                "id": batch, "event": event.id, "file": file.name, "source": plan.source, "mapping": plan.mapping,
                "counts": counts, "rows": [[r.ref, r.fate, list(r.warnings), r.registration] for r in rows],
                "before": before, "notice": notice, "at": unit.now, "operator": unit.actor.operator,
            },
        )  # fmt: skip
        unit.put("import", {"batch": batch, "counts": counts, "source": plan.source}, event=event.id)

    def _remembered(self, plan: ImportPlan) -> Mapping_ | None:
        memory = t.import_memory
        with self._house.store.reading() as connection:
            row = connection.execute(
                sa.select(memory.c.mapping).where(memory.c.fingerprint == fingerprint(plan))
            ).first()  # fmt: skip
        return None if row is None else row.mapping

    def _remember(self, unit: Unit, plan: ImportPlan) -> None:
        by_hand = {
            sheet: {g.letter: g.field for g in plan.columns if g.sheet == sheet and g.confidence >= 1}
            for sheet in plan.mapping
        }
        if not any(by_hand.values()):
            return
        key = fingerprint(plan)
        unit.execute(t.import_memory.delete().where(t.import_memory.c.fingerprint == key))
        unit.execute(t.import_memory.insert(), {"fingerprint": key, "mapping": by_hand, "at": unit.now})


def fingerprint(plan: ImportPlan) -> str:
    """What files of one source have in common: their sheets and headings, in order."""
    headings = [[g.sheet, g.letter, g.group, g.heading] for g in plan.columns]
    return hashlib.sha256(canonical(headings)).hexdigest()


def corrected(workbook: Workbook, corrections: Mapping[tuple[str, int, str], str]) -> Workbook:
    """The workbook with some cells replaced, as a person corrected them in the preview."""
    sheets = []
    for sheet in workbook.sheets:
        rows = [list(row) for row in sheet.rows]
        for (name, number, letter), text in corrections.items():
            index, column = number - sheet.first_row, _column(letter)
            if name == sheet.name and 0 <= index < len(rows):
                rows[index] += [None] * (column + 1 - len(rows[index]))
                rows[index][column] = text
        sheets.append(replace(sheet, rows=tuple(tuple(row) for row in rows)))
    return replace(workbook, sheets=tuple(sheets))


def _column(letter: str) -> int:
    number = 0
    for character in letter.upper():
        number = number * 26 + ord(character) - ord("A") + 1
    return number - 1


def _booking(family: PlannedFamily, at: datetime) -> Booking:
    people = [
        BookedPerson(
            role=Role.GUARDIAN, name=g.name, phone=g.phone, phone_type=g.phone_type, relation=g.relation, phone2=g.phone2
        )
        for g in family.guardians
    ]
    people += [
        BookedPerson(
            role=Role.CHILD, name=c.name, nickname=c.nickname, sex=c.sex, birthdate=c.birthdate,
            birth_first=c.birthdate_range[0] if c.birthdate_range else None,
            birth_last=c.birthdate_range[1] if c.birthdate_range else None,
            birth_text=c.birthdate_text, allergies=c.allergies,
        )
        for c in family.children
    ]  # fmt: skip
    return Booking(
        people=tuple(people), party=Party(family.adults, family.children_count), slots=family.slots, at=at,
        source=Source.IMPORT, photo_consent=family.photo_consent, notes=family.notes, refs=family.refs,
        consent_method="import",
    )  # fmt: skip


def _result(
    plan: ImportPlan, fates: list[tuple[str, bool, bool, bool]]
) -> tuple[tuple[ImportRow, ...], dict[str, int]]:
    counts = {"rows": len(plan.rows), "accepted": 0, "updated": 0, "waitlisted": 0, "duplicates": 0, "rejected": 0}
    rows = []
    for row in plan.rows:
        fate, warnings, registration = row.fate, list(row.warnings), None
        if row.family is not None:
            registration, existed, confirmed, partly = fates[row.family]
            if fate == "ok":
                if not confirmed:
                    fate = "waitlisted"
                if partly:
                    warnings.append("partly_waitlisted")
                counts["waitlisted" if not confirmed else "updated" if existed else "accepted"] += 1
        if fate.startswith("duplicate_of:"):
            counts["duplicates"] += 1
        elif fate.startswith("rejected:"):
            counts["rejected"] += 1
        rows.append(ImportRow(row.ref, fate, tuple(warnings), registration, _preview(row)))
    return tuple(rows), counts


def _with_flaws(
    rows: tuple[ImportRow, ...], workbook: Workbook, plan: ImportPlan, day: date, event_day: date
) -> tuple[ImportRow, ...]:
    """The rows with the cell that each refused one is refused for."""
    from eventdesk.exchange.flaws import Flaw, find_flaw

    def flaw(row: ImportRow) -> Flaw | None:
        sheet = row.cells["sheet"]
        return find_flaw(
            workbook, plan.mapping[sheet], sheet=sheet, number=int(row.cells["number"]),
            reason=row.fate.partition(":")[2], as_of=day, event_date=event_day,
        )  # fmt: skip

    return tuple(replace(row, flaw=flaw(row)) if row.fate.startswith("rejected:") else row for row in rows)


def _preview(row: PlannedRow) -> dict[str, str]:
    cells = row.cells
    return {
        "sheet": row.sheet, "number": str(row.number), "guardian": mask_name(cells.guardian),
        "phone": mask_phone(cells.phone), "child": mask_name(cells.child), "birth": cells.birth, "slots": cells.slots,
    }  # fmt: skip


def _remove_registrations(unit: Unit, batch: str, event: str) -> tuple[list[str], int]:
    r = t.registration
    made = list(unit.execute(sa.select(r.c.id).where(r.c.batch == batch)).scalars())
    came = set(
        unit.execute(
            sa.select(t.journal.c.registration).where(t.journal.c.event == event).distinct()
        ).scalars()
    )
    gone = [id for id in made if id not in came]
    for start in range(0, len(gone), 500):
        chunk = gone[start : start + 500]
        unit.execute(t.slot_choice.delete().where(t.slot_choice.c.registration.in_(chunk)))
        unit.execute(t.registration_member.delete().where(t.registration_member.c.registration.in_(chunk)))
        unit.execute(r.delete().where(r.c.id.in_(chunk)))
    # Their tickets may be out already: without this, a good signature alone would let them in.
    unit.execute(t.revoked_ticket.insert(), [{"registration": id, "event": event, "at": unit.now} for id in gone])
    return gone, len(made) - len(gone)


def _restore(unit: Unit, before: Mapping[str, Any], event: str) -> int:
    for id, row in before["registration"].items():
        values = {key: row[key] for key in ("adults", "children", "photo_consent", "notes", "source_rows")}
        unit.execute(t.registration.update().where(t.registration.c.id == id).values(**values))
        slots = dict(unit.execute(sa.select(t.slot.c.id, t.slot.c.code).where(t.slot.c.event == event)).all())
        for slot, code in slots.items():
            if code not in row["choices"]:
                choice = t.slot_choice
                unit.execute(choice.delete().where(choice.c.registration == id, choice.c.slot == slot))
        members = t.registration_member
        unit.execute(members.delete().where(members.c.registration == id))
        unit.execute(
            members.insert(),
            [
                {"registration": id, "person": person, "role": role, "position": place, "counted": counted}
                for place, (person, role, counted) in enumerate(row["members"])
            ],
        )
        unit.put("registration", {"id": id, **values, "members": row["members"]}, event=event)
    for id, row in before["person"].items():
        values = {key: _day(key, value) for key, value in row.items() if key not in ("no", "id", "family", "batch")}
        unit.execute(t.person.update().where(t.person.c.id == id).values(**values))
        remove_search_keys(unit, [row["no"]])
        write_search_keys(unit, [row])
        unit.put("person", row, event=event)
    return len(before["registration"])


def _day(key: str, value: Any) -> Any:
    return date.fromisoformat(value) if key.startswith("birth") and key != "birth_text" and value else value


def _remove_people(unit: Unit, batch: str) -> None:
    """Takes away people, consents and families of the batch that no registration holds on to."""
    p, f, r, m = t.person, t.family, t.registration, t.registration_member
    held = sa.select(m.c.person)
    used = sa.select(r.c.family)
    doomed = unit.execute(
        sa.select(p.c.no).where(p.c.batch == batch, p.c.id.not_in(held), p.c.family.not_in(used))
    ).scalars().all()  # fmt: skip
    added = unit.execute(
        sa.select(p.c.no).join(f, f.c.id == p.c.family).where(
            p.c.batch == batch, sa.or_(f.c.batch.is_(None), f.c.batch != batch), p.c.id.not_in(held)
        )
    ).scalars().all()  # fmt: skip
    numbers = sorted({*doomed, *added})
    remove_search_keys(unit, numbers)
    for start in range(0, len(numbers), 500):
        unit.execute(p.delete().where(p.c.no.in_(numbers[start : start + 500])))
    consent = t.consent
    unit.execute(consent.delete().where(consent.c.batch == batch, consent.c.family.not_in(used)))
    people = sa.select(p.c.family)
    unit.execute(f.delete().where(f.c.batch == batch, f.c.id.not_in(used), f.c.id.not_in(people)))

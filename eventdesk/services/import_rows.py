"""Rows of an import: cells put right by a person, families as bookings, fates and counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from eventdesk.domain.capacity import Allocation, Party
from eventdesk.domain.family import Role, mask_name, mask_phone
from eventdesk.domain.registration import RegistrationState, SlotState, Source
from eventdesk.exchange.plan import ImportPlan, PlannedFamily, PlannedRow
from eventdesk.exchange.workbook import Workbook
from eventdesk.services.booking import Booked, BookedPerson, Booking
from eventdesk.services.event_views import EventView
from eventdesk.services.import_digests import Digests
from eventdesk.services.import_views import ImportRow
from eventdesk.store import tables as t


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


def booking_of(family: PlannedFamily, at: datetime) -> Booking:
    """A planned family as the booking asks for it."""
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
        consent_method="import", dated=family.submitted_at is not None, answers=family.answers,
    )  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """What earlier imports of the event brought: the registration by what its family said then, and how these stand now.

    ``states`` are (state, {slot code: state}) of registrations that are still there, ``made`` says when they were asked for.
    """

    by_digest: Mapping[str, str]
    states: Mapping[str, tuple[str, Mapping[str, str]]]
    made: Mapping[str, datetime]

    def answer(self, digest: str, family: str = "") -> Booked | None:
        """The registration that this very answer made before, as it stands: an old row of a growing export changes nothing,
        whatever people have put right by hand since."""
        registration = self.by_digest.get(digest)
        if registration is None or registration not in self.states:
            return None
        state, slots = self.states[registration]
        confirmed = state == RegistrationState.CONFIRMED.value
        held = {code: has == SlotState.CONFIRMED.value for code, has in slots.items()}
        return Booked(registration, family, existed=True, allocation=Allocation(confirmed, held), changed=False)

    def is_cancelled(self, digest: str, *, at: datetime | None = None) -> bool:
        """Whether what this answer made has been cancelled since; one that was given ``at`` a later moment is another one."""
        registration = self.by_digest.get(digest, "")
        state = self.states.get(registration)
        if state is None or state[0] != RegistrationState.CANCELLED.value:
            return False
        return at is None or at <= self.made[registration]


def seen_before(connection: sa.Connection, event: EventView, hashes: Digests) -> Seen:
    """Reads what the event's imports, without those taken back, have brought so far."""
    b, r, c = t.import_batch, t.registration, t.slot_choice
    digests: dict[str, str] = {}
    batches = sa.select(b.c.rows).where(b.c.event == event.id, b.c.undone_at.is_(None)).order_by(b.c.at)
    for rows in connection.execute(batches).scalars():
        digests |= {hashes.locked(row[4]): row[3] for row in rows if len(row) > 4 and row[3] and row[4]}
    if not digests:
        return Seen({}, {}, {})
    codes = {slot.id: slot.code for slot in event.slots}
    standing = connection.execute(sa.select(r.c.id, r.c.state, r.c.at).where(r.c.event == event.id)).all()
    states: dict[str, tuple[str, dict[str, str]]] = {row.id: (row.state, {}) for row in standing}
    choices = sa.select(c.c.registration, c.c.slot, c.c.state).join(r, r.c.id == c.c.registration).where(r.c.event == event.id)
    for row in connection.execute(choices):
        states[row.registration][1][codes[row.slot]] = row.state
    return Seen(digests, states, {row.id: row.at for row in standing})


def result_of(plan: ImportPlan, booked: Sequence[Booked | None]) -> tuple[tuple[ImportRow, ...], dict[str, int]]:
    """The rows with their fates, and how many there are of each. ``unchanged`` are counted among the others as well."""
    counts = {"rows": len(plan.rows), "accepted": 0, "updated": 0, "waitlisted": 0, "duplicates": 0, "rejected": 0, "unchanged": 0}
    rows = []
    for row in plan.rows:
        fate, warnings, registration = row.fate, list(row.warnings), None
        got = booked[row.family] if row.family is not None else None
        if got is not None:
            registration = got.registration
            if not got.changed:
                warnings.append("unchanged")
                counts["unchanged"] += 1
        if row.family is not None and fate == "ok":
            fate = _fate(got, warnings, counts)
        if fate.startswith("duplicate_of:"):
            counts["duplicates"] += 1
        elif fate.startswith("rejected:"):
            counts["rejected"] += 1
        rows.append(ImportRow(row.ref, fate, tuple(warnings), registration, _preview(row), existed=got is not None and got.existed))
    return tuple(rows), counts


def _fate(got: Booked | None, warnings: list[str], counts: dict[str, int]) -> str:
    """The fate of a row that a family was read from, with its warnings, counted."""
    if got is None:
        return "cancelled"
    if got.allocation.partly:
        warnings.append("partly_waitlisted")
    if got.party_kept:
        warnings.append("party_kept")
    if not got.allocation.confirmed:
        counts["waitlisted"] += 1
        return "waitlisted"
    counts["updated" if got.existed else "accepted"] += 1
    return "ok"


def with_flaws(
    rows: tuple[ImportRow, ...], workbook: Workbook, plan: ImportPlan, day: date, event_day: date
) -> tuple[ImportRow, ...]:
    """The rows with the cell that each refused one is refused for."""
    from eventdesk.exchange.flaws import Flaw, find_flaw

    def flaw(row: ImportRow) -> Flaw | None:
        sheet = row.cells["sheet"]
        return find_flaw(
            workbook, plan.mapping.get(sheet, {}), sheet=sheet, number=int(row.cells["number"]),
            reason=row.fate.partition(":")[2], as_of=day, event_date=event_day,
        )  # fmt: skip

    return tuple(replace(row, flaw=flaw(row)) if row.fate.startswith("rejected:") else row for row in rows)


def _preview(row: PlannedRow) -> dict[str, str]:
    cells = row.cells
    return {
        "sheet": row.sheet, "number": str(row.number), "guardian": mask_name(cells.guardian),
        "phone": mask_phone(cells.phone), "child": mask_name(cells.child), "birth": cells.birth, "slots": cells.slots,
    }  # fmt: skip

"""The door: scans become verdicts and, where people are let in, durable lines of the journal."""

from dataclasses import dataclass, replace
from datetime import datetime

from eventdesk.domain.checkin import (
    REPEAT_GUARD,
    Code,
    CodeFinding,
    Facts,
    Judgement,
    Verdict,
    judge,
)  # fmt: skip
from eventdesk.domain.journal import EntryKind
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.domain.ticket import normalise
from eventdesk.errors import Conflict, InvalidInput, NotFound, StoreProblem
from eventdesk.services import standing
from eventdesk.services.door_record import DoorRecord, PartyRow, Record, presence_of
from eventdesk.services.door_views import FirstEntry, PartyMember, ScanResult
from eventdesk.services.house import House
from eventdesk.store.unit import Unit

CHANGES = frozenset({"checkins"})


@dataclass(frozen=True)
class Scan:
    """What was asked at the door.

    ``text`` is what was scanned, or ``registration`` names the one a person picked from a search. ``members`` are the
    persons to let in (None: everybody expected). ``at`` stands for the clock in every rule. ``confirm`` and
    ``override`` are reasons. ``out`` lets people leave instead.
    """

    text: str = ""
    registration: str | None = None
    members: frozenset[str] | None = None
    at: datetime | None = None
    confirm: str | None = None
    override: str | None = None
    out: bool = False

    @property
    def same_as(self) -> tuple[object, ...]:
        """What makes two scans the same one, but for the time."""
        return (normalise(self.text), self.registration, self.members, self.confirm, self.override, self.out)


class Checkins:
    """The verbs of the door."""

    def __init__(self, house: House) -> None:
        self._house = house
        self.record = DoorRecord(house)
        self._answered: dict[tuple[str, str], dict[tuple[object, ...], tuple[datetime, ScanResult]]] = {}

    def look(self, event_code: str, scan: Scan) -> ScanResult:
        """The verdict that a scan would get now; nothing is recorded."""
        self._house.require(Right.CHECKIN)
        now = scan.at or self._house.clock.now()
        with self._house.store.reading() as connection:
            record = self.record.find(connection, event_code, scan.text, scan.registration)
            if record.engagement is not None:
                from eventdesk.services import duty_door

                return duty_door.look(connection, record.engagement, text=scan.text, now=now, inside=record.tally.inside)
            return self._answer(scan, record, self._judge(scan, record, now))

    def scan(self, event_code: str, scan: Scan) -> ScanResult:
        """Judges a scan and, where people are let in, records it durably before it answers.

        The same scan at the same station within three seconds gets the first answer again, unless that asked for a
        decision: who decided must not be asked once more. :class:`InvalidInput` for a reason that says nothing.
        """
        self._house.require(Right.CHECKIN)
        if scan.override is not None:
            self._house.require(Right.OVERRIDE)
        for field, reason in (("confirm", scan.confirm), ("override", scan.override)):
            _check_reason(reason, field=field)
        now = scan.at or self._house.clock.now()
        answered = self._answered.setdefault((event_code, self._house.actor.station), {})
        before = answered.get(scan.same_as)
        if before is not None and abs(now - before[0]) < REPEAT_GUARD:
            return before[1]
        result = self._leave(event_code, scan, now) if scan.out else self._enter(event_code, scan, now)
        if result.verdict is not Verdict.ATTENTION:
            _forget(answered)
            answered[scan.same_as] = (now, result)
        return result

    def undo(self, event_code: str, journal: str, *, reason: str, at: datetime | None = None) -> ScanResult:
        """Takes an entry of the journal back by another one; :class:`Conflict` where that was done before."""
        _check_reason(reason, field="reason")
        with self._house.writing(Right.CHECKIN, "checkin.undone") as unit:
            event = self.record.event(unit.connection, event_code)
            tally = self.record.tally(unit.connection, event.id)
            entry = tally.entries.get(journal)
            if entry is None:
                from eventdesk.services import duty_door

                found = duty_door.take_back(unit, event.id, journal, reason=reason, at=at or unit.now, inside=tally.inside)
                if found is not None:
                    self._answered.clear()
                    return found
            if entry is None or entry.kind is EntryKind.VOID:
                raise NotFound("journal_not_found", journal=journal)
            if tally.is_voided(journal):
                raise Conflict("journal_voided", journal=journal)
            made = self.record.write(
                unit, event=event.id, kind=EntryKind.VOID, registration=entry.registration, persons=(),
                at=at or unit.now, reason=reason, target=journal,
            )  # fmt: skip
            unit.commit(subject=entry.registration, journal=journal, reason=reason)
        self.record.took(made)
        # What was answered before is history now: the same code may be scanned again at once.
        self._answered.clear()
        with self._house.store.reading() as connection:
            record = self.record.find(connection, event_code, "", entry.registration)
            result = self._answer(Scan(registration=entry.registration), record, Judgement(Code.OK))
        return replace(result, journal=made.id, admitted=0, changes=CHANGES)

    def _enter(self, event_code: str, scan: Scan, now: datetime) -> ScanResult:
        with self._house.writing(Right.CHECKIN, "checkin.admitted") as unit:
            record = self.record.find(unit.connection, event_code, scan.text, scan.registration)
            if record.engagement is not None:
                return self._volunteer(unit, scan, record, now)
            judgement = self._judge(scan, record, now)
            if judgement.verdict is not Verdict.ADMIT:
                refused = self._answer(scan, record, judgement)
            else:
                return self._admit(unit, scan, record, judgement, now)
        self._note_refusal(record, judgement)
        return refused

    def _volunteer(self, unit: Unit, scan: Scan, record: Record, now: datetime) -> ScanResult:
        """A volunteer comes or goes. Loaded where one does: a family's scan waits for none of it."""
        from eventdesk.services import duty_door

        assert record.engagement is not None, "asked before"
        inside = record.tally.inside
        return duty_door.come_or_go(unit, record.engagement, text=scan.text, now=now, out=scan.out, inside=inside)

    def _admit(self, unit: Unit, scan: Scan, record: Record, judgement: Judgement, now: datetime) -> ScanResult:
        coming = tuple(p for p in judgement.admit if record.tally.of(p).inside is False)
        decided = bool(judgement.lifted)
        pickup = self.record.pickup_code(unit, record)
        entry = self.record.write(
            unit, event=record.event.id, kind=EntryKind.OVERRIDE if decided else EntryKind.IN,
            registration=record.registration, persons=judgement.admit, at=now,
            reason=(scan.override or scan.confirm) if decided else None, pickup_code=pickup,
        )  # fmt: skip
        if record.registration is not None and record.state is RegistrationState.WAITLISTED:
            standing.confirm_at_door(unit, record.registration)
        lifted = {"lifted": [code.value for code in judgement.lifted], "reason": entry.reason} if decided else {}
        try:
            unit.commit(subject=record.registration, code=judgement.code.value, persons=len(coming), **lifted)
        except StoreProblem:
            # A commit that failed may have reached the disk all the same: ask before saying that nobody was let in.
            if not self.record.holds(entry.id):
                raise
        self.record.took(entry)
        result = self._answer(scan, record, judgement)
        return replace(result, admitted=len(coming), entered=coming, journal=entry.id, pickup_code=pickup, changes=CHANGES)

    def _leave(self, event_code: str, scan: Scan, now: datetime) -> ScanResult:
        """Leaving is always possible for adults; a child is handed over by its code or by somebody's decision."""
        with self._house.writing(Right.CHECKIN, "checkin.left") as unit:
            record = self.record.find(unit.connection, event_code, scan.text, scan.registration)
            if record.engagement is not None:
                return self._volunteer(unit, scan, record, now)
            if record.finding is not CodeFinding.GENUINE:
                return self._answer(scan, record, self._judge(scan, record, now))
            going = tuple(
                member.person
                for member in record.members
                if record.tally.of(member.person).inside
                and (scan.members is None or member.person in scan.members)
                and (not member.role.is_child or scan.override is not None)
            )
            if not going:
                return self._answer(scan, record, Judgement(Code.CHOOSE, reasons=(Code.CHOOSE,)))
            entry = self.record.write(
                unit, event=record.event.id, kind=EntryKind.OUT, registration=record.registration, persons=going, at=now,
                reason=scan.override,
            )  # fmt: skip
            unit.commit(subject=record.registration, persons=len(going))
        self.record.took(entry)
        return replace(
            self._answer(scan, record, Judgement(Code.OK)), released=len(going), journal=entry.id, changes=CHANGES
        )

    def _judge(self, scan: Scan, record: Record, now: datetime) -> Judgement:
        facts = Facts(
            finding=record.finding, rules=record.event.rules, state=record.state,
            members=tuple(member for member in record.members if member.counted or _asked_for(scan, member.person)),
            chosen=scan.members, inside=record.tally.inside, place_free=record.place_free, barred=record.barred,
            has_consent=record.has_consent, paid=record.paid, slot_now=record.slot_is_now(now), revoked=record.revoked,
        )  # fmt: skip
        return judge(facts, now, confirmed=scan.confirm is not None, overridden=scan.override is not None)

    def _answer(self, scan: Scan, record: Record, judgement: Judgement) -> ScanResult:
        people = tuple(self._member(record, member) for member in record.members if _shown(scan, member))
        came = [record.tally.of(m.person).first for m in record.members]
        firsts = sorted((entry for entry in came if entry is not None), key=lambda entry: entry.order)
        first = None
        if firsts and (judgement.code is Code.ALREADY_IN or judgement.code is Code.OK_PARTIAL):
            entry = firsts[0]
            first = FirstEntry(self.record.station_name(entry.station), entry.at, len(entry.persons))
        return ScanResult(
            scan=scan.text, verdict=judgement.verdict, code=judgement.code, registration=record.registration,
            inside=record.tally.inside, people=people, admit=judgement.admit, reasons=judgement.reasons,
            lifted=judgement.lifted, first=first, pickup_code=record.pickup_code, family_label=record.label,
            slots=tuple(slot.code for slot in record.slots), slot_titles=tuple(slot.title for slot in record.slots),
            photo_consent=record.photo_consent, notes=record.notes, phone_tail=record.phone_tail,
            other_event=record.other_event,
        )  # fmt: skip

    def _member(self, record: Record, member: PartyRow) -> PartyMember:
        where = record.tally.of(member.person)
        return PartyMember(
            person=member.person, role=member.role, label=member.label, name=member.name, nickname=member.nickname,
            presence=presence_of(where), age_months=member.age_months, allergies=member.allergies, relation=member.relation,
            phone=member.phone, since=where.last.at if where.last and where.inside else None,
            station=self.record.station_name(where.last.station) if where.last and where.inside else None,
        )  # fmt: skip

    def _note_refusal(self, record: Record, judgement: Judgement) -> None:
        """A refused family stays in the audit: who asks later why they were sent away gets an answer."""
        if record.registration is None or judgement.verdict is not Verdict.REFUSE:
            return
        with self._house.writing(Right.CHECKIN, "checkin.refused") as unit:
            unit.put(
                "refusal", {"registration": record.registration, "code": judgement.code.value}, event=record.event.id
            )
            unit.commit(subject=record.registration, code=judgement.code.value)


def _check_reason(reason: str | None, *, field: str) -> None:
    if reason is not None and not reason.strip():
        raise InvalidInput("reason_missing", field=field)


def _asked_for(scan: Scan, person: str) -> bool:
    return scan.members is not None and person in scan.members


def _shown(scan: Scan, member: PartyRow) -> bool:
    return member.counted or _asked_for(scan, member.person)


def _forget(answered: dict[tuple[object, ...], tuple[datetime, ScanResult]]) -> None:
    """The oldest answers go, so that a long day does not pile them up; no repeat within seconds is that old."""
    if len(answered) >= 256:
        for key in list(answered)[:128]:
            del answered[key]

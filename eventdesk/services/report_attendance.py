"""What the attendance report is made of, read from the desk; and who stands behind its figures."""

from collections.abc import Sequence
from operator import attrgetter

from eventdesk.domain.attendance import Heads, Movement
from eventdesk.domain.family import mask_name, mask_phone
from eventdesk.domain.journal import EntryKind
from eventdesk.domain.registration import RegistrationState
from eventdesk.reports.attendance_facts import AttendanceFacts, NoShow, SlotFact
from eventdesk.services.attendance import Attendance, EventAttendance, Party
from eventdesk.services.house import House
from eventdesk.services.report_views import CountedPerson


def read_attendance(house: House, attendance: Attendance, event_code: str) -> AttendanceFacts:
    """The facts of an event, with its movements."""
    found = attendance.read(event_code)
    return attendance_facts(house, found, _movements(house, attendance, found))


def _movements(house: House, attendance: Attendance, found: EventAttendance) -> tuple[Movement, ...]:
    with house.store.reading() as connection:
        tally = attendance.tally(connection, found.event.id)
    return tuple(
        Movement(entry.at, person, entry.kind is not EntryKind.OUT)
        for entry in sorted(tally.entries.values(), key=attrgetter("order"))
        if entry.kind is not EntryKind.VOID and not tally.is_voided(entry.id)
        for person in entry.persons
    )


def people_behind(house: House, attendance: Attendance, event_code: str, key: str) -> tuple[CountedPerson, ...] | None:
    """The people whom a figure counts, masked; None where a figure does not count people."""
    from eventdesk.reports.attendance_people import behind
    from eventdesk.reports.attendance_tables import short

    found = attendance.read(event_code)
    if key.startswith("cancelled."):
        return _gone(house, found, key.removeprefix("cancelled."))
    # Who was in at a moment is told by every coming and going; all else by who came at all.
    moved = _movements(house, attendance, found) if key.startswith("occupancy_max") else ()
    counted = behind(attendance_facts(house, found, moved), key)
    if counted is None:
        return None
    members = {m.person: (m, party) for party in found.parties for m in party.members}
    shown = []
    for person in counted:
        member, party = members.get(person.person, (None, None))
        phones = [m.phone for m in party.members if m.phone] if party is not None else []
        shown.append(
            CountedPerson(
                person=person.person, registration=short(person.registration), child=person.child,
                label=mask_name((member.name or member.nickname) if member is not None else None),
                phone=mask_phone(phones[0] if phones else None), age_months=person.age_months, slots=person.slots,
                expected=person.expected, station=person.station or "", inside=person.inside,
                first_in=person.first_in and person.first_in.astimezone(house.zone),
            )
        )  # fmt: skip
    return tuple(shown)


def attendance_facts(house: House, found: EventAttendance, movements: tuple[Movement, ...]) -> AttendanceFacts:
    """The report's facts; revision and time are those of a draft."""
    event = found.event
    incidents = tuple(
        {
            "person": incident.person,
            "entries": [
                {"journal": id, "station": station, "at": at.astimezone(house.zone).isoformat()}
                for id, station, at in incident.entries
            ],
        }
        for incident in found.incidents
    )
    return AttendanceFacts(
        organisation=house.organisation, zone=house.zone.key, event_code=event.code, event_title=event.title,
        starts=event.start, ends=event.end, venue=event.venue, capacity=event.capacity,
        capacity_unit=event.capacity_unit, people=found.people, cancelled=_heads(_cancelled(found)),
        journal_entries=found.journal_entries, digest=found.digest, journal_position=found.position,
        computed_at=house.clock.now(), revision=1,
        slots=tuple(SlotFact(s.code, s.title, s.capacity, s.capacity_unit) for s in event.slots),
        no_shows=_no_shows(found), incidents=incidents, movements=movements,
    )  # fmt: skip


def _cancelled(found: EventAttendance) -> list[Party]:
    """Who cancelled once it had begun was expected, and is no cancellation."""
    missed = {person.registration for person in found.people if person.expected}
    return [p for p in found.parties if p.state is RegistrationState.CANCELLED and p.registration not in missed]


def _gone(house: House, found: EventAttendance, role: str) -> tuple[CountedPerson, ...] | None:
    """Who cancelled; of a figure of families all of theirs."""
    from eventdesk.reports.attendance_tables import short

    takes = {"adults": (False,), "children": (True,), "persons": (False, True), "families": (False, True)}.get(role)
    if takes is None:
        return None
    return tuple(
        CountedPerson(
            person=member.person, registration=short(party.registration), label=mask_name(member.name or member.nickname),
            phone=mask_phone(next((m.phone for m in party.members if m.phone), None)), child=member.child, age_months=None,
            slots=tuple(party.slots), expected=False, first_in=None, station="", inside=False,
        )
        for party in _cancelled(found)
        for member in party.members
        if member.counted and member.child in takes
    )  # fmt: skip


def _heads(parties: Sequence[Party]) -> Heads:
    counted = [m for party in parties for m in party.members if m.counted]
    children = sum(1 for m in counted if m.child)
    return Heads(families=len(parties), adults=len(counted) - children, children=children)


def _no_shows(found: EventAttendance) -> tuple[NoShow, ...]:
    missing = {p.person for p in found.people if p.expected and not p.attended}
    titles = {slot.code: slot.title for slot in found.event.slots}
    listed = []
    for party in found.parties:
        absent = [m for m in party.members if m.person in missing]
        if absent:
            named = next((m.name or m.nickname for m in party.members if m.name or m.nickname), "")
            listed.append(
                NoShow(
                    label=mask_name(named), phone=next((mask_phone(m.phone) for m in party.members if m.phone), ""),
                    adults=sum(1 for m in absent if not m.child),
                    children=sum(1 for m in absent if m.child),
                    slots=tuple(titles.get(code, code) for code in party.slots),
                )
            )  # fmt: skip
    return tuple(listed)

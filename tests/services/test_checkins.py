"""The door through the service: what is answered, and what stays in the journal."""

import itertools
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, create_desk
from eventdesk.domain.checkin import Code, Verdict
from eventdesk.domain.pickup import ALPHABET
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.checkins import Scan
from tests.conftest import ZONE, Register

AT = datetime(2026, 11, 28, 9, 20, tzinfo=ZONE)


def test_a_family_comes_in(fair: Desk, register: Register) -> None:
    family = register(adults=2, children=1)
    result = fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT))
    assert (result.verdict, result.code, result.admitted, result.inside) == (Verdict.ADMIT, Code.OK, 3, 3)
    assert len(result.people) == 3
    assert result.journal
    assert result.pickup_code
    assert all("家长1" not in p.label and "孩子1之0" not in p.label for p in result.people)


def test_the_same_scan_within_three_seconds_is_the_same_scan(fair: Desk, register: Register) -> None:
    ticket = register().ticket
    first = fair.checkins.scan("FAIR", Scan(text=ticket, at=AT))
    again = fair.checkins.scan("FAIR", Scan(text=ticket, at=AT + timedelta(seconds=2.9)))
    capitals_lost = fair.checkins.scan("FAIR", Scan(text=f" {ticket.lower()}", at=AT + timedelta(seconds=1)))
    late = fair.checkins.scan("FAIR", Scan(text=ticket, at=AT + timedelta(seconds=3)))
    assert again == capitals_lost == first
    assert late.code is Code.ALREADY_IN
    assert late.journal is None
    assert late.first is not None
    assert (late.first.station, late.first.at) == ("东门", AT)


def test_late_joiners_use_the_same_code_and_pickup_code(fair: Desk, register: Register) -> None:
    family = register(adults=1, children=2)
    people = fair.checkins.look("FAIR", Scan(text=family.ticket)).people
    first = fair.checkins.scan(
        "FAIR", Scan(text=family.ticket, at=AT, members=frozenset({people[0].person, people[1].person}))
    )
    later = fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT + timedelta(minutes=9)))
    assert (first.admitted, later.admitted, later.code, later.inside) == (2, 1, Code.OK_PARTIAL, 3)
    assert first.pickup_code == later.pickup_code


def test_looking_records_nothing(fair: Desk, register: Register) -> None:
    ticket = register().ticket
    assert fair.checkins.look("FAIR", Scan(text=ticket)).code is Code.OK
    assert fair.reports.attendance("FAIR")["journal_entries"] == 0


def test_undo_takes_a_family_back_out_once(fair: Desk, register: Register) -> None:
    ticket = register().ticket
    journal = fair.checkins.scan("FAIR", Scan(text=ticket, at=AT)).journal
    assert journal is not None
    assert fair.checkins.undo("FAIR", journal, reason="点错了").inside == 0
    with pytest.raises(Conflict):
        fair.checkins.undo("FAIR", journal, reason="点错了")
    with pytest.raises(NotFound):
        fair.checkins.undo("FAIR", "nothing", reason="点错了")
    assert fair.checkins.scan("FAIR", Scan(text=ticket, at=AT)).code is Code.OK
    assert fair.reports.attendance("FAIR")["journal_entries"] == 3


def test_a_cancelled_family_is_refused(fair: Desk, register: Register) -> None:
    family = register()
    fair.registrations.cancel(family.id)
    result = fair.checkins.scan("FAIR", Scan(text=family.ticket, override="负责人同意"))
    assert (result.code, result.journal) == (Code.CANCELLED, None)


def test_a_ticket_of_another_event_says_which_and_whose(fair: Desk, register: Register) -> None:
    fair.events.add(title="别的活动", start=AT, end=AT + timedelta(hours=1), code="OTHER")
    family = register(adults=2, children=1)
    result = fair.checkins.scan("OTHER", Scan(text=family.ticket))
    assert (result.code, result.other_event) == (Code.OTHER_EVENT, "秋日亲子工坊日")
    assert (result.registration, len(result.people), result.journal) == (family.id, 3, None)


def test_a_ticket_of_another_desk_is_forged(fair: Desk, register: Register, tmp_path: object, clock: SetClock) -> None:
    ticket = register().ticket
    with create_desk(tmp_path / "foreign", name="别家", passphrase=None, clock=clock) as foreign:  # type: ignore[operator]
        foreign.events.add(title="x", start=AT, end=AT + timedelta(hours=1), code="FAIR")
        assert foreign.checkins.scan("FAIR", Scan(text=ticket)).code is Code.FORGED


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(noise=st.binary(max_size=600))
def test_random_bytes_are_unknown(fair: Desk, noise: bytes) -> None:
    result = fair.checkins.scan("FAIR", Scan(text=noise.decode("utf-8", "surrogateescape")))
    assert result.code is Code.UNKNOWN
    assert result.people == ()


def test_consent_is_asked_for_and_a_reason_settles_it(fair: Desk, register: Register) -> None:
    family = register(consent=None)
    asked = fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT))
    assert (asked.verdict, asked.code, asked.journal) == (Verdict.ATTENTION, Code.NO_CONSENT, None)
    confirmed = fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT, confirm="稍后补签"))
    assert confirmed.verdict is Verdict.ADMIT
    assert confirmed.lifted == (Code.NO_CONSENT,)


def test_consent_given_at_the_door_ends_the_question(fair: Desk, register: Register) -> None:
    family = register(consent=None)
    fair.registrations.give_consent(family.id, method="screen")
    assert fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT)).code is Code.OK


def test_the_soft_limit_asks_and_the_hard_one_holds(fair: Desk, register: Register) -> None:
    fair.events.set_rule("FAIR", "soft_limit", "2")
    fair.events.set_rule("FAIR", "hard_limit", "4")
    one, two, three = (register(adults=1, children=1) for _ in range(3))
    assert fair.checkins.scan("FAIR", Scan(text=one.ticket, at=AT)).code is Code.OK
    assert fair.checkins.scan("FAIR", Scan(text=two.ticket, at=AT)).code is Code.OVER_SOFT_LIMIT
    assert fair.checkins.scan("FAIR", Scan(text=two.ticket, at=AT, override="还站得下")).admitted == 2
    for reason in ({"override": "x"}, {"confirm": "x"}, {}):
        assert fair.checkins.scan("FAIR", Scan(text=three.ticket, at=AT, **reason)).code is Code.FULL


def test_doors_open_and_close_by_the_scans_own_time(fair: Desk, register: Register) -> None:
    fair.events.set_rule("FAIR", "doors_open", "2026-11-28T09:00")
    fair.events.set_rule("FAIR", "doors_close", "2026-11-28T11:00")
    ticket = register().ticket
    assert fair.checkins.look("FAIR", Scan(text=ticket, at=AT.replace(hour=8))).code is Code.EARLY
    assert fair.checkins.look("FAIR", Scan(text=ticket, at=AT.replace(hour=11, minute=0))).code is Code.CLOSED
    assert fair.checkins.look("FAIR", Scan(text=ticket, at=AT)).code is Code.OK
    with pytest.raises(InvalidInput):
        fair.events.set_rule("FAIR", "doors_open", "half past nine")


def test_waiting_families_come_in_where_places_are_free(desk: Desk, fair: Desk, register: Register) -> None:
    fair.events.change(
        "FAIR", title="x", start=AT, end=AT + timedelta(hours=3), venue="", capacity=3,
        capacity_unit=fair.events.show("FAIR").capacity_unit, band=None,
    )  # fmt: skip
    sure = register(adults=1, children=1)
    waiting = register(adults=1, children=1)
    assert waiting.state.value == "waitlisted"
    assert fair.checkins.scan("FAIR", Scan(text=waiting.ticket, at=AT)).code is Code.WAITLISTED
    fair.registrations.cancel(sure.id)
    assert (
        fair.checkins.scan("FAIR", Scan(text=waiting.ticket, at=AT + timedelta(minutes=1))).code is Code.WAITLISTED_ROOM
    )
    came = fair.checkins.scan("FAIR", Scan(text=waiting.ticket, at=AT + timedelta(minutes=1), confirm="有空位"))
    assert came.admitted == 2
    document = fair.reports.attendance("FAIR")
    assert document["walk_ins"]["persons"] == 2
    assert document["registered"]["persons"] == 0


def test_leaving_and_coming_back_counts_once(fair: Desk, register: Register) -> None:
    family = register(adults=1, children=1)
    fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT))
    out = fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT + timedelta(minutes=5), out=True))
    assert (out.released, out.inside) == (1, 1), "the adult leaves; the child stays until it is handed over"
    back = fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT + timedelta(minutes=9)))
    assert (back.admitted, back.inside) == (1, 2)
    assert fair.reports.attendance("FAIR")["attended"]["persons"] == 2


def test_two_windows_on_one_desk_see_each_other(fair: Desk, register: Register, clock: SetClock) -> None:
    from eventdesk.desk import open_desk

    ticket = register().ticket
    with open_desk(fair.folder, clock=clock) as second:
        second.operators.sit_at("南门")
        assert second.checkins.scan("FAIR", Scan(text=ticket, at=AT)).code is Code.OK
        refused = fair.checkins.scan("FAIR", Scan(text=ticket, at=AT + timedelta(minutes=1)))
    assert refused.code is Code.ALREADY_IN
    assert refused.first is not None
    assert refused.first.station == "南门"
    assert fair.reports.attendance("FAIR")["by_station"] == {"南门": 2}


def test_a_refusal_is_in_the_audit_without_the_scan(fair: Desk, register: Register) -> None:
    family = register()
    fair.registrations.cancel(family.id)
    fair.checkins.scan("FAIR", Scan(text=family.ticket))
    with fair.house.store.reading() as connection:
        row = connection.exec_driver_sql("SELECT action, subject, details FROM audit ORDER BY seq DESC LIMIT 1").one()
    assert row.action == "checkin.refused"
    assert row.subject == family.id
    assert family.ticket not in row.details


def test_the_journal_proves_itself(fair: Desk, register: Register) -> None:
    for _ in range(3):
        fair.checkins.scan("FAIR", Scan(text=register().ticket, at=AT))
    assert fair.proofs.verify().ok
    with fair.house.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE journal SET persons = '[]' WHERE seq = 2")
    assert fair.proofs.verify().journal_chain == "broken at 2"


def test_a_decision_is_not_asked_for_twice(fair: Desk, register: Register) -> None:
    """Consent is given on the screen within the three seconds of the guard: the same scan is judged anew."""
    family = register(consent=None)
    assert fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT)).code is Code.NO_CONSENT
    fair.registrations.give_consent(family.id, method="screen")
    assert fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT + timedelta(seconds=1))).code is Code.OK


@pytest.mark.parametrize("reason", [{"confirm": " "}, {"override": ""}])
def test_a_reason_says_something(fair: Desk, register: Register, reason: dict[str, str]) -> None:
    ticket = register(consent=None).ticket
    with pytest.raises(InvalidInput):
        fair.checkins.scan("FAIR", Scan(text=ticket, at=AT, **reason))
    assert fair.reports.attendance("FAIR")["journal_entries"] == 0
    journal = fair.checkins.scan("FAIR", Scan(text=ticket, at=AT, confirm="稍后补签")).journal
    assert journal is not None
    with pytest.raises(InvalidInput):
        fair.checkins.undo("FAIR", journal, reason=" ")


def test_a_slot_that_a_family_waits_for_is_not_its_own(fair: Desk, register: Register) -> None:
    for code, places in (("S1", 1), ("S2", 9)):
        fair.events.add_slot("FAIR", title=code, code=code, capacity=places)
    register(slots=("S1",), adults=0)
    family = register(slots=("S1", "S2"), adults=0)
    came = fair.checkins.scan("FAIR", Scan(text=family.ticket, at=AT))
    assert came.slots == ("S2",)
    fills = {fill.code: (fill.registered, fill.inside) for fill in fair.attendance.door("FAIR").slots}
    assert fills == {"S1": (1, 0), "S2": (1, 1)}


@pytest.mark.parametrize(
    ("passed", "code"),
    [
        (-timedelta(minutes=30, milliseconds=1), Code.OTHER_SLOT),
        (-timedelta(minutes=30), Code.OK),
        (timedelta(0), Code.OK),
        (timedelta(minutes=45, milliseconds=-1), Code.OK),
        (timedelta(minutes=45), Code.OTHER_SLOT),
    ],
)
def test_a_family_may_come_half_an_hour_before_its_slot(
    fair: Desk, register: Register, passed: timedelta, code: Code
) -> None:
    fair.events.set_rule("FAIR", "slot_check", "true")
    start = datetime(2026, 11, 28, 10, 30, tzinfo=ZONE)
    fair.events.add_slot("FAIR", title="陶艺", code="S1", start=start, end=start + timedelta(minutes=45))
    family = register(slots=("S1",))
    assert fair.checkins.look("FAIR", Scan(registration=family.id, at=start + passed)).code is code


def test_one_slot_of_several_is_enough_and_one_without_times_is_always_now(fair: Desk, register: Register) -> None:
    fair.events.set_rule("FAIR", "slot_check", "true")
    start = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
    for number in range(2):
        begins = start + timedelta(hours=2 * number)
        fair.events.add_slot("FAIR", title="x", code=f"S{number}", start=begins, end=begins + timedelta(minutes=30))
    fair.events.add_slot("FAIR", title="x", code="ALL")
    both, whole = register(slots=("S0", "S1")), register(slots=("ALL",))
    codes = [
        fair.checkins.look("FAIR", Scan(registration=family.id, at=start + timedelta(minutes=passed))).code
        for family in (both, whole)
        for passed in (0, 45, 100)
    ]
    assert codes == [Code.OK, Code.OTHER_SLOT, Code.OK, Code.OK, Code.OK, Code.OK]


def test_whole_names_do_not_leave_with_the_figures(fair: Desk, register: Register) -> None:
    register()
    assert "家长1" not in repr(fair.attendance.show("FAIR"))
    assert "家长1" in repr(fair.attendance.read("FAIR"))


def test_a_station_that_has_used_up_its_codes_makes_longer_ones(fair: Desk, register: Register) -> None:
    first = fair.checkins.scan("FAIR", Scan(text=register().ticket, at=AT)).pickup_code
    assert first is not None
    event = fair.events.show("FAIR").id
    codes = {first[0] + "".join(rest) for rest in itertools.product(ALPHABET, repeat=3)} - {first}
    with fair.house.store.engine.begin() as connection:
        connection.exec_driver_sql(
            """INSERT INTO journal (id, event, kind, registration, persons, at, hlc, station, station_seq, operator,
             pickup_code, prev, digest) VALUES (?, ?, 'in', ?, '[]', 0, '', 'elsewhere', ?, '', ?, '', '')""",
            [(code, event, code, number, code) for number, code in enumerate(codes)],
        )
    later = fair.checkins.scan("FAIR", Scan(text=register().ticket, at=AT)).pickup_code
    assert later is not None
    assert (len(later), later[0]) == (5, first[0])

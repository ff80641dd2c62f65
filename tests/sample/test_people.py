"""The sample's people: as many as asked for, in the places meant for them, and nobody real."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, create_desk
from eventdesk.domain.age import months_between
from eventdesk.sample.cast import CAST, Part
from eventdesk.sample.names import NETWORKS, PREFIXES
from eventdesk.sample.organisation import phone_of
from eventdesk.sample.people import DEFAULT, SampleFamily, draw_families
from eventdesk.sample.programme import FULL, TODAY, SampleEvent, choose_slots, scaled
from eventdesk.sample.workbook import HEADINGS, fill_in

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
CODE = "FALL"


def drawn(count: int) -> tuple[tuple[SampleFamily, ...], SampleEvent]:
    return choose_slots(draw_families(count, event_start=START), scaled(TODAY, count))


def with_a_place(families: tuple[SampleFamily, ...]) -> list[SampleFamily]:
    return [family for family in families if family.part in (Part.CONFIRMED, Part.BY_PHONE)]


def test_the_default_is_the_day_of_the_pictures() -> None:
    families, event = drawn(DEFAULT)
    placed = with_a_place(families)
    assert len(placed) == 46
    assert (sum(f.adults for f in placed), sum(len(f.children) for f in placed)) == (58, 74)
    assert Counter(f.part for f in families)[Part.WAITING] == 5
    assert Counter(f.part for f in families)[Part.CANCELLED] == 3
    taken = Counter({slot.code: 0 for slot in event.slots})
    for family in placed:
        taken.update(dict.fromkeys(family.slots, family.persons))
    assert taken == {"LEAF": 36, "BLOCKS": 24, "STORY": 22, "MUSIC": 34, "PICNIC": 48}


@given(st.integers(min_value=1, max_value=400))
@settings(max_examples=25, deadline=None)
def test_any_number_gets_places(count: int) -> None:
    families, event = drawn(count)
    assert len(with_a_place(families)) == count
    assert len({family.phone for family in families}) == len(families)
    assert all(family.slots for family in families)
    assert all(family.at < START for family in families)
    assert sum(f.persons for f in with_a_place(families)) <= event.capacity
    taken: Counter[str] = Counter()
    for family in with_a_place(families):
        taken.update(dict.fromkeys(family.slots, family.persons))
    assert all(taken[slot.code] <= slot.capacity for slot in event.slots)
    if any(family.part is Part.WAITING for family in families):
        assert taken[FULL] == next(slot.capacity for slot in event.slots if slot.code == FULL)
    for family in families:
        assert family.phone[:3] in PREFIXES
        assert len(family.phone) == 11
        for child in family.children:
            assert 0 <= months_between(child.birthdate, START.date()) < 10 * 12 + 1


def test_the_cast_has_the_ages_of_the_pictures() -> None:
    families, _ = drawn(DEFAULT)
    by_name = {child.name: child for family in families for child in family.children}
    for family in CAST:
        for child in family.children:
            months = months_between(by_name[child.name].birthdate, START.date())
            assert months == child.years * 12 + child.months, child.name


def test_the_same_seed_makes_the_same_people() -> None:
    again = draw_families(80, event_start=START)
    assert draw_families(80, event_start=START) == again
    assert draw_families(80, event_start=START, seed=2) != again


def a_desk(folder: Path, event: SampleEvent) -> Desk:
    desk = create_desk(folder, name="x", passphrase=None, clock=SetClock(datetime(2026, 11, 25, 12, tzinfo=ZONE)))
    desk.events.add(title=event.title, start=START, end=START.replace(hour=12), code=CODE, capacity=event.capacity)
    for slot in event.slots:
        desk.events.add_slot(CODE, title=slot.title, code=slot.code, capacity=slot.capacity)
    return desk


@pytest.mark.parametrize("count", [1, 5, 46, 230])
def test_the_file_is_read_as_it_was_meant(tmp_path: Path, count: int) -> None:
    families, event = drawn(count)
    sent = fill_in(families, event, start=START)
    file = sent.write(tmp_path / "registrations.xlsx")
    with a_desk(tmp_path / "desk", event) as desk:
        result = desk.imports.run(CODE, file)
        found = {phone_of(r): r for r in desk.registrations.list(CODE, unmasked=True)}
    assert result.source == "wjx"
    senders = [family for family in families if family.part is not Part.BY_PHONE]
    assert set(found) == {family.phone for family in senders}
    for family in senders:
        got = found[family.phone]
        assert [(c.name, c.nickname, c.birthdate, c.allergies) for c in got.children] == [
            (c.name, c.nickname, c.birthdate, c.allergies) for c in family.children
        ]
        assert (got.adults, got.children_count, got.slots) == (family.adults, len(family.children), family.slots)
        assert (got.guardians[0].name, got.photo_consent) == (family.guardian, family.photo)
        assert got.state.value == ("waitlisted" if family.part is Part.WAITING else "confirmed")
    waiting = [family for family in senders if family.part is Part.WAITING]
    assert all(family.slots == (FULL,) for family in waiting)


def test_the_file_has_what_people_do_to_forms(tmp_path: Path) -> None:
    families, event = drawn(DEFAULT)
    with a_desk(tmp_path / "desk", event) as desk:
        sent = fill_in(families, event, start=START)
        result = desk.imports.run(CODE, Path("x.xlsx"), workbook=sent.in_memory("x.xlsx"), dry_run=True)
    fates = Counter(row.fate for row in result.rows)
    assert [fates[f"rejected:{code}"] for code in ("bad_phone", "future_birthdate", "bad_birthdate")] == [1, 1, 1]
    assert sum(fate.startswith("duplicate_of:") for fate in fates) == 3
    warnings = {warning for row in result.rows for warning in row.warnings}
    assert {"phone_with_spaces_or_+86", "fullwidth_digits", "consent_unclear"} <= warnings


def test_addresses_are_those_of_documents() -> None:
    families, event = drawn(DEFAULT)
    column = HEADINGS.index("来自IP")
    for row in fill_in(families, event, start=START).rows:
        assert str(row[column]).rsplit(".", 1)[0] in NETWORKS

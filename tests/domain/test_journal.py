"""The fold: the same set of entries says the same, in whatever order it came."""

from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.digests import set_digest
from eventdesk.domain.journal import Entry, EntryKind, Tally

START = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)
PEOPLE = ("a", "b", "c")


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    """Entries of two stations; voids take back an earlier entry."""
    entries: list[Entry] = []
    numbers = {"east": count(1), "south": count(1)}
    for place in range(draw(st.integers(0, 12))):
        station = draw(st.sampled_from(("east", "south")))
        targets = [e.id for e in entries if e.kind is not EntryKind.VOID]
        kind = draw(st.sampled_from([k for k in EntryKind if k is not EntryKind.VOID or targets]))
        void = kind is EntryKind.VOID
        entries.append(
            Entry(
                id=f"id{place}", event="E", kind=kind, registration="R",
                persons=() if void else tuple(draw(st.sets(st.sampled_from(PEOPLE), min_size=1))),
                at=START + timedelta(minutes=place), hlc=f"{draw(st.integers(0, 5)):013d}-000000", station=station,
                station_seq=next(numbers[station]), operator="o", target=draw(st.sampled_from(targets)) if void else None,
            )
        )  # fmt: skip
    return entries


def fold(entries: list[Entry]) -> Tally:
    tally = Tally()
    for entry in entries:
        tally.add(entry)
    return tally


def picture(tally: Tally) -> object:
    return tally.inside, {person: tally.of(person) for person in PEOPLE}


@given(journals(), st.randoms(use_true_random=False))
def test_order_loss_and_doubling_on_the_way_change_nothing(entries: list[Entry], chance: object) -> None:
    shuffled = entries * 2
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert picture(fold(shuffled)) == picture(fold(entries))


@given(journals())
def test_the_running_count_is_the_count(entries: list[Entry]) -> None:
    tally = fold(entries)
    assert tally.inside == sum(tally.of(person).inside for person in PEOPLE)


def entry(id: str, kind: EntryKind, *, hlc: int, station: str = "east", target: str | None = None) -> Entry:
    persons = () if kind is EntryKind.VOID else ("a",)
    return Entry(id, "E", kind, "R", persons, START, f"{hlc:013d}-000000", station, hlc, "o", target=target)


def test_in_out_and_in_again_is_one_person() -> None:
    tally = fold([entry("1", EntryKind.IN, hlc=1), entry("2", EntryKind.OUT, hlc=2), entry("3", EntryKind.IN, hlc=3)])
    assert tally.inside == 1
    assert len(tally.attended()) == 1
    assert not tally.of("a").doubled


def test_two_doors_at_once_are_one_attendance_and_one_incident() -> None:
    tally = fold([entry("1", EntryKind.IN, hlc=1), entry("2", EntryKind.IN, hlc=2, station="south")])
    assert tally.inside == 1
    assert [e.id for e in tally.of("a").doubled] == ["2"]


def test_a_decided_reentry_is_no_incident() -> None:
    tally = fold([entry("1", EntryKind.IN, hlc=1), entry("2", EntryKind.OVERRIDE, hlc=2)])
    assert tally.inside == 1
    assert not tally.of("a").doubled


def test_undo_is_an_entry_and_works_before_its_target_arrives() -> None:
    came, void = entry("1", EntryKind.IN, hlc=1), entry("2", EntryKind.VOID, hlc=2, target="1")
    for order in ([came, void], [void, came]):
        tally = fold(order)
        assert tally.inside == 0
        assert not tally.attended()


@given(st.lists(st.tuples(st.text(), st.text()), unique=True), st.randoms(use_true_random=False))
def test_a_digest_is_of_the_set(lines: list[tuple[str, str]], chance: object) -> None:
    digest = set_digest(lines)
    chance.shuffle(lines)  # type: ignore[attr-defined]
    assert set_digest(lines) == digest


@given(
    st.lists(st.tuples(st.sampled_from(("R", "S")), st.integers(0, 9), st.sampled_from(("east", "south"))), min_size=1),
    st.randoms(use_true_random=False),
)
def test_a_family_has_one_pick_up_code_at_every_station(given: list[tuple[str, int, str]], chance: Random) -> None:
    entries = [
        Entry(
            id=f"id{place}", event="E", kind=EntryKind.IN, registration=registration, persons=(), at=START, hlc=f"{hlc}",
            station=station, station_seq=place, operator="o", pickup_code=f"C{place}",
        )
        for place, (registration, hlc, station) in enumerate(given)
    ]  # fmt: skip
    shuffled = chance.sample(entries, len(entries))
    one, other = fold(entries), fold(shuffled)
    for registration in ("R", "S"):
        codes = [
            entry.pickup_code for entry in sorted(entries, key=lambda e: e.order) if entry.registration == registration
        ]
        assert one.pickup_code(registration) == other.pickup_code(registration) == (codes[0] if codes else None)
    assert all(one.is_code_taken(f"C{place}") for place in range(len(given)))
    assert not one.is_code_taken("C")

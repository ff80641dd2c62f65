"""The rules of a roster, each at its edge, and the two ways of asking them against each other."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.rosters import KINDS, staffing
from eventdesk.domain.age import AgeBand
from eventdesk.domain.roster import ORDER, WAIVABLE, Rules, forbids, minutes_by_day
from eventdesk.domain.roster_check import Breach, Unknown, breaches
from eventdesk.domain.roster_input import Contradiction, contradictions
from eventdesk.domain.roster_ratio import adults_needed, ratios
from eventdesk.domain.roster_words import block_said, finding_said
from eventdesk.domain.volunteer import Assigned, Rule, Shift, Skill, Staffing, StaffingRules, Vetting, Volunteer, Window
from resources.words import Words

ZONE = timezone(timedelta(hours=8))
DAY = date(2026, 11, 28)
WORDS = (Words("zh"), Words("en"))


def at(hour: float, day: date = DAY) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE) + timedelta(hours=hour)


def shift(id: str = "a", start: float = 9, end: float = 11, need: int = 1, **more: object) -> Shift:
    made = Shift(id, id, "guide", at(start), at(end), need, int(str(more.pop("ideal", need))))
    return replace(made, **more)


def person(id: str = "p", **more: object) -> Volunteer:
    made = Volunteer(id, id, id.upper(), windows=(Window(at(0), at(24)),), skills=(Skill("first aid"),))
    return replace(made, **more)


def question(*shifts: Shift, people: tuple[Volunteer, ...] = (), has: str = "", **more: object) -> Staffing:
    """``has``: what stands, as ``p:a p:b``."""
    stands = tuple(Assigned(one.split(":")[1], one.split(":")[0]) for one in has.split())
    return replace(Staffing(shifts, people or (person(),), ZONE, assigned=stands), **more)


def asked(staffing: Staffing) -> tuple[Rule, ...]:
    """What forbids the first person the first shift."""
    return forbids(staffing, staffing.shifts[0], staffing.volunteers[0], staffing.assigned)


ALONE = [
    (shift(), person(), ()),
    (shift(), person(withdrawn=True), (Rule.WITHDRAWN,)),
    (shift(skills=frozenset({"first aid"})), person(), ()),
    (shift(skills=frozenset({"first aid", "music"})), person(), (Rule.SKILL,)),
    (shift(skills=frozenset({"first aid"})), person(skills=(Skill("first aid", until=DAY),)), ()),
    (shift(skills=frozenset({"first aid"})), person(skills=(Skill("first aid", until=DAY - timedelta(1)),)), (Rule.CERTIFICATE,)),
    (shift(vetted=True), person(), (Rule.VETTING,)),
    (shift(vetted=True), person(vetting=Vetting.PERMANENT), ()),
    (shift(vetted=True), person(vetting=Vetting.DATED, vetting_until=DAY), ()),
    (shift(vetted=True), person(vetting=Vetting.DATED, vetting_until=DAY - timedelta(1)), (Rule.VETTING,)),
    (shift(vetted=True), person(vetting=Vetting.DATED), (Rule.VETTING,)),
    (shift(adults_only=True), person(birthdate=date(2008, 11, 28)), ()),
    (shift(adults_only=True), person(birthdate=date(2008, 11, 29)), (Rule.MINOR,)),
    (shift(), person(windows=(Window(at(9), at(11)),)), ()),
    (shift(), person(windows=(Window(at(9), at(10)), Window(at(10), at(11)))), (Rule.UNAVAILABLE,)),
    (shift(), person(windows=()), (Rule.UNAVAILABLE,)),
    (shift(), person(max_minutes=120), ()),
    (shift(), person(max_minutes=119), (Rule.HOURS,)),
    (shift(), person(max_day_minutes=119), (Rule.DAY_HOURS,)),
]


@pytest.mark.parametrize(("work", "somebody", "wanted"), ALONE)
def test_rules_about_one_shift(work: Shift, somebody: Volunteer, wanted: tuple[Rule, ...]) -> None:
    asked_for = question(work, people=(somebody,))
    assert asked(asked_for) == wanted
    broken = breaches(replace(asked_for, assigned=(Assigned(work.id, somebody.id),)))
    assert tuple(one.rule for one in broken) == wanted


BESIDE = [
    ((9, 11), (11, 12), 0, ()),
    ((9, 11), (10.5, 12), 0, (Rule.OVERLAP,)),
    ((9, 11), (9.5, 10), 0, (Rule.OVERLAP,)),
    ((9, 11), (11.25, 12), 30, (Rule.REST,)),
    ((9, 11), (8, 8.75), 30, (Rule.REST,)),
    ((9, 11), (11.5, 12), 30, ()),
    ((9, 11), (11, 12), 30, ()),
]


@pytest.mark.parametrize(("one", "other", "rest", "wanted"), BESIDE)
def test_rules_about_two_shifts(
    one: tuple[float, float], other: tuple[float, float], rest: int, wanted: tuple[Rule, ...]
) -> None:
    both = question(shift("a", *one), shift("b", *other), has="p:b", rules=StaffingRules(rest_minutes=rest))
    assert asked(both) == wanted
    assert tuple(found.rule for found in breaches(replace(both, assigned=(*both.assigned, Assigned("a", "p"))))) == wanted


def test_a_shift_beyond_midnight_counts_for_both_days() -> None:
    late = shift("a", 22, 26)
    limited = question(late, shift("b", 9, 11), has="p:b", people=(person(max_day_minutes=180, windows=(Window(at(0), at(48)),)),))
    assert minutes_by_day(late, limited) == {DAY: 120, DAY + timedelta(1): 120}
    assert asked(limited) == (Rule.DAY_HOURS,)
    assert asked(replace(limited, assigned=())) == ()
    until = question(shift("a", 20, 24, vetted=True), people=(person(vetting=Vetting.DATED, vetting_until=DAY),))
    assert asked(until) == ()  # midnight itself is not worked through


def test_the_day_is_that_of_the_organisation() -> None:
    utc = replace(shift(vetted=True), start=at(7).astimezone(UTC), end=at(8).astimezone(UTC))
    cleared = person(vetting=Vetting.DATED, vetting_until=DAY - timedelta(1))
    assert asked(question(utc, people=(cleared,))) == (Rule.VETTING,)


def test_apart_means_never_in_one_shift_whatever_the_hour() -> None:
    two = (person("p"), person("q"))
    apart = frozenset({("p", "q")})
    together = question(shift(need=2), shift("b"), people=two, apart=apart, has="q:a")
    assert asked(together) == (Rule.APART,)
    assert asked(replace(together, assigned=(Assigned("b", "q"),))) == ()
    assert breaches(replace(together, assigned=(Assigned("a", "p"), Assigned("a", "q")))) == (Breach(Rule.APART, "p", ("a",), "q"),)


def test_a_full_shift_takes_nobody() -> None:
    two = (person("p"), person("q"))
    assert asked(question(shift(), people=two, has="q:a")) == (Rule.FULL,)
    assert breaches(question(shift(), people=two, has="q:a p:a")) == (Breach(Rule.FULL, "", ("a",)),)


def test_a_waiver_holds_for_its_rule_and_its_shift_alone() -> None:
    short = question(shift("a"), shift("b", 12, 14), people=(person(max_minutes=120),))
    waived = Assigned("a", "p", waived=frozenset({Rule.HOURS}))
    assert breaches(replace(short, assigned=(waived, Assigned("b", "p")))) == ()
    wrong = Assigned("a", "p", waived=frozenset({Rule.REST}))
    assert [one.rule for one in breaches(replace(short, assigned=(wrong, Assigned("b", "p"))))] == [Rule.HOURS]
    # Who passed a rule once gets nothing more for it.
    assert forbids(short, short.shifts[1], short.volunteers[0], (waived,)) == (Rule.HOURS,)


def test_what_can_never_be_waived() -> None:
    assert Rule.VETTING not in WAIVABLE
    assert not {Rule.MINOR, Rule.OVERLAP, Rule.WITHDRAWN} & WAIVABLE
    assert set(ORDER) == set(Rule)


def test_a_roster_of_strangers_is_a_mistake() -> None:
    with pytest.raises(Unknown):
        breaches(question(shift(), has="nobody:a"))
    with pytest.raises(Unknown):
        breaches(question(shift(), has="p:a p:a"))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(KINDS), st.booleans())
def test_both_ways_of_asking_agree(seed: int, kind: str, abroad: bool) -> None:
    """Shifts are given at random as long as nothing forbids it: the second look finds nothing. One more that is forbidden: it
    finds just those rules."""
    base = staffing(5, 8, seed=seed, kind=kind)
    if abroad:  # days begin in the middle of shifts
        base = replace(base, zone=ZoneInfo("Europe/Berlin"))
    draw, made = Random(seed), []
    rules = Rules(base, ())
    pairs = [(one, other) for one in base.shifts for other in base.volunteers]
    draw.shuffle(pairs)
    for work, somebody in pairs:
        blocks = rules.blocks(work, somebody)
        new = Assigned(work.id, somebody.id)
        broken = {one.rule for one in breaches(replace(base, assigned=(*made, new)))}
        assert broken == {block.rule for block in blocks}
        assert set(forbids(base, work, somebody, made)) == broken
        if not blocks:
            rules.add(work.id, somebody.id)
            made.append(new)


@pytest.mark.parametrize(
    ("band", "children", "wanted"),
    [
        (AgeBand(0, 23), 3, 2), (AgeBand(0, 23), 7, 3), (AgeBand(24, 47), 9, 3), (AgeBand(48, 83), 12, 2),
        (AgeBand(48, 83), 13, 3), (AgeBand(18, 60), 7, 3), (AgeBand(0, 23), 0, 0),
    ],
)  # fmt: skip
def test_adults_beside_children(band: AgeBand, children: int, wanted: int) -> None:
    assert adults_needed(band, children) == wanted


def test_only_vetted_adults_count_and_shifts_of_one_slot_count_together() -> None:
    care = shift("a", slot="s", band=AgeBand(24, 47), children=9)
    people = (
        person("p", vetting=Vetting.PERMANENT), person("q"),
        person("r", vetting=Vetting.PERMANENT, birthdate=date(2010, 1, 1)), person("t", vetting=Vetting.PERMANENT),
    )  # fmt: skip
    crowd = question(replace(care, ideal=3), shift("b", slot="s"), people=people, has="p:a q:a r:a t:b")
    (one,) = ratios(crowd)
    assert (one.adults, one.needed, one.missing, one.shifts) == (2, 3, 1, ("a", "b"))


def test_every_contradiction_has_a_sentence() -> None:
    impossible = question(
        shift("a", 11, 9), shift("b", need=3, ideal=1), shift("c", skills=frozenset({"music"})), shift("d", need=-1),
        shift("e", 23, 25), shift("f", need=2, ideal=2),
        assigned=(Assigned("c", "p", pinned=True),),
    )  # fmt: skip
    found = [*contradictions(impossible), *contradictions(question(people=(person(withdrawn=True),)))]
    assert {one.code for one in found} == set(Contradiction)
    for one in found:
        source = impossible if one.shift else question()
        key, facts = finding_said(source, one)
        for words in WORDS:
            assert "{" not in words(f"rosters.{key}", **facts)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(KINDS))
def test_every_block_has_a_sentence(seed: int, kind: str) -> None:
    base = staffing(6, 6, seed=seed, kind=kind)
    has = tuple(Assigned(work.id, base.volunteers[seed % 6].id) for work in base.shifts[:3])
    rules = Rules(base, has)
    for work in base.shifts:
        for somebody in base.volunteers:
            for block in rules.blocks(work, somebody):
                key, facts = block_said(base, block)
                assert all("{" not in words(f"rosters.{key}", **facts) for words in WORDS)
                assert all(words.has(f"rosters.{name}_{block.rule.value}") for words in WORDS for name in ("rule", "reason"))

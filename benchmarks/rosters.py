"""Made-up rosters of any size, each from a seed: easy ones and hard ones."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from eventdesk.domain.age import AgeBand
from eventdesk.domain.volunteer import Shift, Skill, Staffing, StaffingRules, Vetting, Volunteer, Window

ZONE = timezone(timedelta(hours=8))
DAY = datetime(2026, 11, 28, 8, tzinfo=ZONE)
KINDS = ("mixed", "tight", "rare", "apart")
PLACES = {"mixed": 2.8, "tight": 1.4, "rare": 1.5, "apart": 2.6}
"""How many people are needed for each one there is: somewhat more than there can be."""
ROLES = ("welcome", "guide", "craft", "first aid", "camera", "stage", "carry", "care")
SKILLS = {"craft": "craft", "first aid": "first aid", "camera": "camera", "stage": "stage", "care": "child care"}
BANDS = (AgeBand(0, 23), AgeBand(24, 47), AgeBand(48, 83))


def staffing(people: int = 120, shifts: int = 60, *, seed: int = 1, kind: str = "mixed") -> Staffing:
    """A weekend with fewer hands than places. ``tight``: few hours each and rest between; ``rare``: skills that hardly anybody
    has; ``apart``: many who can't work together."""
    draw = random.Random(f"{kind} {people} {shifts} {seed}")
    volunteers = tuple(_volunteer(draw, number, kind) for number in range(people))
    made = tuple(sorted((_shift(draw, number, kind) for number in range(shifts)), key=lambda one: (one.start, one.id)))
    pairs = people // 12 if kind != "apart" else people * 2
    return Staffing(
        shifts=_to_measure(draw, made, int(people * PLACES[kind])),
        volunteers=volunteers,
        zone=ZONE,
        rules=StaffingRules(rest_minutes=30 if kind == "tight" else 0, max_day_minutes=420),
        apart=_pairs(draw, people, pairs),
        together=_pairs(draw, people, people // 10),
    )


def _pairs(draw: random.Random, people: int, count: int) -> frozenset[tuple[str, str]]:
    names = [_id(number) for number in range(people)]
    made = (sorted(draw.sample(names, 2)) for _ in range(count))
    return frozenset((one, other) for one, other in made)


def _id(number: int) -> str:
    return f"v{number:03}"


def _volunteer(draw: random.Random, number: int, kind: str) -> Volunteer:
    chance = 0.08 if kind == "rare" else 0.3
    skills = tuple(
        Skill(name, until=date(2026, 11, 28) if draw.random() < 0.1 else None)
        for name in SKILLS.values() if draw.random() < chance
    )  # fmt: skip
    days = [day for day in (0, 1) if draw.random() < 0.75] or [draw.randrange(2)]
    most = draw.choice((180, 210, 240) if kind == "tight" else (240, 360, 480, None))
    return Volunteer(
        id=_id(number),
        code=f"V{number:03}",
        name=f"volunteer {number}",
        windows=tuple(_window(draw, day) for day in days),
        skills=skills,
        max_minutes=most,
        max_day_minutes=draw.choice((None, None, 300)),
        wishes=frozenset(draw.sample(ROLES, draw.randrange(3))),
        vetting=draw.choice((Vetting.NONE, Vetting.DATED, Vetting.PERMANENT, Vetting.PERMANENT)),
        vetting_until=draw.choice((date(2026, 11, 28), date(2027, 6, 1), date(2026, 8, 31))),
        birthdate=date(2010, 3, 1) if draw.random() < 0.08 else None,
        load=draw.choice((0, 0, 120, 600, 1500)),
    )


def _window(draw: random.Random, day: int) -> Window:
    start = DAY + timedelta(days=day)
    opens, closes = draw.choice(((0, 10), (0, 10), (0, 5), (5, 10), (1, 7), (3, 9)))
    return Window(start + timedelta(hours=opens), start + timedelta(hours=closes))


def _shift(draw: random.Random, number: int, kind: str) -> Shift:
    role = draw.choice(ROLES)
    length = timedelta(minutes=draw.choice((60, 90, 120, 180, 210)))
    start = DAY + timedelta(days=draw.randrange(2), minutes=30 * draw.randrange(13))
    need = draw.choice((1, 1, 2, 3))
    care = role in ("care", "craft")
    return Shift(
        id=f"s{number:03}",
        code=f"S{number:03}",
        role=role,
        start=start,
        end=start + length,
        need=need,
        ideal=need + draw.choice((0, 0, 1, 2)),
        skills=frozenset({SKILLS[role]})
        if role in SKILLS and (kind != "mixed" or draw.random() < 0.8)
        else frozenset(),
        vetted=care,
        adults_only=role in ("first aid", "carry"),
        band=draw.choice(BANDS) if care else None,
        children=draw.randrange(4, 16) if care else None,
    )


def _to_measure(draw: random.Random, shifts: tuple[Shift, ...], places: int) -> tuple[Shift, ...]:
    """With needs that add up to somewhat more than people can give, whatever the number of shifts."""
    have = sum(one.need for one in shifts)
    grown = list(shifts)
    while have < places:
        number = draw.randrange(len(grown))
        grown[number] = replace(grown[number], need=grown[number].need + 1, ideal=grown[number].ideal + 1)
        have += 1
    return tuple(grown)

"""The event report's own figures: volunteers, money, partners, what was taken up, and the events before."""

from collections.abc import Iterator

from eventdesk.domain import statistics
from eventdesk.reports.document import Column, Figure, Table, ValueKind, rate
from eventdesk.reports.event_facts import EventFacts


def volunteers(facts: EventFacts) -> Iterator[Figure]:
    """Who helped; without any record of who came nothing is said of coming."""
    of = facts.volunteers
    yield Figure("volunteers.people", of.people, "volunteers_people")
    yield Figure("volunteers.shifts", of.shifts, "volunteers_shifts")
    if of.recorded:
        yield rate("volunteers.came", of.came, of.shifts, definition="volunteers_came" if facts.over else "volunteers_came_so_far")
        yield Figure("volunteers.late", of.late, "volunteers_late")
        yield Figure("volunteers.missed", of.missed, "volunteers_missed")
    yield Figure("volunteers.minutes", of.minutes, "volunteers_minutes")


def money(facts: EventFacts) -> Iterator[Figure]:
    """The budget in fen."""
    of = facts.money
    amounts = (
        ("planned_income", of.planned_income), ("income", of.income), ("planned_cost", of.planned_cost), ("cost", of.cost),
        ("balance", of.income - of.cost), ("in_kind", of.in_kind),
    )  # fmt: skip
    for key, fen in amounts:
        yield Figure(f"money.{key}_fen", fen, f"money_{key}", ValueKind.MONEY)
    families = facts.attendance.totals.attended.families
    # Until everybody is there it would be a cost of few.
    each = (2 * of.cost + families) // (2 * families) if families and facts.over else None
    yield Figure("money.per_family_fen", each, "money_per_family", ValueKind.MONEY, *((of.cost, families) if each is not None else ()))
    yield Figure("money.open", of.open, "money_open")


def partners(facts: EventFacts) -> Iterator[Figure]:
    """Who gave something, and what came of what was promised."""
    yield Figure("partners.count", len({gift.partner for gift in facts.gifts}), "partners_count")
    for name, kind in (("in_kind", True), ("cash", False)):
        given = [gift for gift in facts.gifts if gift.in_kind is kind]
        promised, received = sum(gift.promised for gift in given), sum(gift.received for gift in given)
        yield Figure(f"partners.{name}_promised_fen", promised, f"partners_{name}_promised", ValueKind.MONEY)
        yield Figure(f"partners.{name}_received_fen", received, f"partners_{name}_received", ValueKind.MONEY)
        yield rate(f"partners.{name}_kept", received, promised, definition=f"partners_{name}_kept")


def follow_ups(facts: EventFacts) -> Iterator[Figure]:
    """What was taken up, and how much of it is settled; nothing of an event that too few answered."""
    if facts.cases is None:
        return
    cases, done = sum(one.cases for one in facts.cases), sum(one.done for one in facts.cases)
    yield Figure("follow_ups.cases", cases, "follow_ups_cases")
    yield rate("follow_ups.done", done, cases, definition="follow_ups_done")
    yield Figure("follow_ups.open", cases - done, "follow_ups_open")


def comparison(facts: EventFacts) -> Iterator[Figure]:
    """The event less the one before it, with the interval of the difference (Newcombe); nothing before it is over."""
    before = facts.earlier[0] if facts.earlier else None
    if before is None or not facts.over:
        return
    for name, now, then in (("attendance", facts.came, before.came), ("content", facts.content, before.content)):
        interval = statistics.difference(now, then) if now and then else None
        if now is None or then is None or interval is None:
            continue
        key = f"compare.{name}"
        apart = now[0] / now[1] - then[0] / then[1]
        proven = "not_proven" if 0.0 in interval else "more" if apart > 0 else "less"
        yield Figure(f"{key}.difference", apart, f"compare_{name}", ValueKind.RATE, subject=before.title)
        yield Figure(f"{key}.low", interval.low, f"compare_{name}_low", ValueKind.RATE, subject=before.title)
        yield Figure(f"{key}.high", interval.high, f"compare_{name}_high", ValueKind.RATE, subject=before.title)
        yield Figure(f"{key}.verdict", proven, f"compare_{name}_verdict", ValueKind.WORD, subject=before.title)


def earlier_table(facts: EventFacts) -> Table:
    """The events before."""
    columns = (
        Column("event_title"), Column("day"), Column("persons", ValueKind.COUNT), Column("attendance_share", ValueKind.RATE),
        Column("top2", ValueKind.RATE), Column("mean", ValueKind.MEAN), Column("answered_count", ValueKind.COUNT),
    )  # fmt: skip
    rows = tuple(
        (
            one.title, one.starts.astimezone(facts.attendance.tz).strftime("%Y-%m-%d"), one.persons,
            one.came[0] / one.came[1] if one.came[1] else None, one.content[0] / one.content[1] if one.content else None,
            one.mean, one.content[1] if one.content else None,
        )
        for one in facts.earlier
    )  # fmt: skip
    return Table("earlier", columns, rows)


def partners_table(facts: EventFacts) -> Table:
    """What each partner promised and gave."""
    columns = (
        Column("partner"), Column("gift"), Column("sort", ValueKind.WORD), Column("promised", ValueKind.MONEY),
        Column("received", ValueKind.MONEY), Column("kept", ValueKind.RATE),
    )  # fmt: skip
    rows = tuple(
        (
            gift.partner, gift.title, "in_kind" if gift.in_kind else "cash", gift.promised, gift.received,
            gift.received / gift.promised if gift.promised else None,
        )
        for gift in facts.gifts
    )  # fmt: skip
    return Table("partners", columns, rows)


def follow_ups_table(facts: EventFacts) -> Table:
    """What was taken up, by its kind."""
    columns = (Column("case_kind", ValueKind.WORD), Column("cases", ValueKind.COUNT), Column("cases_done", ValueKind.COUNT))
    return Table("follow_ups", columns, tuple((one.kind, one.cases, one.done) for one in facts.cases or ()))

"""The figures of the families report, each with its numerator, denominator and definition; what is not told has none."""

from collections.abc import Iterator

from eventdesk.reports.document import Figure, ValueKind, rate
from eventdesk.reports.families_facts import FamiliesFacts

SPLITS = ("district", "source", "size", "age", "level", "often")
_WHOLES = {"age": "children", "often": "came", "level": "members"}
_RATES = (
    ("year.new", "came"), ("year.returning", "came"), ("year.lapsed", "came"), ("silent", "ever"), ("stayed", "before"),
    ("members", "families"), ("converted.new", "year.new"), ("converted.ever", "ever"), ("opted_out", "families"),
)  # fmt: skip


def whole_of(split: str) -> str:
    """The count that the parts of a split add up to."""
    return _WHOLES.get(split, "families")


def figures(facts: FamiliesFacts) -> Iterator[Figure]:
    """All of them, the totals first."""
    for key in ("families", "children", "came", "ever", "before", "joined", "visits"):
        yield from _count(facts, key, f"circle_{key}")
    if facts.counts["visits"] is not None and facts.counts["came"]:
        yield _mean(facts.counts["visits"], facts.counts["came"])
    for part, whole in _RATES:
        yield from _rate(facts, part, whole, "circle_" + part.replace(".", "_"))
    for split in SPLITS:
        for key in facts.keys(split):
            # A band's subject is said as an age; that is told from how the definition begins.
            definition = "age_band_circle" if split == "age" else f"circle_{split}"
            if key in ("other", "unknown") and split != "age":
                definition = f"{definition}_{key}"
            if split == "source" and key != "unknown":
                definition = f"{definition}_{key}"
            yield from _rate(facts, f"{split}.{key}", whole_of(split), definition, key)
    for key in facts.keys("opted_out"):
        yield from _rate(facts, f"opted_out.{key}", "families", f"circle_opted_out_{key}", key)
    yield from _times(facts)
    yield from _cohorts(facts)


def _times(facts: FamiliesFacts) -> Iterator[Figure]:
    for key in facts.counts:
        group, _, rest = key.partition(".")
        if group not in ("quarter", "month"):
            continue
        name, _, kind = rest.rpartition(".")
        if kind == "came":
            yield from _count(facts, key, "circle_in_came", name)
        else:
            yield from _rate(facts, key, f"{group}.{name}.came", f"circle_in_{kind}", name)


def _cohorts(facts: FamiliesFacts) -> Iterator[Figure]:
    for first in facts.quarters:
        yield from _count(facts, f"cohort.{first}.size", "circle_cohort", first)
        for later in facts.quarters:
            if later > first:
                yield from _rate(facts, f"cohort.{first}.{later}", f"cohort.{first}.size", "circle_again", f"{first} → {later}")


def _count(facts: FamiliesFacts, key: str, definition: str, subject: str = "") -> Iterator[Figure]:
    count = facts.counts[key]
    if count is not None:
        yield Figure(key, count, definition, subject=subject)


def _rate(facts: FamiliesFacts, key: str, whole: str, definition: str, subject: str = "") -> Iterator[Figure]:
    """A share; where its whole is not told the count alone."""
    count, of = facts.counts[key], facts.counts[whole]
    if count is not None:
        yield rate(key, count, of, definition=definition, subject=subject)


def _mean(visits: int, came: int) -> Figure:
    return Figure("mean_visits", visits / came, "circle_mean_visits", ValueKind.MEAN, visits, came)

"""Writes of several stations make the same record in any order; what two did not know of each other is told."""

import random
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.folding import PRESENCE, Clash, Folded, Stamp, Write, fold


def write(
    at: int, device: str, number: int, values: dict[str, Any] | None, *, whole: bool = False, **seen: int
) -> Write:
    return Write(Stamp(f"{at:013d}-000000", device, number), values, seen, whole)


NEW = write(1, "a", 1, {"id": "x", "name": "早市", "places": 40, "revision": 1}, whole=True)


def test_later_words_stand() -> None:
    later = write(2, "b", 1, {"places": 50, "revision": 2}, a=1)
    assert fold([later, NEW]) == Folded({"id": "x", "name": "早市", "places": 50, "revision": 2}, (), True)


def test_two_who_change_different_fields_both_have_their_way() -> None:
    one = write(2, "a", 2, {"places": 50, "revision": 2})
    other = write(3, "b", 1, {"name": "夜市", "revision": 2}, a=1)
    found = fold([NEW, one, other])
    assert found.values == {"id": "x", "name": "夜市", "places": 50, "revision": 3}
    assert found.clashes == ()


def test_a_number_never_goes_back_and_is_never_given_twice() -> None:
    def number(*writes: Write) -> int:
        values = fold([NEW, *writes]).values
        assert values is not None
        return int(values["revision"])

    silent = write(2, "b", 1, {"places": 50}, a=1)
    assert number(silent) == 1, "who says no number leaves it"
    one = write(2, "a", 2, {"places": 50, "revision": 2})
    for told, expected in ((2, 3), (1, 3), (7, 7)):
        other = write(3, "b", 1, {"name": "夜市", "revision": told}, a=1)
        assert number(one, other) == expected, told
    assert number(one, write(3, "b", 1, {"name": "夜市"}, a=1)) == 3


def test_two_who_change_one_field_clash_until_somebody_says_which() -> None:
    one = write(2, "a", 2, {"places": 50, "revision": 2})
    other = write(3, "b", 1, {"places": 60, "revision": 2}, a=1)
    found = fold([NEW, one, other])
    assert found.values is not None and found.values["places"] == 60
    assert found.clashes == (Clash("places", 60, 50, other.stamp, one.stamp),)
    blind = write(4, "c", 1, {"name": "午市", "revision": 3}, a=2)
    assert fold([NEW, one, other, blind]).clashes == found.clashes, "who says nothing of the places settles nothing"
    for places in (50, 60, 70):
        settled = fold([NEW, one, other, write(5, "a", 3, {"places": places, "revision": 4}, b=1)])
        assert settled.clashes == () and settled.values is not None and settled.values["places"] == places


def test_who_says_the_same_again_has_decided_it() -> None:
    one, again = write(2, "a", 2, {"places": 50}), write(3, "b", 1, {"places": 50}, a=1)
    other = write(4, "c", 1, {"places": 60}, a=2)
    assert fold([NEW, one, again, other]).clashes == (Clash("places", 60, 50, other.stamp, again.stamp),)


def test_who_saw_only_one_of_two_settles_nothing() -> None:
    one = write(2, "a", 2, {"places": 50})
    other = write(3, "b", 1, {"places": 60}, a=1)
    for seen in ({"a": 2}, {"b": 1, "a": 1}):
        third = write(4, "c", 1, {"places": 60}, **seen)
        assert [clash.field for clash in fold([NEW, one, other, third]).clashes] == ["places"], seen


def test_who_does_not_tell_what_they_saw_has_seen_all_before() -> None:
    one = write(2, "a", 2, {"places": 50})
    silent = Write(Stamp(f"{3:013d}-000000", "b", 1), {"places": 60}, None)
    found = fold([NEW, one, silent])
    assert found.clashes == () and found.values is not None and found.values["places"] == 60


def test_a_number_is_not_a_truth() -> None:
    one, other = write(2, "a", 2, {"places": 1}), write(3, "b", 1, {"places": True}, a=1)
    assert [clash.field for clash in fold([NEW, one, other]).clashes] == ["places"]


def test_clashes_come_in_the_order_of_their_fields() -> None:
    one = write(2, "a", 2, {"places": 50, "name": "夜市"})
    other = write(3, "b", 1, {"places": 60, "name": "午市"}, a=1)
    assert [clash.field for clash in fold([NEW, one, other]).clashes] == ["name", "places"]


def test_a_change_does_not_make_a_record_that_nobody_wrote_whole() -> None:
    only = write(1, "a", 1, {"places": 50, "revision": 4})
    assert fold([only, write(2, "a", 2, {"name": "夜市"})]) == Folded(None, (), False)
    made = fold([only, write(2, "a", 2, {"id": "x", "name": "早市", "revision": 1}, whole=True)])
    assert made.whole and made.values is not None and made.values["revision"] == 1, "alone, its writer counts"


def test_the_same_value_from_two_is_no_clash() -> None:
    one, other = write(2, "a", 2, {"places": 50}), write(3, "b", 1, {"places": 50}, a=1)
    assert fold([NEW, one, other]).clashes == ()


def test_a_whole_row_says_nothing_of_what_its_writer_left_as_it_was() -> None:
    one = write(2, "a", 2, {"places": 50})
    other = write(3, "b", 1, {"id": "x", "name": "夜市", "places": 40}, whole=True, a=1)
    found = fold([NEW, one, other])
    assert found.values is not None and (found.values["places"], found.values["name"]) == (50, "夜市")
    assert found.clashes == ()


def test_what_is_taken_away_stays_away_and_who_changed_it_meanwhile_is_told() -> None:
    gone = write(3, "b", 1, None, a=1)
    assert fold([NEW, gone]) == Folded(None, (), True)
    for at in (2, 4):
        found = fold([NEW, gone, write(at, "a", 2, {"places": 50})])
        assert found.values is None and [clash.field for clash in found.clashes] == [PRESENCE]
    back = write(5, "b", 2, {"id": "x", "name": "早市", "places": 40, "revision": 1}, whole=True, a=2)
    again = fold([NEW, gone, write(4, "a", 2, {"places": 50}), back])
    assert again.values is not None and again.clashes == ()


def test_a_change_that_comes_before_its_record_waits_for_it() -> None:
    assert fold([write(2, "b", 1, {"places": 50}, a=1)]) == Folded(None, (), False)


@dataclass
class Station:
    """A device that writes, and hears of what others wrote."""

    name: str
    number: int = 0
    clock: int = 0
    seen: dict[str, int] = field(default_factory=dict)
    log: dict[Stamp, Write] = field(default_factory=dict)

    def says(self, values: dict[str, Any] | None, *, whole: bool) -> None:
        self.number += 1
        self.clock += 1
        stamp = Stamp(f"{self.clock:013d}-000000", self.name, self.number)
        self.log[stamp] = Write(stamp, values, dict(self.seen), whole)

    def hears(self, other: "Station") -> None:
        self.log |= other.log
        self.clock = max(self.clock, other.clock)
        for name, number in (other.seen | {other.name: other.number}).items():
            if name != self.name:
                self.seen[name] = max(number, self.seen.get(name, 0))


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6), st.sampled_from("abc")), max_size=25),
    st.randoms(use_true_random=False),
)
def test_any_order_gives_one_record(acts: list[tuple[str, int, str]], chance: random.Random) -> None:
    stations = {name: Station(name, clock=start) for name, start in zip("abc", (0, 5, 2), strict=True)}
    for who, what, whom in acts:
        if what == 0:
            stations[who].says({"id": "x", "name": who, "places": 1}, whole=True)
        elif what == 1:
            stations[who].says(None, whole=False)
        elif what < 5:
            stations[who].says({"places": what}, whole=False)
        else:
            stations[who].hears(stations[whom])
    everything = [*(one for station in stations.values() for one in station.log.values())]
    straight = fold(everything)
    chance.shuffle(everything)
    assert fold(everything + everything[:3]) == straight
    for clash in straight.clashes:
        kept, other = (
            next(one for one in everything if one.stamp == stamp) for stamp in (clash.kept_by, clash.other_by)
        )
        assert not kept.saw(other.stamp) and not other.saw(kept.stamp), "only who did not know of each other clashes"
    for station in stations.values():
        for name in "abc":
            station.hears(stations[name])
    met = {
        name: fold(station.log.values())
        for name, station in stations.items()
        if station.log.keys() == {w.stamp for w in everything}
    }
    assert all(found == straight for found in met.values())

"""Who may be one family, and who hardly is."""

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.duplicates import (
    CROWD,
    LEAST,
    Reason,
    Somebody,
    candidates,
    compare,
    one_character_apart,
    phones_alike,
    propose,
)

SOUNDS = {"雨": "予", "媛": "源"}


def sound(name: str) -> str:
    return "".join(SOUNDS.get(character, character) for character in name)


def family(id: str, guardian: str, phone: str, child: str = "", born: str | None = None, **more: str) -> list[Somebody]:
    parents = [Somebody(id, child=False, name=guardian, phones=(phone,) if phone else (), wechat=more.get("wechat", ""))]
    if not (child or born):
        return parents
    return [*parents, Somebody(id, child=True, name=child, birthdate=born, nickname=more.get("nickname", ""))]


US = family("a", "林晓梅", "13800001234", "周予安", "2022-03-04", wechat="豆妈", nickname="豆豆")


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (family("b", "王五", "13800001234"), {Reason.SAME_PHONE}),
        (family("b", "周大", "13900000000", "周予安", "2022-03-04"), {Reason.SAME_CHILD}),
        (family("b", "周大", "13900000000", "周雨安", "2022-03-04"), {Reason.CHILD_SOUNDS_ALIKE}),
        (family("b", "林晓梅", "13900000000", "周子安", "2022-03-04"), {Reason.CHILD_ONE_CHARACTER, Reason.GUARDIAN_NAME}),
        (family("b", "林晓梅", "13800002134", "周予安"), {Reason.PHONE_SWAPPED, Reason.CHILD_SOUNDS_ALIKE, Reason.GUARDIAN_NAME}),
        (family("b", "林晓梅", "13800001235"), {Reason.PHONE_ONE_DIGIT, Reason.GUARDIAN_NAME}),
        (
            family("b", "", "", "", "2022-03-04", wechat="豆妈", nickname="豆豆"),
            {Reason.SAME_WECHAT, Reason.CHILD_NICKNAME, Reason.CHILD_BIRTHDATE},
        ),
    ],
)  # fmt: skip
def test_what_speaks_for_one_family(other: list[Somebody], reasons: set[Reason]) -> None:
    (found,) = propose([*US, *other], sound=sound)
    assert set(found.reasons) == reasons
    assert LEAST <= found.score <= 100
    assert propose([*US, *other], sound=sound, dismissed=[("a", "b")]) == []


@pytest.mark.parametrize(
    "other",
    [
        family("b", "林晓梅", "13900000000", "王小明", "2021-01-01"), family("b", "王五", "13800001235"),
        family("b", "王五", "13900000000", "周予安", "2019-03-04"), family("b", "王五", "13900000000", "王小明", "2022-03-04"),
        family("b", "王五", "13900000000", wechat="豆妈"),
    ],
)  # fmt: skip
def test_what_is_no_reason(other: list[Somebody]) -> None:
    assert propose([*US, *other], sound=sound) == []


def test_other_children_speak_against_it() -> None:
    same = compare(US, family("b", "王五", "13800001234"), sound=sound)[0]
    other = compare(US, family("b", "王五", "13800001234", "王小明", "2020-01-01"), sound=sound)[0]
    assert other < same


def test_what_a_crowd_shares_tells_nothing() -> None:
    crowd = [
        person for n in range(CROWD + 1)
        for person in family(f"f{n:03}", f"家长{n}", "02155556666", f"孩{n}", f"2020-01-{n + 1:02}")
    ]  # fmt: skip
    assert propose(crowd, sound=sound) == []


NAMES = st.sampled_from(["周予安", "周雨安", "周子安", "林媛", "林源", "王一", ""])
PERSON = st.builds(
    Somebody, st.sampled_from("abcde"), child=st.booleans(), name=NAMES, nickname=st.sampled_from(["", "豆豆"]),
    birthdate=st.sampled_from([None, "2022-03-04", "2021-01-01"]),
    phones=st.sets(st.sampled_from(["13800001234", "13800002134", "13900001234"]), max_size=2).map(tuple),
    wechat=st.sampled_from(["", "豆妈"]),
)  # fmt: skip


@settings(max_examples=100)
@given(people=st.lists(PERSON, max_size=12))
def test_keys_miss_nobody_whom_a_strong_reason_names(people: list[Somebody]) -> None:
    found = {(one.first, one.second): one for one in propose(people, sound=sound, least=1)}
    members = {id: [one for one in people if one.family == id] for id in sorted({one.family for one in people})}
    strong = {Reason.SAME_PHONE, Reason.SAME_CHILD, Reason.SAME_WECHAT}
    for pair in combinations(members, 2):
        score, reasons = compare(members[pair[0]], members[pair[1]], sound=sound)
        if strong & set(reasons):
            assert (found[pair].score, found[pair].reasons) == (score, reasons)
        assert compare(members[pair[1]], members[pair[0]], sound=sound) == (score, reasons)


@given(one=st.text("0123456789", min_size=11, max_size=11), place=st.integers(0, 9), digit=st.sampled_from("0123456789"))
def test_phones_that_were_mistyped(one: str, place: int, digit: str) -> None:
    swapped = one[:place] + one[place + 1] + one[place] + one[place + 2 :]
    assert phones_alike(one, swapped) in (Reason.SAME_PHONE, Reason.PHONE_SWAPPED)
    wrong = one[:place] + digit + one[place + 1 :]
    assert phones_alike(one, wrong) in (Reason.SAME_PHONE, Reason.PHONE_ONE_DIGIT)


def test_short_names_are_not_nearly_alike() -> None:
    assert one_character_apart("周予安", "周子安")
    assert one_character_apart("周予安", "周安")
    assert not one_character_apart("林媛", "林源")
    assert not one_character_apart("周予安", "周予安")


def test_hardly_anybody_of_thousands_is_compared() -> None:
    """Comparing everybody with everybody would look at eight million pairs here, and take hours for a whole city.

    What is counted is how often a name is listened to, and the pairs looked at: a clock would tell how busy the machine is.
    """
    families, chance, heard = 4000, random.Random(1), Counter[str]()
    people = [
        person for n in range(families)
        for person in family(
            f"{n:06}", "".join(chance.choices("王李张刘陈林", k=3)), f"1{n * 7919 % 10**10:010d}",
            "".join(chance.choices("周吴郑安宁乐天明文思", k=3)), f"202{n % 5}-0{n % 9 + 1}-{n % 28 + 1:02}",
        )
    ]  # fmt: skip

    def listen(name: str) -> str:
        heard[name] += 1
        return sound(name)

    propose(people, sound=listen)
    assert 0 < len(candidates(people, sound=sound)) < families
    assert 0 < heard.total() < 5 * families

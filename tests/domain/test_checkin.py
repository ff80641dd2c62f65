"""The verdict: every code, and what no combination of facts may do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.checkin import (
    LIFTABLE,
    VERDICT_OF,
    Code,
    CodeFinding,
    Facts,
    Member,
    Presence,
    Verdict,
    judge,
)  # fmt: skip
from eventdesk.domain.event import DoorRules
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


def member(name: str, presence: Presence = Presence.EXPECTED, role: Role = Role.CHILD) -> Member:
    return Member(name, role, presence)


PARTY = (member("mum", role=Role.GUARDIAN), member("an"), member("ning"))
GOOD = Facts(CodeFinding.GENUINE, members=PARTY)
IN = tuple(Member(m.person, m.role, Presence.IN_ALREADY) for m in PARTY)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (GOOD, Code.OK),
        (Facts(CodeFinding.GENUINE, members=(IN[0], *PARTY[1:])), Code.OK_PARTIAL),
        (Facts(CodeFinding.GENUINE, state=None, members=PARTY), Code.OK_UNSYNCED),
        (Facts(CodeFinding.UNKNOWN), Code.UNKNOWN),
        (Facts(CodeFinding.FORGED), Code.FORGED),
        (Facts(CodeFinding.OTHER_EVENT), Code.OTHER_EVENT),
        (Facts(CodeFinding.GENUINE, members=PARTY, revoked=True), Code.REVOKED),
        (Facts(CodeFinding.GENUINE, members=PARTY, state=RegistrationState.CANCELLED), Code.CANCELLED),
        (Facts(CodeFinding.GENUINE, members=PARTY, state=RegistrationState.WAITLISTED), Code.WAITLISTED),
        (
            Facts(CodeFinding.GENUINE, members=PARTY, state=RegistrationState.WAITLISTED, place_free=True),
            Code.WAITLISTED_ROOM,
        ),
        (Facts(CodeFinding.GENUINE, members=IN), Code.ALREADY_IN),
        (Facts(CodeFinding.GENUINE, members=PARTY, rules=DoorRules(doors_open=NOW + HOUR)), Code.EARLY),
        (Facts(CodeFinding.GENUINE, members=PARTY, rules=DoorRules(doors_close=NOW)), Code.CLOSED),
        (Facts(CodeFinding.GENUINE, members=PARTY, rules=DoorRules(soft_limit=10), inside=8), Code.OVER_SOFT_LIMIT),
        (Facts(CodeFinding.GENUINE, members=PARTY, rules=DoorRules(soft_limit=10), inside=7), Code.OK),
        (Facts(CodeFinding.GENUINE, members=PARTY, rules=DoorRules(hard_limit=10), inside=8), Code.FULL),
        (Facts(CodeFinding.GENUINE, members=PARTY, has_consent=False), Code.NO_CONSENT),
        (Facts(CodeFinding.GENUINE, members=PARTY, rules=DoorRules(ask_consent=False), has_consent=False), Code.OK),
        (Facts(CodeFinding.GENUINE, members=PARTY, rules=DoorRules(slot_check=True), slot_now=False), Code.OTHER_SLOT),
        (Facts(CodeFinding.GENUINE, members=PARTY, rules=DoorRules(ask_unpaid=True), paid=False), Code.UNPAID),
        (Facts(CodeFinding.GENUINE, members=PARTY, chosen=frozenset()), Code.CHOOSE),
    ],
)
def test_each_code(facts: Facts, code: Code) -> None:
    found = judge(facts, NOW)
    assert found.code is code
    assert found.verdict is VERDICT_OF[code]


def test_every_code_belongs_to_one_verdict() -> None:
    assert set(VERDICT_OF) == set(Code)


def test_a_ticket_of_nobody_without_its_record_is_a_volunteers_and_says_so() -> None:
    nobody = Facts(CodeFinding.GENUINE, state=None)
    assert judge(nobody, NOW).code is Code.VOLUNTEER_UNSYNCED
    assert judge(nobody, NOW, overridden=True).code is Code.VOLUNTEER_UNSYNCED
    assert judge(replace(nobody, revoked=True), NOW).code is Code.REVOKED


def test_late_joiners_come_in_by_the_same_code() -> None:
    first = judge(Facts(CodeFinding.GENUINE, members=PARTY, chosen=frozenset({"mum", "an"})), NOW)
    assert first.admit == ("mum", "an")
    later = judge(Facts(CodeFinding.GENUINE, members=(IN[0], IN[1], PARTY[2])), NOW)
    assert (later.code, later.admit) == (Code.OK_PARTIAL, ("ning",))


def test_who_has_left_may_come_back() -> None:
    gone = tuple(Member(m.person, m.role, Presence.OUT) for m in PARTY)
    assert judge(Facts(CodeFinding.GENUINE, members=gone), NOW).admit == ("mum", "an", "ning")


def test_all_that_stands_in_the_way_is_told_at_once() -> None:
    facts = Facts(
        CodeFinding.GENUINE, members=PARTY, has_consent=False, rules=DoorRules(doors_open=NOW + HOUR, ask_unpaid=True), paid=False
    )
    found = judge(facts, NOW)
    assert found.reasons == (Code.EARLY, Code.NO_CONSENT, Code.UNPAID)
    assert judge(facts, NOW, confirmed=True).lifted == found.reasons


facts_strategy = st.builds(
    Facts,
    finding=st.sampled_from(CodeFinding),
    rules=st.builds(
        DoorRules,
        doors_open=st.none() | st.just(NOW + HOUR) | st.just(NOW - HOUR),
        doors_close=st.none() | st.just(NOW + HOUR) | st.just(NOW - HOUR),
        soft_limit=st.none() | st.integers(0, 8),
        hard_limit=st.none() | st.integers(0, 8),
        ask_unpaid=st.booleans(), ask_consent=st.booleans(), slot_check=st.booleans(),
    ),
    state=st.none() | st.sampled_from([s for s in RegistrationState if s is not RegistrationState.DRAFT]),
    members=st.lists(
        st.builds(Member, person=st.sampled_from("abcd"), role=st.sampled_from(Role), presence=st.sampled_from(Presence)),
        max_size=4, unique_by=lambda m: m.person,
    ).map(tuple),
    chosen=st.none() | st.frozensets(st.sampled_from("abcde")),
    inside=st.integers(0, 8), place_free=st.booleans(), has_consent=st.booleans(), paid=st.booleans(),
    slot_now=st.booleans(), revoked=st.booleans(),
)  # fmt: skip


@given(facts_strategy, st.booleans(), st.booleans())
def test_the_hard_limit_holds_against_everything(facts: Facts, confirmed: bool, overridden: bool) -> None:
    found = judge(facts, NOW, confirmed=confirmed, overridden=overridden)
    if found.verdict is Verdict.ADMIT and facts.rules.hard_limit is not None:
        inside = {m.person for m in facts.members if m.presence is Presence.IN_ALREADY}
        coming = [p for p in found.admit if p not in inside]
        assert not coming or facts.inside + len(coming) <= facts.rules.hard_limit


@given(facts_strategy, st.booleans(), st.booleans())
def test_nobody_is_let_in_who_was_not_asked_for(facts: Facts, confirmed: bool, overridden: bool) -> None:
    found = judge(facts, NOW, confirmed=confirmed, overridden=overridden)
    party = {m.person for m in facts.members}
    assert set(found.admit) <= (party if facts.chosen is None else party & facts.chosen)
    if found.verdict is Verdict.ADMIT:
        assert found.admit


@given(facts_strategy)
def test_doubtful_codes_are_refused_whatever_anybody_says(facts: Facts) -> None:
    plain = judge(facts, NOW)
    lifted = judge(facts, NOW, confirmed=True, overridden=True)
    if plain.verdict is Verdict.REFUSE and plain.code not in LIFTABLE:
        assert lifted.verdict is Verdict.REFUSE


@given(facts_strategy)
def test_confirming_alone_lifts_no_refusal(facts: Facts) -> None:
    plain = judge(facts, NOW)
    if plain.verdict is Verdict.REFUSE:
        assert judge(facts, NOW, confirmed=True).code is plain.code

"""The state behind the door: which event, which card, what is ticked; without a window."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.domain.checkin import Code, Presence, Verdict
from eventdesk.domain.event import DoorRules, EventState, Unit
from eventdesk.domain.family import Role
from eventdesk.services.door_views import PartyMember, ScanResult
from eventdesk.services.event_views import EventView
from resources.words import Words
from ui.models.door import Origin, choose_event, fresh_card
from ui.models.door_view import REASON_KEYS, DoorWords
from ui.pages.door_search import looks_like_ticket
from ui.wording import Wording

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 28, 1, 24, tzinfo=UTC)


def event(code: str, start: datetime, *, state: EventState = EventState.PUBLISHED) -> EventView:
    return EventView(
        id=code, code=code, title=code, start=start, end=start + timedelta(hours=2), venue="", capacity=None,
        capacity_unit=Unit.PERSONS, band=None, state=state, rules=DoorRules(),
    )  # fmt: skip


def member(name: str, *, child: bool = False, presence: Presence = Presence.EXPECTED) -> PartyMember:
    role = Role.CHILD if child else Role.GUARDIAN
    return PartyMember(person=name, role=role, label=name, name=name, nickname=None, presence=presence)


def result(*people: PartyMember, code: Code = Code.OK, verdict: Verdict = Verdict.ADMIT) -> ScanResult:
    reasons = (code,) if verdict is Verdict.ATTENTION else ()
    return ScanResult(scan="", verdict=verdict, code=code, registration="r", people=people, reasons=reasons)


def test_the_event_of_this_computer_wins() -> None:
    events = [event("TODAY", NOW), event("MINE", NOW + timedelta(days=30))]
    assert choose_event(events, "MINE", NOW, ZONE)[0] is events[1]


def test_else_today_else_the_next() -> None:
    past, today = event("PAST", NOW - timedelta(days=9)), event("TODAY", NOW + timedelta(hours=1))
    near, far = event("NEAR", NOW + timedelta(days=2)), event("FAR", NOW + timedelta(days=9))
    assert choose_event([far, past, today, near], "GONE", NOW, ZONE)[0] is today
    assert choose_event([far, past, near], "", NOW, ZONE)[0] is near


def test_two_today_have_to_be_chosen_from() -> None:
    one, other = event("A", NOW + timedelta(hours=5)), event("B", NOW)
    assert choose_event([one, other], "", NOW, ZONE) == (None, (other, one))


def test_a_cancelled_event_has_no_door() -> None:
    gone = event("GONE", NOW, state=EventState.CANCELLED)
    assert choose_event([gone], "GONE", NOW, ZONE) == (None, ())


def test_today_is_meant_where_the_organisation_is() -> None:
    late = event("LATE", datetime(2026, 11, 27, 17, 0, tzinfo=UTC))  # one in the morning of the 28th there
    assert choose_event([late], "", NOW, ZONE)[0] is late


def test_everybody_expected_is_ticked_and_nobody_inside() -> None:
    card = fresh_card(
        result(member("a"), member("b", presence=Presence.IN_ALREADY), member("c", child=True)), Origin.SCANNER,
        text="", registration="r", members=None,
    )  # fmt: skip
    assert card.ticked == {"a", "c"}
    card.toggle("b")
    assert card.ticked == {"a", "c"}
    card.toggle("a")
    assert [p.person for p in card.left_out] == ["a"]


@given(
    presences=st.lists(st.sampled_from(list(Presence)), min_size=1, max_size=9),
    touched=st.lists(st.integers(0, 8), max_size=20),
    later=st.lists(st.sampled_from(list(Presence)), min_size=9, max_size=9),
)
def test_nobody_inside_is_ever_ticked(presences: list[Presence], touched: list[int], later: list[Presence]) -> None:
    people = [member(str(n), presence=presence) for n, presence in enumerate(presences)]
    card = fresh_card(result(*people), Origin.LIST, text="", registration="r", members=None)
    for number in touched:
        card.toggle(str(number))
    card.renew(result(*(member(p.person, presence=now) for p, now in zip(people, later, strict=False))))
    assert card.ticked.isdisjoint({p.person for p in card.inside})


def test_enter_works_when_everything_is_settled() -> None:
    card = fresh_card(
        result(member("a"), code=Code.UNPAID, verdict=Verdict.ATTENTION), Origin.LIST, text="", registration="r",
        members=None,
    )  # fmt: skip
    assert not card.ready
    assert card.confirm is None
    card.settled[Code.UNPAID] = "paid"
    assert card.ready
    assert card.confirm == "paid"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", list(Code))
def test_every_code_has_its_sentence_and_its_hint(language: str, code: Code) -> None:
    words = Words(language)
    say = DoorWords(words, Wording(words), ZONE)
    answer = result(member("a"), code=code)
    assert say.sentence(code, answer, None)
    assert say.hint(code, answer, None)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_a_key_of_its_own_and_words(language: str) -> None:
    words = Words(language)
    assert len(set(REASON_KEYS.values())) == len(REASON_KEYS)
    assert not set(REASON_KEYS.values()) & {"A", "L", "H"}
    for code in REASON_KEYS:
        assert words(f"door.settle_{code.value}")
        assert words(f"door.settled_{code.value}")
        assert words(f"door.key_settle_{code.value}")


def test_an_allergy_is_said_once() -> None:
    words = Words("zh")
    say = DoorWords(words, Wording(words), ZONE)
    assert say.allergy("花生") == "花生过敏"
    assert say.allergy("对花生过敏") == "对花生过敏"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("lxm", False), ("1234", False), ("ED1", False), ("ed1" + "a" * 173, True), ("ED1 1234", False)],
)
def test_a_tickets_text_is_told_from_a_search(text: str, is_one: bool) -> None:
    assert looks_like_ticket(text) is is_one

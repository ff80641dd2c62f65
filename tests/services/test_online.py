"""What families do by themselves: the desk's own rules, asked by somebody whom nobody has seen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.age import AgeBand
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import InvalidInput, NotAllowed
from eventdesk.services.online_views import Fate, OnlineChild, SignUp
from tests.services.test_outbox import check
from tests.web.place import NOW, START, furnished

FORM = SignUp(name="林晓梅", phone="138 0000 1111", adults=1, children=(), slots=("BUGS",), photo=False, mark="one")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with one published event."""
    with furnished(tmp_path / "desk", SetClock(NOW)) as made:
        yield made


def test_a_form_is_taken_once_and_tells_the_outbox_everything(desk: Desk) -> None:
    child = OnlineChild("豆豆", date(2023, 3, 1), "花生")
    first = desk.online.sign_up("FOREST", replace(FORM, children=(child,), photo=True))
    again = desk.online.sign_up("FOREST", replace(FORM, name="x"))
    assert (first.fate, again.fate, again.ticket) == (Fate.NEW, Fate.SAME, first.ticket)
    assert desk.online.sign_up("FOREST", replace(FORM, mark="two")) == replace(again, fate=Fate.KNOWN, ticket="")
    found = desk.registrations.list("FOREST", unmasked=True)
    assert [(one.source_note, one.guardians[0].name, one.children[0].allergies) for one in found] == [("", "林晓梅", "花生")]
    desk.online.cancel(first.ticket)
    desk.online.come_back(first.ticket)
    check(desk)


def test_whoever_types_a_known_phone_does_not_change_who_it_is_nor_a_refusal_of_pictures(desk: Desk) -> None:
    desk.events.add(title="第二场", code="NEXT", start=START, end=START + timedelta(hours=1))
    desk.events.publish("NEXT")
    first = desk.online.sign_up("FOREST", FORM)
    made = desk.online.sign_up("NEXT", replace(FORM, name="冒名", photo=True, slots=(), mark="two"))
    one, other = desk.registrations.list("FOREST", unmasked=True)[0], desk.registrations.list("NEXT", unmasked=True)[0]
    assert (one.ticket, other.ticket) == (first.ticket, made.ticket) and one.family == other.family
    assert other.guardians[0].name == "林晓梅" and other.photo_consent is False
    assert desk.online.sign_up("NEXT", replace(FORM, phone="13900000000", slots=(), photo=True, mark="three")).fate is Fate.NEW
    assert desk.registrations.list("NEXT")[1].photo_consent is True


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("没有", "花生 / 没有"), ("", "花生"), ("花生", "花生"), ("花生不过敏", "花生 / 花生不过敏"), ("生", "花生 / 生")]
)
def test_whoever_types_a_known_phone_adds_to_what_a_child_must_not_eat_and_takes_nothing_away(
    desk: Desk, typed: str, kept: str
) -> None:
    desk.events.add(title="第二场", code="NEXT", start=START, end=START + timedelta(hours=1))
    desk.events.publish("NEXT")
    child = OnlineChild("豆豆", date(2023, 3, 1), "花生")
    desk.online.sign_up("FOREST", replace(FORM, children=(child,)))
    desk.online.sign_up("NEXT", replace(FORM, slots=(), children=(replace(child, allergies=typed),), mark="two"))
    for code in ("FOREST", "NEXT"):
        (found,) = desk.registrations.list(code, unmasked=True)
        assert [one.allergies for one in found.children] == [kept]


def test_what_the_desk_does_not_take_is_not_taken_here(desk: Desk) -> None:
    for form in (replace(FORM, phone="12"), replace(FORM, children=(OnlineChild("x", date(2099, 1, 1)),)), replace(FORM, adults=0)):
        with pytest.raises(InvalidInput):
            desk.online.sign_up("FOREST", form)
    assert desk.online.sign_up("NOWHERE", FORM).fate is Fate.CLOSED
    assert desk.registrations.list("FOREST") == ()


def test_sign_up_is_open_from_publishing_until_the_event_begins_unless_the_rule_says_no(desk: Desk) -> None:
    clock = desk.clock
    assert isinstance(clock, SetClock)
    desk.events.set_rule("FOREST", "online_signup", "no")
    assert desk.online.sign_up("FOREST", FORM).fate is Fate.CLOSED
    desk.events.set_rule("FOREST", "online_signup", "-")
    ticket = desk.online.sign_up("FOREST", FORM).ticket
    clock.at = START
    assert desk.online.sign_up("FOREST", replace(FORM, phone="13900000000")).fate is Fate.CLOSED
    late = desk.online.cancel(ticket)
    assert late is not None and not late.may_cancel and late.state is RegistrationState.CONFIRMED
    assert [one.code for one in desk.online.events()] == ["FOREST"]
    clock.at = START + timedelta(hours=4)
    assert desk.online.events() == () and desk.online.event("FOREST") is not None


def test_ages_are_those_of_the_event_and_of_the_slots_chosen_on_their_day(desk: Desk) -> None:
    desk.events.add_slot("FOREST", title="大孩子", code="BIG", band=AgeBand(36, 83))
    form = replace(FORM, children=(OnlineChild("小", date(2023, 6, 1)), OnlineChild("大", date(2023, 5, 31))), slots=("BIG",))
    # On 31 May 2026 the first is a day short of three years.
    assert desk.online.out_of_age("FOREST", form) == (("小", AgeBand(36, 83)),)
    assert desk.online.out_of_age("FOREST", replace(form, slots=("BUGS",))) == ()
    infant = replace(form, children=(OnlineChild("幼", date(2025, 8, 1)),))
    assert [name for name, _ in desk.online.out_of_age("FOREST", infant)] == ["幼", "幼"]


def test_a_ticket_stays_when_its_event_is_a_draft_again_and_shows_nobodys_name(desk: Desk) -> None:
    ticket = desk.online.sign_up("FOREST", FORM).ticket
    desk.events.advance("FOREST", type(desk.events.show("FOREST").state).DRAFT)
    shown = desk.online.ticket(ticket)
    assert desk.online.event("FOREST") is None and shown is not None and shown.event.code == "FOREST"
    assert "林晓梅" not in repr(shown) and "1111" not in repr(shown) and ticket not in repr(shown)
    assert desk.online.ticket(ticket[:-1]) is None and desk.online.ticket("") is None


@pytest.mark.parametrize("role", [OperatorRole.DOOR, OperatorRole.READER])
def test_who_may_not_register_may_not_here(desk: Desk, role: OperatorRole) -> None:
    ticket = desk.online.sign_up("FOREST", FORM).ticket
    desk.house.actor = replace(desk.house.actor, role=role)
    with pytest.raises(NotAllowed):
        desk.online.sign_up("FOREST", replace(FORM, phone="13900000000"))
    with pytest.raises(NotAllowed):
        desk.online.cancel(ticket)
    with pytest.raises(NotAllowed):
        desk.online_answers.give("x" * 16, {}, version="")

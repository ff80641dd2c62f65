"""The one search box."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services.booking import BookedPerson
from eventdesk.store.search_keys import keys_of


@pytest.fixture
def known(fair: Desk) -> Desk:
    for name, phone, child, nickname in (
        ("林晓梅", "13800001234", "周予安", "豆豆"),
        ("单小明", "13900005678", "单可", None),
        ("欧阳娜", "13700009012", "欧阳小北", "🍬糖糖"),
        ("Emma Wang", "13600003456", "Leo Wang", None),
        ("阿依古丽·买买提", "13500007890", "迪丽", None),
        ("吕布", "02112345678", "吕小布", None),
    ):
        people = (
            BookedPerson(Role.GUARDIAN, name, phone=phone, phone_type="mobile"),
            BookedPerson(Role.CHILD, child, nickname=nickname),
        )
        fair.registrations.add("FAIR", people=people)
    return fair


@pytest.mark.parametrize(
    ("text", "tail"),
    [
        ("林", "1234"), ("晓梅", "1234"), ("lxm", "1234"), ("linxiaomei", "1234"), ("LinXiao", "1234"), ("予安", "1234"),
        ("豆", "1234"), ("doudou", "1234"), ("dd", "1234"), ("1234", "1234"), ("00001234", "1234"), ("138 0000 1234", "1234"),
        ("shanxm", None), ("shanxiaoming", "5678"), ("danxiaoming", "5678"), ("sxm", "5678"), ("dxm", "5678"),
        ("ouyang", "9012"), ("oyn", "9012"), ("糖糖", "9012"), ("emma", "3456"), ("wang", "3456"), ("ew", "3456"),
        ("买买提", "7890"), ("阿依", "7890"), ("lvbu", "5678"), ("１２３４", "1234"), ("12", None), ("没有这家", None), ("", None),
        ("'; DROP TABLE family; --", None), ('"', None), ("*", None), ("林 OR 单", None), ("%", None),
    ],
)  # fmt: skip
def test_search(known: Desk, text: str, tail: str | None) -> None:
    found = known.families.search(text)
    tails = [hit.guardian.phone[-4:] for hit in found if hit.guardian and hit.guardian.phone]
    if tail is None:
        assert found == ()
    else:
        assert tail in tails


def test_the_answer_is_the_whole_family_and_masked(known: Desk) -> None:
    (hit,) = known.families.search("予安")
    assert [p.role for p in hit.people] == [Role.GUARDIAN, Role.CHILD]
    assert hit.guardian is not None
    assert (hit.guardian.name, hit.guardian.phone) == ("林**", "138****1234")
    assert hit.children[0].name == "周**"
    assert hit.children[0].nickname == "豆豆"


def test_unmasking_is_audited(known: Desk) -> None:
    (hit,) = known.families.search("予安", unmasked=True)
    assert hit.guardian is not None
    assert hit.guardian.phone == "13800001234"
    with known.house.store.reading() as connection:
        row = connection.exec_driver_sql("SELECT action, details FROM audit ORDER BY seq DESC LIMIT 1").one()
    assert row.action == "unmasked"
    assert "138" not in row.details


def test_a_ticket_finds_its_family(known: Desk) -> None:
    view = known.registrations.list("FAIR")[1]
    (hit,) = known.families.search(view.ticket.lower())
    assert hit.family == view.family


def test_search_in_an_event_finds_its_own_families_alone(known: Desk) -> None:
    start = known.events.show("FAIR").start
    known.events.add(title="x", start=start, end=known.events.show("FAIR").end, code="EMPTY")
    assert known.families.search("lxm", event="EMPTY") == ()
    (hit,) = known.families.search("lxm", event="FAIR")
    assert hit.registration in {view.id for view in known.registrations.list("FAIR")}
    with pytest.raises(NotFound):
        known.families.search("lxm", event="NONE")


def test_the_limit_counts_families(known: Desk) -> None:
    """A family has several keys and people that match: they are one answer."""
    assert len(known.families.search("小")) == 3
    assert len(known.families.search("小", limit=2)) == 2
    assert len(known.families.search("l", limit=9)) == 3
    assert len({hit.family for hit in known.families.search("l", limit=2)}) == 2


def test_the_best_answers_come_first(known: Desk) -> None:
    for name, phone in (("小欧", "13812340001"), ("欧", "13812340002"), ("Ou Yangming", "13812340003")):
        known.registrations.add("FAIR", people=(BookedPerson(Role.GUARDIAN, name, phone=phone, phone_type="mobile"),))

    def names(text: str, limit: int = 20) -> list[str | None]:
        return [hit.guardian.name for hit in known.families.search(text, limit=limit, unmasked=True) if hit.guardian]

    assert names("欧") == ["欧", "欧阳娜", "小欧"]
    assert names("欧", limit=2) == ["欧", "欧阳娜"]
    assert set(names("ou")[:2]) == {"欧", "Ou Yangming"}


def test_accents_are_no_hindrance(known: Desk) -> None:
    guardian = BookedPerson(Role.GUARDIAN, "José Müller", phone="13812340009", phone_type="mobile")
    known.registrations.add("FAIR", people=(guardian,))
    for text in ("jose", "josé", "Muller", "müller"):
        assert len(known.families.search(text)) == 1, text


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.just("\udcff林")
    | st.text(max_size=30)
    | st.text(alphabet='林"*^()+-: \x00\n\'ANDORTlx12', max_size=12),
)
def test_any_text_may_be_asked(known: Desk, text: str) -> None:
    assert len(known.families.search(text, limit=3)) <= 3
    assert len(known.families.search(text, limit=3, event="FAIR")) <= 3


def test_a_ticket_of_another_event_finds_nobody_of_this_one(known: Desk) -> None:
    event = known.events.show("FAIR")
    known.events.add(title="x", start=event.start, end=event.end, code="EMPTY")
    view = known.registrations.list("FAIR")[0]
    assert known.families.search(view.ticket, event="EMPTY") == ()
    assert len(known.families.search(view.ticket, event="FAIR")) == 1


def test_a_surname_keeps_both_readings() -> None:
    assert {"zenglin", "cenglin", "zl", "cl"} <= keys_of(name="曾林", nickname=None, phones=())
    assert {"yuchigong", "weichigong", "ycg"} <= keys_of(name="尉迟恭", nickname=None, phones=())


def test_a_registration_names_somebody(fair: Desk) -> None:
    with pytest.raises(InvalidInput):
        fair.registrations.add("FAIR", people=(BookedPerson(Role.CHILD, None),))
    with pytest.raises(InvalidInput):
        fair.registrations.add("FAIR", people=(BookedPerson(Role.CHILD, "安"),), adults=0, children=0)
    with pytest.raises(NotFound):
        fair.registrations.add("FAIR", people=(BookedPerson(Role.CHILD, "安"),), slots=("S9",))


def test_a_note_tells_no_phone_to_who_sees_masked(fair: Desk) -> None:
    people = (BookedPerson(Role.GUARDIAN, "林晓梅", phone="13800001234", phone_type="mobile"),)
    view = fair.registrations.add("FAIR", people=people, notes="奶奶13900005678来接")
    assert view.notes == "奶奶139****5678来接"
    assert fair.registrations.list("FAIR", unmasked=True)[0].notes == "奶奶13900005678来接"

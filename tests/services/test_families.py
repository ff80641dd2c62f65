"""The one search box."""

import pytest

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
    assert len(known.families.search("1", limit=2)) == 0
    assert len(known.families.search("阿", limit=1)) == 1


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

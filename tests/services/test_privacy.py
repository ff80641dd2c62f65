"""Consents are given and taken back in one act, and who is erased is gone from the file, while figures and chains stay."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from eventdesk.clock import SetClock
from eventdesk.desk import Desk, open_desk
from eventdesk.domain.consent import Purpose, redacted
from eventdesk.domain.family import Role
from eventdesk.domain.question import QuestionKind
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import OperatorRole
from eventdesk.errors import Conflict, InvalidInput, NotAllowed, NotFound
from eventdesk.services.booking import BookedPerson
from eventdesk.services.checkins import Scan
from eventdesk.services.withdrawal import Forgotten
from eventdesk.store import tables as t
from tests.conftest import ZONE
from tests.desks import create_desk
from tests.services.test_outbox import check

MOTHER, CHILD, NICKNAME, PHONE, ALLERGY = "欧阳琳琅", "欧阳朵拉", "朵朵拉", "13987654321", "开心果过敏"
NOTE = "请给朵拉留靠窗的位置"
SECRETS = (MOTHER, CHILD, NICKNAME, PHONE, PHONE[::-1], ALLERGY, NOTE, "ouyanglinlang", "ouyangduola", "duoduola")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk"


@pytest.fixture
def clock() -> SetClock:
    return SetClock(datetime(2026, 11, 20, 9, tzinfo=ZONE))


@pytest.fixture
def desk(folder: Path, clock: SetClock) -> Iterator[Desk]:
    with create_desk(folder, name="测试社群", passphrase=None, clock=clock) as made:
        for code, day in (("PAST", 21), ("NEXT", 28)):
            start = datetime(2026, 11, day, 9, 30, tzinfo=ZONE)
            made.events.add(title="亲子活动", start=start, end=start + timedelta(hours=3), code=code)
        yield made


@pytest.fixture
def family(desk: Desk, clock: SetClock) -> str:
    """Two of them came yesterday, and they are registered for next week."""
    people = (
        BookedPerson(Role.GUARDIAN, MOTHER, phone=PHONE, phone_type="mobile", relation="mother"),
        BookedPerson(Role.CHILD, CHILD, nickname=NICKNAME, birthdate=date(2022, 3, 5), sex="F", allergies=ALLERGY),
    )
    made = [
        desk.registrations.add(code, people=people, notes=NOTE, photo_consent=True, consent_method="paper")
        for code in ("PAST", "NEXT")
    ]
    other = (BookedPerson(Role.GUARDIAN, "王小明", phone="13700001111", phone_type="mobile"),)
    desk.registrations.add("PAST", people=other, consent_method="paper")
    scan = Scan(registration=made[0].id, at=datetime(2026, 11, 21, 9, 40, tzinfo=ZONE))
    assert desk.checkins.scan("PAST", scan).admitted == 2
    clock.at = datetime(2026, 11, 22, 9, tzinfo=ZONE)
    return made[0].family


def held(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())


def test_what_is_looked_for_is_there_before(desk: Desk, family: str, folder: Path) -> None:
    """Else the tests below would find nothing either where nothing was erased."""
    desk.close()
    found = held(folder)
    assert [secret for secret in SECRETS if secret.encode() not in found] == []


def test_an_erased_family_is_nowhere_in_the_file(desk: Desk, family: str, folder: Path) -> None:
    desk.consents.give(family, {Purpose.PARTNERS: False}, method="screen", signature=drawn())
    before = desk.attendance.show("PAST").totals
    done = desk.privacy.erase(family, reason="家长来信要求")
    assert (done.people, done.registrations, len(done.cancelled)) == (2, 2, 1)
    # Nothing is left for the closing to fold in: it is gone now.
    found = held(folder)
    assert [secret for secret in SECRETS if secret.encode() in found] == []
    assert drawn() not in found
    assert "王小明".encode() in found
    assert desk.attendance.show("PAST").totals == before
    proof = desk.proofs.verify()
    assert proof.ok, proof
    assert desk.families.search("欧阳") == desk.families.search(PHONE[-4:]) == ()
    assert {view.state for view in desk.registrations.list("NEXT")} == {RegistrationState.CANCELLED}


def test_what_was_changed_or_drawn_since_is_taken_out_of_the_items_too(desk: Desk, family: str) -> None:
    """A signature names its consent alone, and a change of a follow-up itself alone."""
    kept, gone = desk.follow_ups.add(family, "回电"), desk.follow_ups.add(family, "寄照片")
    for one in (kept, gone):
        desk.follow_ups.change(one.id, text=f"{MOTHER}想下午来")
    desk.follow_ups.done(kept.id, result=f"{MOTHER}说好")
    desk.follow_ups.remove(gone.id)
    desk.consents.give(family, {Purpose.PARTNERS: False}, method="screen", signature=drawn())
    other = desk.follow_ups.add(desk.registrations.list("PAST")[1].family, "送书")
    desk.follow_ups.change(other.id, text="送两本书")
    desk.privacy.erase(family, reason="x")
    with desk.house.store.reading() as connection:
        told = [row.body for row in connection.execute(sa.select(t.outbox.c.body))]
    assert [body for body in told if MOTHER in body or '"picture"' in body] == []
    assert any("送两本书" in body for body in told), "another family's stay"
    assert desk.proofs.verify().ok


def test_nobody_is_erased_while_inside(desk: Desk, family: str, clock: SetClock) -> None:
    clock.at = datetime(2026, 11, 21, 10, tzinfo=ZONE)
    with pytest.raises(Conflict) as caught:
        desk.privacy.erase(family, reason="x")
    assert (caught.value.code, caught.value.details["n"]) == ("still_inside", 2)
    assert desk.families.show(family).people


def test_an_emptied_item_that_is_changed_again_is_found(desk: Desk, family: str) -> None:
    desk.privacy.erase(family, reason="x")
    with desk.house.store.engine.begin() as connection:
        seq = connection.execute(sa.select(sa.func.min(t.outbox.c.device_seq)).where(t.outbox.c.erased_at.is_not(None))).scalar()
        connection.execute(t.outbox.update().where(t.outbox.c.device_seq == seq).values(body="{}"))
    assert desk.proofs.verify().outbox_chain == f"broken at {seq}"


def test_an_item_is_not_emptied_by_saying_so(desk: Desk, family: str) -> None:
    """Only the audit, whose chain shows every change, can tell that an item was emptied."""
    with desk.house.store.engine.begin() as connection:
        seq = connection.execute(sa.select(sa.func.max(t.outbox.c.device_seq))).scalar()
        connection.execute(t.outbox.update().where(t.outbox.c.device_seq == seq).values(body="{}", erased_at=desk.clock.now()))
    assert desk.proofs.verify().outbox_chain == f"broken at {seq}"


def test_withdrawing_takes_the_childrens_details_away(desk: Desk, family: str, folder: Path) -> None:
    state = desk.consents.withdraw(family, Purpose.PARTICIPATION)
    assert state.forgotten == Forgotten(children=1, notes=2) and state.granted(Purpose.PARTICIPATION) is False
    view = desk.families.show(family, unmasked=True)
    mother, child = view.people
    assert (mother.name, mother.phone) == (MOTHER, PHONE)
    assert (child.role, child.name, child.nickname, child.birthdate, child.sex, child.allergies) == (Role.CHILD, *[None] * 5)
    (coming,) = desk.registrations.list("NEXT")
    assert (coming.state, coming.adults, coming.children_count) == (RegistrationState.CONFIRMED, 1, 1)
    assert desk.checkins.look("NEXT", Scan(registration=coming.id)).code.value == "no_consent"
    assert desk.proofs.verify().ok
    found = held(folder)
    assert [secret for secret in (CHILD, NICKNAME, ALLERGY, NOTE, "ouyangduola") if secret.encode() in found] == []
    assert MOTHER.encode() in found


def test_withdrawing_takes_what_was_written_of_the_child_away_and_counts_the_rest(desk: Desk, family: str, folder: Path) -> None:
    (coming,) = desk.registrations.list("NEXT")
    desk.profiles.change(family, notes="朵拉怕黑，朵朵拉")
    desk.questions.add("NEXT", text="要带什么", kind=QuestionKind.TEXT)
    desk.questions.answer(coming.id, {"q1": "带小毯子"})
    desk.questions.answer(coming.id, {"q1": "带小被子"})
    desk.edits.change(coming.id, source_note="朵朵拉的老师转来的")
    about, other = desk.follow_ups.add(family, f"给{CHILD}寄照片"), desk.follow_ups.add(family, "妈妈想做志愿者", owner="小王")
    desk.follow_ups.change(other.id, text="妈妈要做志愿者")
    state = desk.consents.withdraw(family, Purpose.PARTICIPATION)
    assert state.forgotten == Forgotten(children=1, notes=2, answers=1, texts=2, left=1)
    assert desk.families.show(family, unmasked=True).notes == ""
    assert {one.id: one.text for one in desk.follow_ups.list(family=family)} == {about.id: "", other.id: "妈妈要做志愿者"}
    assert desk.questions.answers(coming.id).answers == {}
    assert desk.proofs.verify().ok
    check(desk)
    found = held(folder)
    assert [secret for secret in ("朵拉", "小毯子", "小被子", "怕黑", "转来的") if secret.encode() in found] == []
    assert "妈妈要做志愿者".encode() in found


def test_a_text_that_was_taken_away_before_a_withdrawal_is_told_no_more(desk: Desk, family: str) -> None:
    desk.follow_ups.remove(desk.follow_ups.add(family, "朵拉的水杯").id)
    desk.consents.withdraw(family, Purpose.PARTICIPATION)
    with desk.house.store.reading() as connection:
        assert [body for body in connection.execute(sa.select(t.outbox.c.body)).scalars() if "水杯" in body] == []


def test_an_undone_import_brings_no_text_back(desk: Desk, family: str) -> None:
    text = "家长姓名,手机号,宝宝姓名,备注\n" + f"{MOTHER},{PHONE},{CHILD},朵拉要午睡"
    batch = desk.imports.run_text("NEXT", text, name="a.csv").batch
    assert batch is not None
    desk.consents.withdraw(family, Purpose.PARTICIPATION)
    with desk.house.store.reading() as connection:
        kept = connection.execute(sa.select(t.import_batch)).all()
    assert not any(secret in str(row) for row in kept for secret in ("朵拉", "午睡", NOTE))
    desk.imports.undo(batch)
    assert [view.notes for view in desk.registrations.list("NEXT", unmasked=True)] == [None]


def test_withdrawing_pictures_holds_for_what_comes(desk: Desk, family: str) -> None:
    state = desk.consents.withdraw(family, Purpose.PHOTO)
    assert (state.forgotten, state.granted(Purpose.PHOTO), state.granted(Purpose.PARTICIPATION)) == (Forgotten(), False, True)
    of = {code: desk.registrations.list(code)[0].photo_consent for code in ("PAST", "NEXT")}
    assert of == {"PAST": True, "NEXT": False}
    assert len(desk.families.show(family, unmasked=True).people) == 2


def drawn() -> bytes:
    """A picture as a guardian's pen makes it."""
    out = BytesIO()
    Image.linear_gradient("L").save(out, "PNG")
    return out.getvalue()


def test_every_purpose_is_asked_apart(desk: Desk, family: str) -> None:
    said = {Purpose.PARTICIPATION: True, Purpose.PHOTO: False}
    state = desk.consents.give(family, said, method="screen", signature=drawn())
    assert [(line.purpose, line.granted, line.signed) for line in state.lines] == [
        (Purpose.PARTICIPATION, True, True), (Purpose.PHOTO, False, True), (Purpose.PARTNERS, None, False),
    ]  # fmt: skip
    assert desk.consents.signature(family, Purpose.PHOTO) == drawn()
    assert desk.consents.signature(family, Purpose.PARTNERS) is None


@pytest.mark.parametrize(
    ("said", "method", "signature", "code"),
    [
        ({}, "screen", None, "bad_consent"),
        ({Purpose.PHOTO: True}, "telepathy", None, "bad_consent"),
        ({Purpose.PHOTO: True}, "screen", b"GIF89a", "bad_signature"),
        ({Purpose.PHOTO: True}, "screen", drawn() + b"x" * 200_000, "bad_signature"),
    ],
)
def test_a_consent_that_is_none_is_refused(
    desk: Desk, family: str, said: dict[Purpose, bool], method: str, signature: bytes | None, code: str
) -> None:
    before = desk.consents.state(family)
    with pytest.raises(InvalidInput) as caught:
        desk.consents.give(family, said, method=method, signature=signature)
    assert caught.value.code == code
    assert desk.consents.state(family) == before


def test_who_never_agreed_is_listed(desk: Desk, family: str) -> None:
    assert desk.consents.missing() == ()
    people = (
        BookedPerson(Role.GUARDIAN, "李四", phone="13600002222", phone_type="mobile"), BookedPerson(Role.CHILD, "李小宝"),
    )  # fmt: skip
    unasked = desk.registrations.add("NEXT", people=people)
    (found,) = desk.consents.missing()
    assert (found.family, found.label, found.children) == (unasked.family, "李*", 1)
    desk.consents.withdraw(unasked.family, Purpose.PARTICIPATION)
    assert desk.consents.missing() == ()


def test_a_wording_once_kept_never_changes(desk: Desk, family: str) -> None:
    assert [(view.version, view.text, view.current, view.agreed) for view in desk.notices.list()] == [("1", None, True, 3)]
    added = desk.notices.add("2027-1", "我们这样处理信息。")
    assert desk.notices.add("2027-1", "我们这样处理信息。").sha256 == added.sha256
    with pytest.raises(Conflict):
        desk.notices.add("2027-1", "别的。")
    with pytest.raises(NotFound):
        desk.notices.use("3")
    assert desk.notices.use("2027-1").current
    state = desk.consents.give(family, {Purpose.PARTICIPATION: True}, method="paper")
    assert (state.lines[0].notice, state.lines[0].sha256) == ("2027-1", added.sha256)
    assert [view.agreed for view in desk.notices.list()] == [1, 3]


def test_the_version_in_use_is_known_when_the_desk_is_opened_again(desk: Desk, folder: Path) -> None:
    desk.notices.add("2027-1", "我们这样处理信息。")
    desk.notices.use("2027-1")
    desk.close()
    with open_desk(folder) as again:
        assert again.notices.current().version == "2027-1"


@pytest.mark.parametrize("role", [OperatorRole.PLANNER, OperatorRole.DOOR, OperatorRole.READER])
def test_few_may_erase(desk: Desk, family: str, role: OperatorRole) -> None:
    owner = desk.house.actor
    desk.house.actor = replace(owner, role=role)
    with pytest.raises(NotAllowed):
        desk.privacy.erase(family, reason="x")
    with pytest.raises(NotAllowed):
        desk.notices.add("9", "x")
    desk.house.actor = owner
    assert desk.families.show(family).people


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_erasure_needs_a_reason_and_a_family(desk: Desk, family: str, reason: str) -> None:
    with pytest.raises(InvalidInput):
        desk.privacy.erase(family, reason=reason)
    with pytest.raises(NotFound):
        desk.privacy.erase("nobody", reason="x")


def test_redacting_keeps_what_tells_nobody_apart() -> None:
    body = {"id": "f", "people": [{"id": "p", "name": "x", "role": "child"}, {"id": "q", "name": "y"}], "notes": "n"}
    assert redacted(body, people={"p"}, whole=False) == {
        "id": "f", "people": [{"id": "p", "role": "child"}, {"id": "q", "name": "y"}], "notes": "n",
    }  # fmt: skip
    assert redacted(body, people=(), whole=True) == {"id": "f", "people": [{"id": "p", "role": "child"}, {"id": "q"}]}


def test_nobody_agrees_for_a_family_that_is_erased(desk: Desk, family: str) -> None:
    desk.privacy.erase(family, reason="x")
    with pytest.raises(NotFound) as given:
        desk.consents.give(family, {Purpose.PHOTO: True}, method="desk")
    with pytest.raises(NotFound) as taken:
        desk.consents.withdraw(family, Purpose.PHOTO)
    assert given.value.code == taken.value.code == "family_not_found"


def test_a_merged_family_agrees_as_the_one_that_it_is(desk: Desk, family: str) -> None:
    other = desk.registrations.list("PAST")[1].family
    desk.merges.merge(other, family)
    assert desk.consents.give(family, {Purpose.PARTNERS: True}, method="desk").family == other
    assert desk.consents.state(other).granted(Purpose.PARTNERS) is True


def test_what_is_agreed_at_the_door_is_kept_with_the_registration(desk: Desk, family: str) -> None:
    (coming,) = desk.registrations.list("NEXT")
    desk.registrations.give_consent(coming.id, method="screen")
    desk.consents.give_for(coming.id, {Purpose.PHOTO: False}, method="paper")
    with desk.house.store.reading() as connection:
        query = sa.select(t.outbox.c.event).where(t.outbox.c.type == "consent").order_by(t.outbox.c.device_seq.desc())
        assert connection.execute(query.limit(2)).scalars().all() == [coming.event] * 2
        audited = sa.select(t.audit.c.subject).where(t.audit.c.action == "consent.given")
        assert connection.execute(audited).scalars().all() == [coming.id] * 2
    with pytest.raises(InvalidInput):
        desk.registrations.give_consent(coming.id, method="telepathy")

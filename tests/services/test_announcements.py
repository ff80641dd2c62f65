"""Announcements: two pairs of eyes, and what was told never changes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventdesk.desk import Desk
from eventdesk.domain.announcement import AnnouncementState, Step, after, may_review
from eventdesk.domain.right import Actor, OperatorRole, Right
from eventdesk.errors import DeskError, InvalidInput, NotAllowed, NotFound
from eventdesk.exchange.codes import read_codes
from eventdesk.store import tables as t
from resources.words import Words
from tests.services.test_outbox import check

ZH = Words("zh")
LINK = "https://example.org/s/fair"


def sit(desk: Desk, name: str, role: OperatorRole = OperatorRole.PLANNER) -> None:
    """Lets a second person act; they are made where there is none of this name."""
    house = desk.house
    with house.writing(Right.LOOK, "operator.added") as unit:
        row = unit.execute(t.operator.select().where(t.operator.c.name == name)).first()
        id = row.id if row is not None else unit.new_id()
        if row is None:
            values = {"id": id, "name": name, "role": role.value, "active": True}
            unit.execute(t.operator.insert(), values)
            unit.put("operator", values)
            unit.commit(subject=id)
    house.actor = Actor(id, role, house.actor.station, house.actor.station_name)


def code_of(verb: Callable[[], object]) -> str:
    with pytest.raises(DeskError) as raised:
        verb()
    return raised.value.code


def test_a_text_is_written_reviewed_and_released_by_two(fair: Desk) -> None:
    sit(fair, "方雨")
    draft = fair.announcements.write("FAIR", title=" 秋日亲子工坊日 ", text="来玩吧\n", link=LINK)
    assert (draft.number, draft.state, draft.title, draft.author, draft.mine) == (
        1,
        AnnouncementState.DRAFT,
        "秋日亲子工坊日",
        "方雨",
        True,
    )
    assert fair.announcements.submit("FAIR", 1).state is AnnouncementState.IN_REVIEW
    assert code_of(lambda: fair.announcements.release("FAIR", 1)) == "same_person"
    assert code_of(lambda: fair.announcements.send_back("FAIR", 1, remark="改")) == "same_person"
    sit(fair, "赵晨")
    back = fair.announcements.send_back("FAIR", 1, remark="写上集合点")
    assert (back.state, back.remark, back.reviewer, back.mine) == (AnnouncementState.DRAFT, "写上集合点", "赵晨", False)
    sit(fair, "方雨")
    fair.announcements.change("FAIR", 1, title="秋日亲子工坊日", text="东门集合，来玩吧", link=LINK)
    assert fair.announcements.submit("FAIR", 1).remark == ""
    sit(fair, "赵晨")
    released = fair.announcements.release("FAIR", 1)
    assert (released.state, released.author, released.reviewer) == (AnnouncementState.RELEASED, "方雨", "赵晨")
    assert released.reviewed_at is not None and released.changes
    check(fair)


def test_what_was_released_never_changes(fair: Desk) -> None:
    sit(fair, "方雨")
    fair.announcements.write("FAIR", title="一", text="一")
    fair.announcements.submit("FAIR", 1)
    sit(fair, "赵晨")
    fair.announcements.release("FAIR", 1)
    told = fair.announcements.show("FAIR", 1)
    for verb in (
        lambda: fair.announcements.change("FAIR", 1, title="二", text="二"),
        lambda: fair.announcements.change("FAIR", 1, title="一", text="一"),
        lambda: fair.announcements.submit("FAIR", 1),
        lambda: fair.announcements.release("FAIR", 1),
    ):
        assert code_of(verb) == "announcement_released"
    assert fair.announcements.show("FAIR", 1) == told
    assert fair.announcements.write("FAIR", title="二", text="二").number == 2
    assert [view.number for view in fair.announcements.list("FAIR")] == [2, 1]


def test_whoever_changes_a_text_in_review_is_its_author_and_it_is_read_again(fair: Desk) -> None:
    sit(fair, "方雨")
    fair.announcements.write("FAIR", title="一", text="一")
    fair.announcements.submit("FAIR", 1)
    sit(fair, "赵晨")
    changed = fair.announcements.change("FAIR", 1, title="一", text="我改的")
    assert (changed.state, changed.author) == (AnnouncementState.DRAFT, "赵晨")
    assert code_of(lambda: fair.announcements.release("FAIR", 1)) == "announcement_wrong_state"
    fair.announcements.submit("FAIR", 1)
    assert code_of(lambda: fair.announcements.release("FAIR", 1)) == "same_person"
    sit(fair, "方雨")
    assert fair.announcements.release("FAIR", 1).state is AnnouncementState.RELEASED
    check(fair)


def test_what_cannot_be_is_refused(fair: Desk) -> None:
    verbs = fair.announcements
    assert code_of(lambda: verbs.write("FAIR", title=" ", text="x")) == "title_missing"
    assert code_of(lambda: verbs.write("FAIR", title="x", text="\n")) == "text_missing"
    for link in ("javascript:alert(1)", "tel:110", "https://", "https://a b", "https://x/" + "a" * 300, "ftp://x/y"):
        assert code_of(lambda link=link: verbs.write("FAIR", title="x", text="x", link=link)) == "bad_link"  # type: ignore[misc]
    verbs.write("FAIR", title="一", text="一")
    assert code_of(lambda: verbs.write("FAIR", title="二", text="二")) == "announcement_open"
    assert code_of(lambda: verbs.send_back("FAIR", 1, remark=" ")) == "remark_missing"
    assert code_of(lambda: verbs.send_back("FAIR", 1, remark="x")) == "announcement_wrong_state"
    for number in (0, 2):
        assert code_of(lambda number=number: verbs.submit("FAIR", number)) == "announcement_not_found"  # type: ignore[misc]
    with pytest.raises(NotFound):
        verbs.list("NONE")
    sit(fair, "门口", OperatorRole.DOOR)
    with pytest.raises(NotAllowed):
        verbs.submit("FAIR", 1)
    assert verbs.show("FAIR", 1).text == "一"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_poster_is_a_draft_until_the_text_is_released(fair: Desk, tmp_path: Path, language: str) -> None:
    words = Words(language)
    assert code_of(lambda: fair.announcements.poster("FAIR", folder=tmp_path, words=words)) == "announcement_not_found"
    sit(fair, "方雨")
    fair.announcements.write("FAIR", title="秋日亲子工坊日", text="来玩吧", link=LINK)
    made = fair.announcements.poster("FAIR", folder=tmp_path / "out", words=words)
    assert made.draft and made.has_code
    assert {file.name for file in made.files} == {"FAIR-poster-1-A4.pdf", "FAIR-poster-1-A3.pdf", "FAIR-poster-1.png"}
    assert read_codes(made.files[-1]).codes == (LINK,)
    fair.announcements.submit("FAIR", 1)
    sit(fair, "赵晨")
    fair.announcements.release("FAIR", 1)
    assert not fair.announcements.poster("FAIR", folder=tmp_path / "out", words=words).draft
    fair.announcements.write("FAIR", title="下一份", text="来玩吧")
    newest = fair.announcements.poster("FAIR", folder=tmp_path / "out", words=words)
    assert newest.draft and not newest.has_code
    assert not fair.announcements.poster("FAIR", folder=tmp_path / "out", words=words, number=1).draft


def test_without_a_link_a_poster_leads_to_where_families_sign_up_while_they_may(fair: Desk, tmp_path: Path) -> None:
    def leads_to() -> str:
        made = fair.announcements.poster("FAIR", folder=tmp_path, words=ZH)
        assert read_codes(made.files[-1]).codes == ((made.link,) if made.link else ()) and made.has_code is bool(made.link)
        return made.link

    fair.announcements.write("FAIR", title="秋日", text="来玩吧")
    fair.events.publish("FAIR")
    assert leads_to() == ""
    assert fair.online_address.keep("https://families.example.org/b/EAST/e/ ") == "https://families.example.org/b/EAST"
    assert fair.online_address.show() == "https://families.example.org/b/EAST"
    assert leads_to() == "https://families.example.org/b/EAST/e/FAIR"
    fair.events.set_rule("FAIR", "online_signup", "no")
    assert leads_to() == ""
    fair.events.set_rule("FAIR", "online_signup", "yes")
    fair.announcements.change("FAIR", 1, title="秋日", text="来玩吧", link=LINK)
    assert leads_to() == LINK
    for bad in ("families.example.org", "ftp://x.org", "https://a:b@x.org", "https://x.org?e=1", "https://x org", "https://"):
        assert code_of(lambda bad=bad: fair.online_address.keep(bad)) == "bad_link"  # type: ignore[misc]
    assert fair.online_address.keep("") == "" == fair.online_address.show()


def test_a_poster_that_does_not_fit_is_not_written(fair: Desk, tmp_path: Path) -> None:
    fair.announcements.write("FAIR", title="一", text="很长的正文。" * 500)
    with pytest.raises(InvalidInput) as raised:
        fair.announcements.poster("FAIR", folder=tmp_path / "out", words=ZH)
    assert raised.value.code == "poster_too_long"
    assert not (tmp_path / "out").exists()


@given(st.lists(st.tuples(st.sampled_from(Step), st.sampled_from("ABC")), max_size=30))
def test_nothing_is_released_that_only_one_person_saw(steps: list[tuple[Step, str]]) -> None:
    state, author, written = AnnouncementState.DRAFT, "A", 0
    released_of = None
    for number, (step, person) in enumerate(steps, start=1):
        then = after(state, step)
        if then is None or (step in (Step.RELEASE, Step.SEND_BACK) and not may_review(author=author, reviewer=person)):
            continue
        assert state is not AnnouncementState.RELEASED
        if step is Step.CHANGE:
            author, written = person, number
        if step is Step.RELEASE:
            released_of = (author, person, written)
        state = then
    assert (released_of is not None) == (state is AnnouncementState.RELEASED)
    assert released_of is None or released_of[0] != released_of[1]

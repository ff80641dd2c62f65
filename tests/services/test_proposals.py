"""Ideas and votes: nobody counts twice, whichever way they vote, and no phone is kept."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.event import EventKind, EventState
from eventdesk.domain.proposal import ProposalState, VoteFate, VoteSource
from eventdesk.errors import Conflict, InvalidInput, NotFound, UnreadableFile
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from tests.conftest import ZONE, Register


@pytest.fixture
def walk(fair: Desk) -> str:
    return fair.proposals.add(title="森林徒步", kind=EventKind.OUTDOOR, text="去看红叶").id


def votes_file(folder: Path, *rows: str, head: str = "想参加的活动,手机号,家长姓名") -> Path:
    file = folder / "votes.csv"
    file.write_text("\n".join((head, *rows)), encoding="utf-8")
    return file


def fates(desk: Desk, file: Path, *, dry_run: bool = False) -> list[str]:
    return [row.fate.value for row in desk.proposals.import_votes(file, dry_run=dry_run).rows]


def family_of(desk: Desk, registration: str) -> str:
    with desk.house.store.reading() as connection:
        query = sa.select(t.registration.c.family).where(t.registration.c.id == registration)
        return str(connection.execute(query).scalar_one())


def test_ideas_are_listed_by_votes(fair: Desk, walk: str) -> None:
    play = fair.proposals.add(title="亲子话剧")
    fair.proposals.vote(play.id, voter="王老师")
    assert [(view.title, view.votes) for view in fair.proposals.list()] == [("亲子话剧", 1), ("森林徒步", 0)]
    assert play.changes == {"proposals"}
    assert fair.proposals.change(walk, title="夜观昆虫", kind=EventKind.WORKSHOP).title == "夜观昆虫"
    with pytest.raises(InvalidInput):
        fair.proposals.add(title=" ")


def test_a_family_votes_once_whichever_phone_it_gives(fair: Desk, walk: str, register: Register) -> None:
    family = family_of(fair, register().id)
    assert fair.proposals.vote(walk, family=family).entered == 1
    for again in ({"family": family}, {"voter": "138 0000 0001"}, {"voter": "13800000001"}, {"voter": family}):
        with pytest.raises(Conflict) as error:
            fair.proposals.vote(walk, **again)
        assert error.value.code == "voted_before"
    (vote,) = fair.proposals.votes(walk)
    assert (vote.label, vote.source) == ("家**", VoteSource.ENTERED)


def test_who_voted_by_phone_before_the_desk_knew_them_votes_no_more(fair: Desk, walk: str, register: Register) -> None:
    fair.proposals.vote(walk, voter="13800000001")
    family = family_of(fair, register().id)
    with pytest.raises(Conflict):
        fair.proposals.vote(walk, family=family)


def test_no_phone_is_kept(fair: Desk, walk: str, tmp_path: Path) -> None:
    fair.proposals.vote(walk, voter="13912345678")
    fair.proposals.import_votes(votes_file(tmp_path, "森林徒步,13712345678,"))
    with fair.house.store.reading() as connection:
        kept = " ".join(str(row) for row in connection.execute(sa.select(p.vote)))
        told = " ".join(connection.execute(sa.select(t.outbox.c.body)).scalars())
        audited = " ".join(map(str, connection.execute(sa.select(t.audit.c.details, t.audit.c.subject))))
    for text in (kept, told, audited):
        assert "12345678" not in text
    assert [vote.label for vote in fair.proposals.votes(walk)] == ["", ""]


def test_a_vote_that_can_not_be_is_refused(fair: Desk, walk: str) -> None:
    with pytest.raises(InvalidInput):
        fair.proposals.vote(walk, voter=" ")
    with pytest.raises(NotFound):
        fair.proposals.vote(walk, family="0198aaaa-0000-7000-8000-000000000000")
    with pytest.raises(NotFound):
        fair.proposals.vote("nothing", voter="x")
    assert fair.proposals.close(walk).state is ProposalState.CLOSED
    with pytest.raises(Conflict) as error:
        fair.proposals.vote(walk, voter="x")
    assert error.value.code == "proposal_not_open"
    fair.proposals.reopen(walk)
    fair.proposals.vote(walk, voter="x")
    (vote,) = fair.proposals.votes(walk)
    assert fair.proposals.take_vote_back(vote.id).votes == 0
    fair.proposals.vote(walk, voter="x")


def test_a_file_of_votes_gives_each_row_a_fate(fair: Desk, walk: str, register: Register, tmp_path: Path) -> None:
    register()
    closed = fair.proposals.add(title="旧主意")
    fair.proposals.close(closed.id)
    file = votes_file(
        tmp_path,
        "森林徒步,13800000001,家长1",
        "森林 徒步,+86 138-0000-0001,",
        "森林徒步,,李老师",
        "森林徒步,12,",
        "森林徒步,,",
        "没有的主意,13700000000,",
        "旧主意,13700000000,",
        ",13700000000,",
        "森林徒步,,0198aaaa-0000-7000-8000-000000000000",
    )
    assert fates(fair, file, dry_run=True)[0] == "counted"
    assert fair.proposals.show(walk).votes == 0
    expected = [
        "counted", "voted_before", "counted", "bad_phone", "no_voter", "no_such_proposal", "not_open", "no_such_proposal",
        "no_such_family",
    ]  # fmt: skip
    assert fates(fair, file) == expected
    shown = fair.proposals.show(walk)
    assert (shown.votes, shown.imported) == (2, 2)
    again = fair.proposals.import_votes(file)
    assert again.counted == 0
    assert again.of(VoteFate.VOTED_BEFORE) == 3
    assert again.changes == frozenset()
    assert fair.proposals.show(walk).votes == 2


@pytest.mark.parametrize(
    "answer", ["森林徒步┋亲子话剧", "森林徒步；亲子话剧", '"森林徒步,亲子话剧"', "森林徒步、亲子话剧"]
)
def test_several_choices_are_several_votes(fair: Desk, walk: str, tmp_path: Path, answer: str) -> None:
    fair.proposals.add(title="亲子话剧")
    result = fair.proposals.import_votes(votes_file(tmp_path, f"{answer},13800001111,"))
    assert [(row.ref, row.title, row.fate) for row in result.rows] == [
        ("2", "森林徒步", VoteFate.COUNTED), ("2", "亲子话剧", VoteFate.COUNTED),
    ]  # fmt: skip


def test_an_answer_without_end_is_cut(fair: Desk, walk: str, tmp_path: Path) -> None:
    many = "┋".join(f"x{number}" for number in range(30_000))
    result = fair.proposals.import_votes(
        votes_file(tmp_path, f"森林徒步┋{many},13800001111,", "森林徒步┋森林徒步,13800002222,")
    )
    assert len(result.rows) == 51
    assert result.counted == 2


def test_a_title_with_a_comma_is_one_choice(fair: Desk, tmp_path: Path) -> None:
    idea = fair.proposals.add(title="做灯笼、猜灯谜")
    fair.proposals.import_votes(votes_file(tmp_path, "做灯笼、猜灯谜,13800001111,"))
    assert fair.proposals.show(idea.id).votes == 1


@pytest.mark.parametrize(
    "head",
    ["proposal,phone", "Idea,Mobile", "投票给,联系电话", "建议名称,手机", "活动主题,家庭编号", "proposal,family"],
)
def test_columns_are_known_by_their_headings(fair: Desk, walk: str, tmp_path: Path, head: str) -> None:
    assert fates(fair, votes_file(tmp_path, "森林徒步,13800001111", head=head)) == ["counted"]


def test_a_voter_s_column_is_no_proposal(fair: Desk, walk: str, tmp_path: Path) -> None:
    file = votes_file(tmp_path, "李老师,2026-11-01,森林徒步", head="投票人,投票时间,投票主题")
    assert fates(fair, file) == ["counted"]


@pytest.mark.parametrize(
    ("text", "code"), [("a,b\n1,2", "votes_no_columns"), ("", "file_empty"), ("手机号\n1", "votes_no_columns")]
)
def test_a_file_without_votes_is_refused(fair: Desk, tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFile) as error:
        fair.proposals.import_votes(file)
    assert error.value.code == code


def test_an_excel_file_is_read_as_well(fair: Desk, walk: str, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (
        ("投票结果",),
        (),
        ("编号", "想参加的活动", "手机号"),
        (1, "森林徒步", 13800001111),
        (2, "森林徒步", 13800001111.0),
    ):
        book.active.append(row)
    book.save(tmp_path / "votes.xlsx")
    assert fates(fair, tmp_path / "votes.xlsx") == ["counted", "voted_before"]


def test_an_idea_becomes_a_draft(fair: Desk, walk: str) -> None:
    fair.proposals.vote(walk, voter="x")
    made = fair.proposals.make_event(walk)
    assert (made.title, made.kind, made.purpose, made.state) == (
        "森林徒步",
        EventKind.OUTDOOR,
        "去看红叶",
        EventState.DRAFT,
    )
    assert made.start.astimezone(ZONE) == datetime(2026, 12, 26, 9, 30, tzinfo=ZONE)
    assert made.changes == {"proposals", "events"}
    shown = fair.proposals.show(walk)
    assert (shown.state, shown.event, shown.votes) == (ProposalState.TAKEN, made.code, 1)
    for again in (fair.proposals.make_event, fair.proposals.close, fair.proposals.reopen):
        with pytest.raises(Conflict) as error:
            again(walk)
        assert error.value.code == "proposal_taken"
    with pytest.raises(Conflict):
        fair.proposals.vote(walk, voter="y")


def test_a_draft_that_can_not_be_leaves_the_idea(fair: Desk, walk: str) -> None:
    start = datetime(2027, 1, 2, 9, tzinfo=ZONE)
    with pytest.raises(InvalidInput):
        fair.proposals.make_event(walk, start=start, end=start)
    with pytest.raises(Conflict):
        fair.proposals.make_event(walk, start=start, code="FAIR")
    assert fair.proposals.show(walk).state is ProposalState.OPEN
    assert fair.proposals.make_event(walk, start=start, code="WALK").code == "WALK"


def test_an_idea_that_nobody_voted_for_can_go(fair: Desk, walk: str) -> None:
    removed = fair.proposals.remove(walk)
    assert fair.proposals.list() == ()
    fair.proposals.put_back(removed)
    fair.proposals.vote(walk, voter="x")
    with pytest.raises(Conflict) as error:
        fair.proposals.remove(walk)
    assert error.value.code == "proposal_in_use"


def test_an_idea_becomes_no_event_that_cannot_be(desk: Desk) -> None:
    idea = desk.proposals.add(title="x").id
    start = datetime(2026, 12, 12, 9, 30, tzinfo=ZONE)
    for begin, end, code in (
        (start, start - timedelta(hours=1), "ends_before_start"), (start, start + timedelta(days=31), "event_too_long"),
        (start.replace(tzinfo=None), None, "bad_time"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput, match=code):
            desk.proposals.make_event(idea, start=begin, end=end)
    assert desk.events.list() == ()

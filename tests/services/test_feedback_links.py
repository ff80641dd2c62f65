"""Answers that came by invitations, in a form's export: each invitation counts once, and nothing tells whose answer is whose."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.exchange.reader import read_text
from eventdesk.services.feedback_invitations import token_of
from eventdesk.services.feedback_views import FeedbackImport
from eventdesk.store import feedback_tables as f
from tests.conftest import Register
from tests.services.test_feedback_invitations import ADDRESS, TEXT, WORDS, came, survey
from tests.services.test_outbox import check

HEADINGS = ("提交答卷时间,自定义参数,您对本次活动的总体满意度（1-5分）", "提交时间,来源链接,总体满意度")
STRANGER = "abcdefghij234567"


def invited(desk: Desk, register: Register, count: int) -> list[str]:
    """The links of families that came."""
    came(desk, register, count)
    made = desk.feedback_invitations.invite("FAIR", survey(desk), address=ADDRESS, text=TEXT, words=WORDS)
    return [one.link for one in made.texts]


def run(desk: Desk, rows: Sequence[tuple[str, int]], *, name: str = "a.csv", heading: str = HEADINGS[0]) -> FeedbackImport:
    """Imports answers: what the link's column holds, and the points; a minute after each other."""
    lines = "".join(f"2026-11-28 13:{n:02d}:00,{link},{points}\n" for n, (link, points) in enumerate(rows))
    return desk.feedback_imports.run("FAIR", Path(name), workbook=read_text(f"{heading}\n{lines}", name=name))


def points(desk: Desk) -> dict[int, int]:
    """The counted answers to the question on the whole."""
    summary = desk.feedback.summary("FAIR")
    question = next(one for one in summary.questions if one.key == summary.overall)
    return {int(value): count for value, count in question.histogram.items() if count}


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize("whole", [True, False], ids=("link", "secret"))
def test_the_column_is_told_by_what_it_holds(fair: Desk, register: Register, heading: str, whole: bool) -> None:
    links = invited(fair, register, 6)
    made = run(fair, [(link if whole else token_of(link).upper(), 5) for link in links], heading=heading)
    assert [column.role.value for column in made.columns][1] == "token"
    assert len(made.questions) == 1 and {fate.fate for fate in made.rows} == {"ok"}
    summary = fair.feedback.summary("FAIR")
    assert (summary.responses, summary.invited, summary.response_rate) == (6, 6, 1.0)
    assert fair.feedback_invitations.reach("FAIR").answered == 6
    check(fair)


def test_of_one_invitation_the_latest_answer_counts_as_a_whole(fair: Desk, register: Register) -> None:
    links = invited(fair, register, 6)
    made = run(fair, [(links[0], 1), *((link, 5) for link in links[1:]), (links[0], 4)])
    assert [fate.fate for fate in made.rows][-1] == "duplicate_of:2" and made.counts["duplicates"] == 1
    assert fair.feedback.summary("FAIR").responses == 6 and points(fair) == {5: 5, 4: 1}


def test_a_later_file_brings_no_second_answer_of_an_invitation(fair: Desk, register: Register) -> None:
    links = invited(fair, register, 7)
    first = [(link, 5) for link in links[:6]]
    run(fair, first)
    again = run(fair, [*first, (links[0], 1), (links[6], 4)], name="b.csv")
    assert [fate.fate for fate in again.rows] == ["known"] * 6 + ["surplus", "ok"]
    assert again.counts["known"] == 6 and again.counts["new"] == 1
    assert points(fair) == {5: 6, 4: 1}


def test_a_link_that_invites_nobody_is_an_answer_without_one(fair: Desk, register: Register) -> None:
    links = invited(fair, register, 5)
    made = run(fair, [*((link, 5) for link in links), (STRANGER, 2), ("", 3)])
    assert [fate.warnings for fate in made.rows][-2:] == [("unknown_invitation",), ()]
    summary = fair.feedback.summary("FAIR")
    assert summary.responses == 7 and summary.response_rate == 1.0


def test_taking_a_file_back_takes_back_that_its_families_answered(fair: Desk, register: Register) -> None:
    links = invited(fair, register, 6)
    fair.feedback_invitations.given([links[0]])
    made = run(fair, [(link, 5) for link in links[:5]])
    assert fair.feedback_invitations.reach("FAIR").answered == 5 and made.batch is not None
    fair.feedback_imports.undo(made.batch)
    assert fair.feedback_invitations.reach("FAIR").answered == 1, "what was noted before stays noted"
    once_more = run(fair, [(link, 4) for link in links[:5]], name="b.csv")
    assert {fate.fate for fate in once_more.rows} == {"ok"}
    check(fair)


def test_nothing_that_is_kept_tells_whose_answer_is_whose(fair: Desk, register: Register) -> None:
    """The same answers with the links the other way round leave the same records, but for what chance drew."""
    links = invited(fair, register, 6)
    made = run(fair, [(links[0], 1), *((link, 5) for link in links[1:]), (links[0], 4)])
    with fair.house.store.reading() as connection:
        responses = connection.execute(sa.select(f.survey_response)).all()
        batch = connection.execute(sa.select(f.feedback_batch)).one()
        secrets = set(connection.execute(sa.select(f.survey_invitation.c.secret)).scalars())
        told = " ".join(connection.exec_driver_sql("SELECT body FROM outbox").scalars())
    kept = json.dumps([[str(value) for value in row] for row in responses] + [str(batch.rows)])
    assert not any(token_of(link) in kept + told + str(batch.mapping) for link in links)
    assert not any(secret in kept for secret in secrets)
    assert batch.mapping["links"] == sorted(secrets), "in an order that says nothing"
    marks = [row.who for row in responses if row.who is not None]
    assert len(marks) == 2 and len(set(marks)) == 1
    contents = [digest for _, _, _, digest in batch.rows]
    assert made.batch is not None
    fair.feedback_imports.undo(made.batch)
    run(fair, [(links[5], 1), *((link, 5) for link in (links[3], links[1], links[2], links[0], links[4])), (links[5], 4)], name="c.csv")
    with fair.house.store.reading() as connection:
        other = connection.execute(sa.select(f.feedback_batch).where(f.feedback_batch.c.undone_at.is_(None))).one()
    assert [digest for _, _, _, digest in other.rows] == contents

"""Invitations to answer: families that came and want messages, one link each, and nothing that tells whose answer is whose."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.feedback import QuestionKind, ResponseSource, SurveyQuestion, SurveyState
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.message import Channel
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services.checkins import Scan
from eventdesk.services.feedback_invitations import link_to, token_of
from eventdesk.services.feedback_rows import NewResponse, write_responses
from eventdesk.store import feedback_tables as f
from resources.words import Words
from tests.conftest import Register
from tests.services.test_outbox import check

ASKED = (SurveyQuestion("overall", QuestionKind.RATING, {"zh": "满意吗"}, required=True),)
ADDRESS, TEXT = "https://example.org/form?id=7", "{nickname}您好，请说说{event}：{link}"
WORDS = Words("zh")


def came(desk: Desk, register: Register, count: int) -> list[str]:
    """Families that were let in, by their ids."""
    families = []
    for number in range(count):
        made = register()
        desk.checkins.scan("FAIR", Scan(text=made.ticket, at=desk.clock.now() + timedelta(seconds=number)))
        families.append(made.family)
    return families


def survey(desk: Desk) -> str:
    return desk.surveys.add("回访", ASKED, event="FAIR", state=SurveyState.OPEN).id


def test_families_that_came_get_one_link_each(fair: Desk, register: Register) -> None:
    first, second, third = came(fair, register, 3)
    register()  # stayed at home
    fair.messages.opt_out(third, [Channel.WECHAT])
    asked = survey(fair)
    made = fair.feedback_invitations.invite("FAIR", asked, address=ADDRESS, text=TEXT, words=WORDS)
    assert {one.family for one in made.texts} == {first, second} and made.refusing == 1
    assert len({one.link for one in made.texts}) == 2 and all(one.link in one.text for one in made.texts)
    assert all(one.link.startswith("https://example.org/form?id=7&token=") for one in made.texts)
    assert fair.feedback_invitations.invite("FAIR", asked, address=ADDRESS, text=TEXT, words=WORDS).texts == ()
    reach = fair.feedback_invitations.reach("FAIR")
    assert (reach.came, reach.invited, reach.answered, reach.waiting, reach.refusing) == (3, 2, 0, 2, 1)
    with fair.house.store.reading() as connection:
        kept = " ".join(connection.execute(sa.select(f.survey_invitation.c.secret)).scalars())
        told = " ".join(connection.exec_driver_sql("SELECT body FROM outbox").scalars())
    assert not any(token_of(one.link) in kept + told for one in made.texts)
    check(fair)


def test_a_link_counts_once_and_a_reminder_carries_the_same(fair: Desk, register: Register) -> None:
    came(fair, register, 3)
    asked = survey(fair)
    links = [one.link for one in fair.feedback_invitations.invite("FAIR", asked, address=ADDRESS, text=TEXT, words=WORDS).texts]
    done = fair.feedback_invitations.given([links[0], token_of(links[1]).upper(), "nonsense", ""])
    assert (done.noted, done.before, done.unknown) == (2, 0, 1)
    again = fair.feedback_invitations.given([links[0]])
    assert (again.noted, again.before, again.unknown) == (0, 1, 0)
    left = fair.feedback_invitations.remind("FAIR", asked, address=ADDRESS, text=TEXT, words=WORDS)
    assert [one.link for one in left.texts] == [links[2]]
    summary = fair.feedback.summary("FAIR")
    assert (summary.invited, summary.response_rate) == (3, pytest.approx(2 / 3))
    with fair.house.store.reading() as connection:
        columns = {column.name for column in f.survey_response.columns}
        assert not columns & {"invitation", "family", "token"}
        assert connection.execute(sa.select(sa.func.count()).select_from(f.survey_response)).scalar() == 0
    check(fair)


def test_invitations_that_nobody_used_can_be_taken_back(fair: Desk, register: Register) -> None:
    came(fair, register, 2)
    asked = survey(fair)
    made = fair.feedback_invitations.invite("FAIR", asked, address=ADDRESS, text=TEXT, words=WORDS)
    fair.feedback_invitations.given([made.texts[0].link])
    assert fair.feedback_invitations.take_back(made.new) == 1
    assert fair.feedback_invitations.given([made.texts[1].link]).unknown == 1
    check(fair)


@pytest.mark.parametrize(
    ("address", "text", "code"),
    [("example.org", TEXT, "survey_address"), ("http://[", TEXT, "survey_address"), (ADDRESS, "您好", "link_missing"),
     (ADDRESS, "{phone}{link}", "unknown_field")],
)  # fmt: skip
def test_what_cannot_be_sent_invites_nobody(fair: Desk, register: Register, address: str, text: str, code: str) -> None:
    came(fair, register, 1)
    asked = survey(fair)
    with pytest.raises(InvalidInput) as refused:
        fair.feedback_invitations.invite("FAIR", asked, address=address, text=text, words=WORDS)
    assert refused.value.code == code and fair.feedback_invitations.reach("FAIR").invited == 0


def test_a_closed_survey_invites_nobody(fair: Desk) -> None:
    closed = fair.surveys.add("回访", ASKED, event="FAIR", state=SurveyState.CLOSED).id
    with pytest.raises(Conflict):
        fair.feedback_invitations.invite("FAIR", closed, address=ADDRESS, text=TEXT, words=WORDS)


def test_links_keep_what_the_address_had() -> None:
    assert link_to("https://a.example/x?y=1#top", "abc") == "https://a.example/x?y=1&token=abc#top"
    assert token_of(" https://a.example/x?y=1&token=ABC#top ") == "abc" and token_of("https://a.example/") == ""


def test_a_survey_is_meant_by_its_code_as_well(fair: Desk, register: Register) -> None:
    came(fair, register, 2)
    code = fair.surveys.show(survey(fair)).code
    made = fair.feedback_invitations.invite("FAIR", code, address=ADDRESS, text=TEXT, words=WORDS)
    assert len(made.texts) == len(made.new) == 2
    assert len(fair.feedback_invitations.remind("FAIR", code, address=ADDRESS, text=TEXT, words=WORDS).texts) == 2


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "＝1"])
def test_no_text_for_a_family_is_a_formula_in_a_table(fair: Desk, register: Register, start: str) -> None:
    came(fair, register, 1)
    made = fair.feedback_invitations.invite("FAIR", survey(fair), address=ADDRESS, text=start + TEXT, words=WORDS)
    ((label, text, link),) = made.cells
    assert text == f"'{made.texts[0].text}" and label == made.texts[0].label and link == made.texts[0].link


def test_who_answers_two_surveys_has_answered_once(fair: Desk, register: Register) -> None:
    came(fair, register, 2)
    event = ""
    for name in ("回访", "再访"):
        made = fair.surveys.add(name, ASKED, event="FAIR", state=SurveyState.OPEN)
        fair.feedback_invitations.invite("FAIR", made.id, address=ADDRESS, text=TEXT, words=WORDS)
        with fair.house.store.unit(actor=fair.actor, clock=fair.clock, action="test") as unit:
            event = event or unit.execute(sa.select(f.survey.c.event).where(f.survey.c.id == made.id)).scalar_one()
            new = [NewResponse(unit.now, {("overall", ""): Answer(4)}, complete=True)] * 2
            write_responses(unit, new, event=event, version=made.version, source=ResponseSource.INVITATION)
            unit.commit(subject=None)
    summary = fair.feedback.summary("FAIR")
    assert (summary.responses, summary.invited, summary.response_rate) == (4, 2, 1.0)

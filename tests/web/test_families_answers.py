"""Feedback by one-time links: every answer reaches the desk, and nothing says whose it is."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import sqlalchemy as sa

from eventdesk.desk import Desk
from eventdesk.domain.feedback import Condition, Option, Per, QuestionKind, SurveyQuestion, SurveyState
from eventdesk.services.checkins import Scan
from eventdesk.services.registrations import guardian
from eventdesk.store import feedback_tables as f
from eventdesk.web import assets
from eventdesk.web.families.routes import routes
from resources.words import Words
from tests.web.place import START, Town, furnished, town

HEARD = (Option("a", {"en": "Friends"}), Option("b", {"en": "Net"}))
ASKED = (
    SurveyQuestion("overall", QuestionKind.RATING, {"zh": "满意吗", "en": "How was it?"}, required=True),
    SurveyQuestion("why", QuestionKind.TEXT, {"zh": "哪里不好", "en": "What went wrong?"}, show_if=Condition("overall", at_most=3)),
    SurveyQuestion("slot", QuestionKind.SMILEY, {"en": "This session?"}, per=Per.SLOT),
    SurveyQuestion("leader", QuestionKind.YES_NO, {"en": "Again with this leader?"}, per=Per.LEADER),
    SurveyQuestion("heard", QuestionKind.MULTIPLE, {"en": "From where?"}, options=HEARD),
)
FAMILIES = 7


@dataclass
class Ground:
    """A hub after an event, and the links of the families that came."""

    town: Town
    desk: Desk
    survey: str
    links: list[str]

    def responses(self) -> list[dict[str, Any]]:
        """What the desk holds of the answers, after a round."""
        self.town.meet(self.desk, pages=True)
        with self.desk.house.store.reading() as connection:
            rows = connection.execute(sa.select(f.survey_response).order_by(f.survey_response.c.at, f.survey_response.c.id)).all()
            given = connection.execute(sa.select(f.survey_answer)).all()
        return [
            {"source": row.source, "who": row.who} | {(one.question, one.subject): one.value for one in given if one.response == row.id}
            for row in rows
        ]

    def noted(self) -> int:
        """How many families the desk knows to have answered."""
        self.town.meet(self.desk, pages=True)
        return self.desk.feedback_invitations.reach("FOREST").answered


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("town")
    with town(folder, lambda office: [*assets.routes(), *routes(office)]) as place, furnished(folder / "desk", place.clock) as desk:
        plan = desk.schedules.load("FOREST").schedule
        desk.schedules.save("FOREST", replace(plan, slots=tuple(replace(slot, leader="陈老师") for slot in plan.slots)))
        parents = [guardian(name=f"家长{n}", phone=str(13600000000 + n)) for n in range(FAMILIES + 1)]
        tickets = [
            desk.registrations.add("FOREST", people=[one], slots=("BUGS",), consent_method="paper").ticket for one in parents
        ]
        place.clock.at = START
        for n, ticket in enumerate(tickets):
            desk.checkins.scan("FOREST", Scan(text=ticket, at=START + timedelta(minutes=n)))
        survey = desk.surveys.add("回访", ASKED, event="FOREST", state=SurveyState.OPEN).id
        made = desk.feedback_invitations.invite("FOREST", survey, address="http://hub.test/f", text="{link}", words=Words("zh"))
        place.enrol(desk)
        yield Ground(place, desk, survey, [urlsplit(one.link).path + "?" + urlsplit(one.link).query for one in made.texts])


def _open(client: httpx.Client, link: str) -> tuple[str, httpx.Response]:
    where = client.get(link)
    assert where.status_code == 303
    path = where.headers["location"]
    return path, client.get(path)


def _asked(page: str) -> str:
    return str(re.search(r'name="asked" value="([^"]*)"', page)[1])  # type: ignore[index]  # every open form has it


def test_what_follows_from_an_answer_is_asked_in_a_second_step(ground: Ground) -> None:
    with ground.town.client() as client:
        path, page = _open(client, ground.links[0])
        assert "What went wrong?" not in page.text and page.text.count("This session?") == 2 * 2  # for eyes and for screen readers
        assert page.text.count("Again with this leader? · 陈老师") == 2
        assert "家长" not in page.text and "1360000" not in page.text
        again = client.post(path, data={"asked": _asked(page.text), "a1_0": "2", "a3_0": "3"})
        assert again.status_code == 200 and "What went wrong?" in again.text and 'value="2" checked' in again.text
        done = client.post(path, data={"asked": _asked(again.text), "a1_0": "2", "a3_0": "3", "a2_0": "<img src=x onerror=alert(1)>"})
        assert "Thank you" in done.text and "<img" not in done.text
        assert "has been used" in client.get(path).text
        assert "has been used" in client.post(path, data={"asked": _asked(again.text), "a1_0": "5", "a2_0": "x"}).text
    found = ground.responses()
    assert found == [
        {"source": "invitation", "who": None, ("overall", ""): 2, ("why", ""): "<img src=x onerror=alert(1)>", ("slot", "LEAF"): 3}
    ]


def test_what_is_missing_or_wrong_is_told(ground: Ground) -> None:
    with ground.town.client() as client:
        path, page = _open(client, ground.links[1])
        asked = _asked(page.text)
        for given in ({}, {"a3_0": "1"}, {"a1_0": "9"}, {"a1_0": "5", "a5_0": "nobody"}, {"a1_0": "5", "a3_0": "-1"}):
            refused = client.post(path, data={"asked": asked, **given})
            assert refused.status_code == 422 and "class=\"wrong\"" in refused.text
        # What was answered to a question that is hidden is left out; both of a list are kept.
        done = client.post(path, data={"asked": asked, "a1_0": "5", "a2_0": "hidden", "a5_0": ["a", "b"]})
        assert "Thank you" in done.text
        assert client.get("/f/unknown").status_code == 404 and client.get("/f?token=%2e%2e").status_code == 404
    assert {("overall", ""): 5, ("heard", ""): ["a", "b"], "source": "invitation", "who": None} in ground.responses()


def test_who_answered_is_told_for_several_at_once(ground: Ground) -> None:
    assert ground.noted() == 0
    with ground.town.client() as client:
        for number, link in enumerate(ground.links[2:FAMILIES], start=3):
            path, page = _open(client, link)
            assert "Thank you" in client.post(path, data={"asked": _asked(page.text), "a1_0": "4"}).text
            assert ground.noted() == (0 if number < 5 else 5)
    assert len(ground.responses()) == FAMILIES
    with ground.desk.house.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT body FROM foreign_item WHERE type = 'survey_invitation' ORDER BY number").scalars()
        used = [json.loads(body)["id"] for body in rows]
        secrets = dict(connection.execute(sa.select(f.survey_invitation.c.id, f.survey_invitation.c.secret)).all())
    assert len(used) == 5 and [secrets[one] for one in used] == sorted(secrets[one] for one in used)


def test_a_closed_survey_takes_nothing(ground: Ground) -> None:
    made = ground.desk.feedback_invitations
    ground.desk.surveys.change(ground.survey, state=SurveyState.CLOSED)
    ground.town.meet(ground.desk)
    assert made.reach("FOREST").invited == FAMILIES + 1
    with ground.town.client() as client:
        path = client.get(ground.links[-1]).headers["location"]
        assert "is closed" in client.post(path, data={"asked": "a1_0", "a1_0": "5"}).text
        assert 'name="asked"' not in client.get(path).text
    assert len(ground.responses()) == FAMILIES

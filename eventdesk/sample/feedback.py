"""What families of the sample said about the event of a week ago: a file of answers, faces at the exit, and the cases they made."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.feedback import SurveyState
from eventdesk.domain.survey import BuiltIn, built_in
from eventdesk.domain.themes import lexicon
from eventdesk.exchange.reader import read_text
from resources.theme_words import theme_words
from resources.words import LANGUAGES, Words

FACES = 34
"""Children who pressed a face on their way out."""

COMMENTS = (
    "老师很有耐心，孩子一直在笑", "老师特别细心，给孩子讲了两遍", "老师温柔有耐心，下次还来", "老师很耐心，也会照顾害羞的孩子",
    "老师讲得生动，很有耐心", "老师有耐心，绘本选得好", "老师很亲切，有耐心", "老师耐心，孩子愿意举手", "老师们都很耐心负责",
    "排队太久了，进门等了二十分钟", "签到排队有点久", "门口排队时间长，孩子站不住", "排队等得久，希望多开一个门", "排队久了些",
    "入场排队太长，建议分批进", "排队二十多分钟，孩子闹了", "排队的地方没有阴凉，等太久", "停车难，绕了两圈", "附近停车位太少",
    "停车不方便，建议写清楚停车场", "孩子玩得很开心", "孩子很开心，回家还在讲故事", "孩子玩得开心，舍不得走",
    "做树叶书的环节孩子玩得最开心",
    "后排听不清，有点吵", "声音有点吵，听不清故事", "场地有点挤", "门口的人态度不好，我要投诉",
)  # fmt: skip
SCORES = (5, 4, 5, 4, 5, 5, 4, 5, 5, 3, 4, 4, 3, 4, 4, 2, 3, 4, 4, 4, 5, 5, 5, 5, 2, 4, 4, 1, 5, 5, 4, 5, 4, 5, 5, 4)
"""One for each of the answers in the file; those behind the last comment wrote nothing."""

OWNER = "李静"

_HEADINGS = ("提交时间", "总体满意度", "您有多大可能向朋友推荐（0-10）", "您的建议")


def speak_up(desk: Desk, clock: SetClock, code: str) -> None:
    """Gives a past event its answers, in the order of time: at the exit, and by a questionnaire until the next day. Low scores
    and a complaint become cases; one is settled, one is in somebody's hands."""
    end = desk.events.show(code).end
    _press(desk, clock, code, end)
    clock.at = end + timedelta(hours=20)
    name = Path("活动问卷.csv")
    desk.feedback_imports.run(code, name, workbook=read_text(_file(end.astimezone(desk.zone)), name=name.name))
    _follow_up(desk, code)


def _press(desk: Desk, clock: SetClock, code: str, end: datetime) -> None:
    words, random = Words("zh"), Random("faces")

    def texts(key: str) -> dict[str, str]:
        return {language: Words(language)(f"surveys.{key}") for language in LANGUAGES}

    clock.at = end - timedelta(minutes=30)
    faces = desk.surveys.add(
        words("surveys.name_smileys"), built_in(BuiltIn.SMILEYS, texts), event=code, state=SurveyState.OPEN
    )
    question = faces.questions[0].key
    clock.at = end - timedelta(minutes=12)
    for _ in range(FACES):
        clock.at += timedelta(seconds=random.randint(9, 40))
        desk.kiosk.press(faces.version, question, random.choice((3, 3, 3, 3, 2, 3, 2, 3, 1, 3)))


def _file(end: datetime) -> str:
    random, lines = Random("answers"), [",".join(_HEADINGS)]
    at = end + timedelta(minutes=25)
    for place, score in enumerate(SCORES):
        at += timedelta(minutes=random.randint(4, 38))
        recommends = min(10, max(0, 2 * score + random.choice((-1, 0, 0, 1))))
        said = COMMENTS[place] if place < len(COMMENTS) else ""
        lines.append(f"{at:%Y-%m-%d %H:%M:%S},{score},{recommends},{said}")
    return "\n".join(lines) + "\n"


def _follow_up(desk: Desk, code: str) -> None:
    taken = desk.cases.take_up(code, by=lexicon(theme_words())).cases
    for case in taken[:2]:
        desk.cases.change(case, owner=OWNER)
    for case in taken[:1]:
        desk.cases.change(case, reply="谢谢您告诉我们，下次会多开一个签到口。")
        desk.cases.done(case, result="下次开两个签到口，提前二十分钟放人。")

"""What feedback must not tell: whose answers they were once somebody is erased, and which slot few named."""

import json
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.cli.feedback import summary_document
from eventdesk.desk import Desk
from eventdesk.domain.feedback import respondent_mark
from eventdesk.exchange.reader import read_text
from eventdesk.services.feedback_rows import SECRET
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from tests.conftest import Register
from tests.services.test_outbox import check


def bring(desk: Desk, lines: list[str], name: str = "a.csv") -> None:
    text = "\n".join(["提交时间,手机号,您参加的是哪一场,总体满意度", *lines])
    desk.feedback_imports.run("FAIR", Path(name), workbook=read_text(text, name=name))


def test_no_mark_of_a_phone_outlives_its_family(fair: Desk, register: Register) -> None:
    family = register().family
    lines = [f"2026-11-28 13:0{n}:00,1380000000{n},,5" for n in range(1, 7)]
    bring(fair, [*lines, "2026-11-28 14:00:00,13800000001,,2"])
    before = fair.feedback.summary("FAIR")
    with fair.house.store.reading() as connection:
        secret = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == SECRET)).scalar_one()
    mark, other = (respondent_mark(secret, f"1380000000{n}") for n in (1, 2))
    fair.privacy.erase(family, reason="asked")
    with fair.house.store.reading() as connection:
        who = list(connection.execute(sa.select(f.survey_response.c.who)).scalars())
        told = " ".join(connection.exec_driver_sql("SELECT body FROM outbox").scalars())
    assert mark not in who and mark not in told and other in who and other in told
    # Two answers of one phone are still one: the later.
    after = fair.feedback.summary("FAIR")
    assert (after.responses, after.repeated) == (before.responses, before.repeated) == (6, 1)
    assert after.questions == before.questions and fair.proofs.verify().ok
    check(fair)


def test_no_difference_of_shown_figures_tells_of_few(fair: Desk) -> None:
    for title in ("甲", "乙", "丙", "丁"):
        fair.events.add_slot("FAIR", title=title)
    counts = {"甲": 9, "乙": 8, "丙": 6, "丁": 2}
    lines, n = [], 0
    for slot, count in counts.items():
        for place in range(count):
            n += 1
            # One of the second slot skips the question about the whole.
            lines.append(f"2026-11-28 13:{n:02}:00,,{slot},{'' if slot == '乙' and place == 0 else 4}")
    bring(fair, lines)
    document = json.loads(json.dumps(summary_document(fair.feedback.summary("FAIR"))))
    (slot_question,) = (one for one in document["questions"] if one["key"] == "slot")
    assert slot_question["suppressed"] and slot_question["histogram"] == {} and slot_question["answered"] is None
    shown = [one["answered"] for one in document["slots"] if one["answered"] is not None]
    overall = next(one for one in document["questions"] if one["key"] == document["overall"])
    for size in range(1, len(shown) + 1):
        for some in combinations(shown, size):
            assert sum(some) == overall["answered"] or overall["answered"] - sum(some) >= 5
    # And what a report sends to the head office has no figure of a slot that is left out, nor how many named which.
    hidden = {one["slot"] for one in document["slots"] if one["suppressed"]}
    assert len(hidden) == 2
    payload = fair.reports.look("FAIR", "satisfaction").document.payload()
    assert all(_no_figure(part) for part in _parts(payload) if _names(part, hidden))
    assert not any(part.get("key") == "slot" for part in _parts(payload))


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _parts(one)


def _names(part: dict[str, Any], slots: set[str]) -> bool:
    return any(isinstance(value, str) and value in slots for value in part.values())


def _no_figure(part: dict[str, Any]) -> bool:
    return not any(isinstance(value, int | float) and not isinstance(value, bool) for value in part.values())


def test_slots_that_all_may_be_told_are_told(fair: Desk) -> None:
    for title in ("甲", "乙"):
        fair.events.add_slot("FAIR", title=title)
    bring(fair, [f"2026-11-28 13:{n:02}:00,,{'甲' if n < 6 else '乙'},4" for n in range(12)])
    (question,) = (one for one in fair.feedback.summary("FAIR").questions if one.key == "slot")
    assert not question.suppressed and sorted(count for count in question.histogram.values() if count) == [6, 6]


def test_which_slots_were_named_is_told_only_where_the_figures_of_slots_say_the_same(fair: Desk) -> None:
    for title in ("甲", "乙"):
        fair.events.add_slot("FAIR", title=title)
    # Six and six named a slot, and one of the second skipped the other question: five are told of it, and six would tell of one.
    bring(fair, [f"2026-11-28 13:{n:02}:00,,{'甲' if n < 6 else '乙'},{'' if n == 11 else 4}" for n in range(12)])
    found = fair.feedback.summary("FAIR")
    (question,) = (one for one in found.questions if one.key == "slot")
    assert [one.answered for one in found.slots] == [6, 5] and question.suppressed


def test_few_who_named_a_slot_are_not_told_where_no_slot_has_figures(fair: Desk) -> None:
    for title in ("甲", "乙"):
        fair.events.add_slot("FAIR", title=title)
    text = ["提交时间,您参加的是哪一场,您的建议", *(f"2026-11-28 13:{n:02}:00,{'甲' if n < 8 else '乙'},好{n}" for n in range(10))]
    fair.feedback_imports.run("FAIR", Path("b.csv"), workbook=read_text("\n".join(text), name="b.csv"))
    found = fair.feedback.summary("FAIR")
    (question,) = (one for one in found.questions if one.key == "slot")
    assert found.slots == () and question.suppressed and question.histogram == {}

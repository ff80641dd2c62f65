"""Themes of an event's comments: what is told of them, what is not, and what people put right."""

from pathlib import Path

import pytest

from eventdesk.desk import Desk
from eventdesk.domain.themes import Lexicon, Theme, lexicon
from eventdesk.errors import NotFound
from eventdesk.exchange.reader import read_text
from resources.theme_words import theme_words
from tests.services.test_outbox import check

SAID = ("老师有耐心", "老师很亲切，排队太久", "停车难", "好", "停车难，电话 13812345678")


@pytest.fixture(scope="module")
def rules() -> Lexicon:
    return lexicon(theme_words())


def bring(desk: Desk, *counts: int) -> None:
    """So many of each that was said."""
    texts = [text for text, count in zip(SAID, counts, strict=False) for _ in range(count)]
    lines = [f"2026-11-28 13:{n:02}:00,5,{text.replace(',', '，')}{'！' * n}" for n, text in enumerate(texts)]
    book = read_text("\n".join(["提交时间,总体满意度,您的建议", *lines]), name="a.csv")
    desk.feedback_imports.run("FAIR", Path("a.csv"), workbook=book)


def test_themes_are_counted_by_people_and_few_are_not_told(fair: Desk, rules: Lexicon) -> None:
    bring(fair, 3, 3, 4, 3)
    found = fair.themes.of("FAIR", by=rules)
    # Six praise teachers; three waited and four could not park, which is too few to tell.
    assert [(one.theme, one.people) for one in found.themes] == [(Theme.TEACHERS, 6)] and found.people == 13
    assert found.more and not found.suppressed and found.themes[0].quote.startswith("老师有耐心")


def test_a_theme_of_all_but_few_is_not_told_either(fair: Desk, rules: Lexicon) -> None:
    bring(fair, 9, 0, 0, 2)
    found = fair.themes.of("FAIR", by=rules)
    assert found.themes == () and found.more and found.people == 11


def test_few_who_mention_nothing_are_not_told_by_what_all_others_mention(fair: Desk, rules: Lexicon) -> None:
    bring(fair, 10, 0, 7, 3)
    found = fair.themes.of("FAIR", by=rules)
    # Of twenty, ten praise teachers and seven could not park: told both, three are left.
    assert [(one.theme, one.people) for one in found.themes] == [(Theme.TEACHERS, 10)] and found.people == 20 and found.more


def test_under_eight_comments_nothing_is_told(fair: Desk, rules: Lexicon) -> None:
    bring(fair, 7)
    found = fair.themes.of("FAIR", by=rules)
    assert (found.suppressed, found.themes, found.people) == (True, (), 0)
    comments = fair.themes.comments("FAIR", by=rules)
    assert comments.comments == () and comments.few


def test_quotes_and_comments_hold_no_phone(fair: Desk, rules: Lexicon) -> None:
    bring(fair, 5, 0, 0, 0, 5)
    found, comments = fair.themes.of("FAIR", by=rules), fair.themes.comments("FAIR", by=rules)
    assert {one.theme for one in found.themes} == {Theme.TEACHERS, Theme.PARKING}
    assert "13812345678" not in "".join([*(one.quote for one in found.themes), *(one.text for one in comments.comments)])
    assert len(comments.comments) == 10


def test_a_person_puts_themes_right_and_takes_it_back(fair: Desk, rules: Lexicon) -> None:
    bring(fair, 3, 3, 4, 3)
    rows = {one.text.rstrip("！"): one for one in fair.themes.comments("FAIR", by=rules).comments}
    one = rows["老师很亲切，排队太久"]
    assert one.themes == (Theme.TEACHERS, Theme.QUEUE) and not one.corrected

    def themes() -> tuple[Theme, ...]:
        return next(row.themes for row in fair.themes.comments("FAIR", by=rules).comments if row.comment == one.comment)

    first = fair.themes.correct("FAIR", one.comment, {Theme.QUEUE, Theme.SPACE}, by=rules)
    assert themes() == (Theme.QUEUE, Theme.SPACE) and fair.themes.of("FAIR", by=rules).themes[0].people == 5
    second = fair.themes.correct("FAIR", one.comment, set(), by=rules)
    assert themes() == () and fair.themes.of("FAIR", by=rules).themes[0].people == 5
    again = fair.themes.put_back(second)
    assert themes() == (Theme.QUEUE, Theme.SPACE)
    fair.themes.put_back(again)
    assert themes() == ()
    fair.themes.correct("FAIR", one.comment, {Theme.TEACHERS, Theme.QUEUE}, by=rules)
    assert not next(row for row in fair.themes.comments("FAIR", by=rules).comments if row.comment == one.comment).corrected
    fair.themes.put_back(first)
    assert themes() == (Theme.TEACHERS, Theme.QUEUE)
    with pytest.raises(NotFound):
        fair.themes.correct("FAIR", "0" * 16, set(), by=rules)
    check(fair)


def test_eight_comments_are_enough(fair: Desk, rules: Lexicon) -> None:
    bring(fair, 8)
    found = fair.themes.of("FAIR", by=rules)
    assert (found.suppressed, found.people, [one.people for one in found.themes]) == (False, 8, [8])
    assert len(fair.themes.comments("FAIR", by=rules).comments) == 8

"""A paper form says all that is asked, in a text that can be found, over as many pages as it needs."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from eventdesk.domain.feedback import Condition, Option, Per, QuestionKind, SurveyQuestion
from eventdesk.domain.survey_line import Subject, cells_of
from eventdesk.reports.survey_form import SurveyFormFacts, write_survey_form
from resources.words import LANGUAGES, Words
from tests.reports.test_pdf import needs_poppler, text_of

K = QuestionKind
OPTIONS = tuple(Option(f"o{n}", {"zh": f"选项{n}", "en": f"Choice {n}"}) for n in range(4))


def both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


ASKED = (
    SurveyQuestion("a", K.RATING, both("总体满意吗", "All in all")), SurveyQuestion("b", K.NPS, both("会推荐吗", "Recommend")),
    SurveyQuestion("c", K.SMILEY, both("开心吗", "Fun")), SurveyQuestion("d", K.SINGLE, both("怎么来的", "How come"), options=OPTIONS),
    SurveyQuestion("e", K.MULTIPLE, {"zh": "只有中文"}, options=OPTIONS, show_if=Condition("d", any_of=("o1", "o2"))),
    SurveyQuestion("f", K.YES_NO, both("还来吗", "Again"), show_if=Condition("a", at_least=2, at_most=4)),
    SurveyQuestion("g", K.TEXT, both("想说什么", "Anything else"), show_if=Condition("f", any_of=(False,))),
    SurveyQuestion("h", K.RATING, both("各场如何", "Each slot"), per=Per.SLOT),
    SurveyQuestion("i", K.SINGLE, both("老师如何", "Each leader"), options=OPTIONS, per=Per.LEADER),
    SurveyQuestion("j", K.RATING, both("百分制", "Of a hundred"), scale=(0, 100)),
)  # fmt: skip


def facts(slots: int) -> SurveyFormFacts:
    subjects = {
        Per.SLOT: tuple(Subject(f"S{n}", f"第{n}场") for n in range(slots)), Per.LEADER: (Subject("x", "竹子老师"),),
    }  # fmt: skip
    starts = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
    return SurveyFormFacts("小禾苗", "秋日问卷", "秋日活动", starts, "K7Q2P-3", 3, ASKED, cells_of(ASKED, subjects))


@needs_poppler
@pytest.mark.parametrize("languages", [("zh",), ("en",), LANGUAGES])
def test_all_that_is_asked_stands_there(tmp_path: Path, languages: tuple[str, ...]) -> None:
    file = write_survey_form(facts(3), [Words(one) for one in languages], file=tmp_path / "form.pdf")
    text = text_of(file)
    for question in ASKED:
        said = [question.texts[one] for one in languages if one in question.texts] or [question.texts["zh"]]
        assert all(one in text for one in said)
    assert "K7Q2P-3" in text and "第2场" in text and "竹子老师" in text
    assert ("B" in text) and (Words(languages[0])("survey_form.only_between", n=1, low="2", high="4") in text)
    content = file.read_bytes()
    assert f"/Lang ({'zh-CN' if languages[0] == 'zh' else 'en'})".encode() in content and b"/FontFile2" in content


@needs_poppler
def test_a_long_grid_goes_on_with_its_head(tmp_path: Path) -> None:
    file = write_survey_form(facts(45), [Words("zh")], file=tmp_path / "long.pdf")
    pages = text_of(file).split("\f")
    assert len(pages) > 3 and all("K7Q2P-3" in page for page in pages if page.strip())
    end = Words("zh")("survey_form.rating_high")
    assert all(end in page for page in pages if "第3" in page and "第44场" not in page)
    assert sum(page.count("第30场") for page in pages) == 1

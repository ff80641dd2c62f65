"""A report is shown in its reader's language, questions and answers included, and stays one revision with one hash."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from eventdesk.desk import Desk
from eventdesk.domain.feedback import Option, QuestionKind, ResponseSource, SurveyQuestion, SurveyState
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.right import Right
from eventdesk.reports.exporters.json import proves_itself
from eventdesk.reports.tongues import spoken
from eventdesk.services.feedback_rows import NewResponse, write_responses
from resources.words import Words

OVERALL = {"zh": "总体满意度", "en": "How was it overall?"}
LIKED = {"zh": "最喜欢什么", "en": "What did you like best?"}
QUESTIONS = (
    SurveyQuestion("overall", QuestionKind.RATING, OVERALL, required=True),
    SurveyQuestion(
        "liked", QuestionKind.SINGLE, LIKED, options=(Option("a", {"zh": "滑梯", "en": "The slide"}), Option("b", {"zh": "点心"}))
    ),
)
CHINESE, ENGLISH = ("总体满意度", "最喜欢什么", "滑梯"), ("How was it overall?", "What did you like best?", "The slide")


@pytest.fixture
def answered(fair: Desk) -> Desk:
    """Twenty answers to a survey in two languages; one option is written in one alone."""
    made = fair.surveys.add("回访", QUESTIONS, event="FAIR", state=SurveyState.OPEN)
    now = fair.clock.now()
    new = [
        NewResponse(
            now + timedelta(seconds=n), {("overall", ""): Answer(5 - n % 2), ("liked", ""): Answer("ab"[n % 2])}, complete=True
        )
        for n in range(20)
    ]
    with fair.house.writing(Right.IMPORT, "feedback.imported") as unit:
        write_responses(unit, new, event=fair.events.show("FAIR").id, version=made.version, source=ResponseSource.PAPER)
        unit.commit()
    return fair


def texts_of(file: Path) -> str:
    """All that a person reads in a file."""
    if file.suffix == ".pdf":
        return subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    if file.suffix == ".xlsx":
        return "\n".join(str(cell) for sheet in load_workbook(file).worksheets for row in sheet.values for cell in row)
    return file.read_text("utf-8-sig")


@pytest.mark.parametrize("kind", ["satisfaction", "event"])
def test_every_file_asks_in_its_own_language(answered: Desk, kind: str, tmp_path: Path) -> None:
    both = (Words("zh"), Words("en"))
    files = dict(answered.reports.make(kind, "FAIR", folder=tmp_path, formats=("xlsx", "pdf"), words=both).files)
    for name, file in files.items():
        read = texts_of(file).replace("\n", " ")
        own, other = (ENGLISH, CHINESE) if name.endswith("_en") else (CHINESE, ENGLISH)
        seen = [text for text in own if text in read or name.startswith("pdf")]
        assert seen == list(own), name
        assert own[0] in read and not [text for text in other if text in read], name
        assert "点心" in read, "what is written in one language is said in that"


def test_the_revision_is_one_and_its_json_proves_itself(answered: Desk, tmp_path: Path) -> None:
    zh, en = (answered.reports.make("satisfaction", "FAIR", folder=tmp_path / lang, formats=["json"], words=Words(lang))
              for lang in ("zh", "en"))  # fmt: skip
    assert (zh.revision, zh.sha256) == (en.revision, en.sha256)
    chinese, english = (made.files[0][1].read_text("utf-8") for made in (zh, en))
    assert proves_itself(chinese) and proves_itself(english)
    assert json.loads(english)["texts"][OVERALL["zh"]] == OVERALL["en"] and "texts" not in json.loads(chinese)


def test_the_hash_stays_that_of_the_revision(answered: Desk) -> None:
    document = answered.reports.look("FAIR", "satisfaction").document
    shown = spoken(document, "en")
    assert shown.proof == document.proof and shown.tables != document.tables
    assert spoken(document, "zh") is document
    assert [figure.key for figure in shown.figures] == [figure.key for figure in document.figures]

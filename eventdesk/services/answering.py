"""Paper forms: what stands on them, and typing them in, one line each.

Each form is a transaction of its own and a response of source ``paper``; who answered is not asked. Whoever imports answers may
type them. ``source_row`` counts the forms of a version, so that the pile and the desk can be compared.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.feedback import (
    LONGEST_TEXT,
    ResponseSource,
    SubjectKey,
    SurveyState,
    from_plain,
    is_complete,
)
from eventdesk.domain.feedback_figures import Answer
from eventdesk.domain.right import Right
from eventdesk.domain.survey_line import Cell, cells_of, kept_answers, read_line
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.feedback_rows import CHANGES, NewResponse, remove_responses, write_responses
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.services.survey_views import PaperEntry, PaperForm, RemovedEntry
from eventdesk.services.surveys import code_of, find_survey, subjects_of
from eventdesk.services.typed import plain
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

Texts = Mapping[SubjectKey, str]


class Answering:
    """The verbs of paper forms."""

    def __init__(self, house: House) -> None:
        self._house = house

    def form(self, survey: str, *, number: int | None = None) -> PaperForm:
        """A survey's form, of its latest version or of another one by its number. :class:`Conflict` ``survey_is_template``: what it
        asks about belongs to an event."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            return _form(connection, survey, number)

    def paper(self, survey: str, file: Path, words: Sequence[Any], *, number: int | None = None) -> PaperForm:
        """Writes the form to print, as a PDF in the languages of ``words``, the first one large. :class:`InvalidInput`
        ``survey_no_places`` where nothing of it could be filled in."""
        from eventdesk.reports.survey_form import SurveyFormFacts, write_survey_form

        form = self.form(survey, number=number)
        facts = SurveyFormFacts(
            self._house.organisation, form.name, form.title, form.starts.astimezone(self._house.zone), form.code, form.number,
            form.questions, cells_of(form.questions, form.subjects),
        )  # fmt: skip
        write_survey_form(facts, words, file=file)
        return form

    def enter(self, survey: str, line: str, texts: Texts | None = None, *, number: int | None = None) -> PaperEntry:
        """Keeps one form, typed as :mod:`~eventdesk.domain.survey_line` says; ``texts`` are the words of the cells marked as written.
        :class:`InvalidInput` with ``question`` (its number) where the line can't be read, ``paper_empty`` where nothing was
        answered; :class:`Conflict` ``survey_closed``, ``survey_draft``."""
        with self._house.writing(Right.IMPORT, "paper.entered") as unit:
            form = _form(unit.connection, survey, number)
            _check_open(unit.connection, form)
            answers = _read(form, line, texts or {})
            r = f.survey_response
            paper = (r.c.version == form.version, r.c.source == ResponseSource.PAPER.value)
            last = unit.execute(sa.select(sa.func.max(r.c.source_row)).where(*paper)).scalar()
            new = NewResponse(unit.now, answers, _complete(form, answers), source_row=(last or 0) + 1)
            event = _event_of(unit.connection, form)
            made = write_responses(unit, [new], event=event, version=form.version, source=ResponseSource.PAPER)[0]
            unit.commit(subject=made)
        return PaperEntry(made, form.version, new.source_row or 1, new.at, new.complete, answers, CHANGES)

    def last(self, survey: str, *, number: int | None = None, most: int = 20) -> tuple[PaperEntry, ...]:
        """The forms of a version that were typed last, the latest first."""
        self._house.require(Right.IMPORT)
        r, a = f.survey_response, f.survey_answer
        with self._house.store.reading() as connection:
            form = _form(connection, survey, number)
            paper = (r.c.version == form.version, r.c.source == ResponseSource.PAPER.value)
            found = connection.execute(sa.select(r).where(*paper).order_by(r.c.source_row.desc()).limit(most)).all()
            given = connection.execute(sa.select(a).where(a.c.response.in_([row.id for row in found]))).all()
        answers: dict[str, dict[SubjectKey, Answer]] = {row.id: {} for row in found}
        for one in given:
            answers[one.response][one.question, one.subject] = Answer(one.value, one.invalid)
        return tuple(
            PaperEntry(row.id, row.version, row.source_row or 0, row.at, row.complete, answers[row.id]) for row in found
        )

    def correct(self, response: str, line: str, texts: Texts | None = None) -> PaperEntry:
        """Keeps a form as it should have been typed. The item says all of its answers anew: those that it does not name are gone."""
        with self._house.writing(Right.IMPORT, "paper.corrected") as unit:
            row = _paper_row(unit, response)
            v = f.survey_version
            version: Any = unit.execute(sa.select(v).where(v.c.id == row.version)).one()
            form = _form(unit.connection, version.survey, version.number)
            answers = _read(form, line, texts or {})
            before = {(one.question, one.subject): Answer(one.value, one.invalid) for one in _answers_of(unit, response)}
            complete = _complete(form, answers)
            if answers != before:
                self._write(unit, row, before, answers, complete=complete)
                unit.commit(subject=response)
        return PaperEntry(response, row.version, row.source_row or 0, row.at, complete, answers, CHANGES)

    def _write(
        self, unit: Unit, row: Any, before: Mapping[SubjectKey, Answer], answers: Mapping[SubjectKey, Answer], *, complete: bool
    ) -> None:  # fmt: skip
        r, a, theme = f.survey_response, f.survey_answer, f.comment_theme
        # What somebody said about the theme of a comment does not hold of other words.
        reworded = {key for (key, subject), answer in before.items() if answers.get((key, subject)) != answer}
        for one in unit.execute(sa.select(theme).where(theme.c.response == row.id, theme.c.question.in_(reworded))).all():
            where = (theme.c.response == row.id, theme.c.question == one.question, theme.c.theme == one.theme)
            unit.execute(theme.delete().where(*where))
            body = {"response": row.id, "question": one.question, "theme": one.theme}
            unit.put("comment_theme.removed", body, event=row.event)
        unit.execute(a.delete().where(a.c.response == row.id))
        made = [
            {"response": row.id, "question": key, "subject": subject, "value": answer.value, "invalid": answer.invalid}
            for (key, subject), answer in answers.items()
        ]
        unit.execute(a.insert(), made)
        written: dict[str, Any] = {"complete": complete, "revision": row.revision + 1}
        unit.execute(r.update().where(r.c.id == row.id).values(**written))
        said = [[one["question"], one["subject"], one["value"], one["invalid"]] for one in made]
        body = {"id": row.id, **written, "answers": said, "whole": True, "base": row.revision}
        unit.put("survey_response", plain(body), event=row.event)

    def take_back(self, response: str) -> RemovedEntry:
        """Takes a form back. :class:`Conflict` ``response_has_case`` where somebody follows it up."""
        with self._house.writing(Right.IMPORT, "paper.taken_back") as unit:
            row = _paper_row(unit, response)
            case = f.feedback_case
            if unit.execute(sa.select(case.c.id).where(case.c.response == response).limit(1)).first() is not None:
                raise Conflict("response_has_case")
            answers = tuple(dict(one._mapping) for one in _answers_of(unit, response))
            remove_responses(unit, [response], event=row.event)
            unit.commit(subject=response)
        return RemovedEntry(dict(row._mapping), answers, CHANGES)

    def put_back(self, removed: RemovedEntry) -> PaperEntry:
        """Keeps a form again that was taken back; :class:`NotFound` ``survey_not_found`` where its survey went meanwhile."""
        row, answers = removed.response, removed.answers
        with self._house.writing(Right.IMPORT, "paper.entered") as unit:
            v, r = f.survey_version, f.survey_response
            rows.home_of(unit, Removed(r.name, row))
            if unit.execute(sa.select(v.c.id).where(v.c.id == row["version"])).first() is None:
                raise NotFound("survey_not_found")
            if unit.execute(sa.select(r.c.id).where(r.c.id == row["id"])).first() is None:
                unit.execute(r.insert(), dict(row))
                unit.execute(f.survey_answer.insert(), [dict(one) for one in answers])
                said = [[one["question"], one["subject"], one["value"], one["invalid"]] for one in answers]
                unit.put("survey_response", {**plain(dict(row)), "answers": said}, event=row["event"])
                unit.commit(subject=str(row["id"]))
        kept = {(one["question"], one["subject"]): Answer(one["value"], one["invalid"]) for one in answers}
        return PaperEntry(row["id"], row["version"], row["source_row"] or 0, row["at"], row["complete"], kept, CHANGES)


def _form(connection: sa.Connection, survey: str, number: int | None) -> PaperForm:
    row = find_survey(connection, survey)
    if row.event is None:
        raise Conflict("survey_is_template")
    v = f.survey_version
    asked = sa.select(v).where(v.c.survey == row.id).order_by(v.c.number.desc())
    version = connection.execute(asked if number is None else asked.where(v.c.number == number)).first()
    if version is None:
        raise NotFound("survey_version_not_found", n=number)
    event = connection.execute(sa.select(t.event).where(t.event.c.id == row.event)).one()
    return PaperForm(
        row.id, version.id, version.number, f"{code_of(row.id)}-{version.number}", event.code, event.title, event.start, row.name,
        from_plain(version.questions), subjects_of(connection, row.event),
    )  # fmt: skip


def _check_open(connection: sa.Connection, form: PaperForm) -> None:
    state = find_survey(connection, form.survey).state
    if state != SurveyState.OPEN.value:
        raise Conflict("survey_draft" if state == SurveyState.DRAFT.value else "survey_closed")


def _event_of(connection: sa.Connection, form: PaperForm) -> str:
    return str(find_survey(connection, form.survey).event)


def _read(form: PaperForm, line: str, texts: Texts) -> dict[SubjectKey, Answer]:
    """What a line and the words typed beside it say, without what was not to be answered."""
    read = read_line(cells_of(form.questions, form.subjects), line)
    if read.wrong:
        raise InvalidInput(read.wrong, **_place(read.cell), field="line", at=read.at + 1)
    answers = read.answers
    for cell in read.written:
        text = texts.get(cell.key, "").strip()
        if not text:
            raise InvalidInput("paper_text_missing", **_place(cell), field="text")
        answers[cell.key] = Answer(text[:LONGEST_TEXT])
    kept = kept_answers(form.questions, answers)
    if not kept:
        raise InvalidInput("paper_empty", field="line")
    return kept


def _place(cell: Cell | None) -> dict[str, object]:
    """Which question, as it is numbered on the form. What a question is asked about stays out: a leader is a person."""
    return {"question": cell.number if cell is not None else 0}


def _complete(form: PaperForm, answers: Mapping[SubjectKey, Answer]) -> bool:
    """A family comes to some of the slots: one answer of each question that is asked for each is enough."""
    given = {key: answer.value for key, answer in answers.items() if not answer.invalid}
    return is_complete(form.questions, given)


def _paper_row(unit: Unit, response: str) -> Any:
    r = f.survey_response
    row = unit.execute(sa.select(r).where(r.c.id == response, r.c.source == ResponseSource.PAPER.value)).first()
    if row is None:
        raise NotFound("response_not_found")
    return row


def _answers_of(unit: Unit, response: str) -> Any:
    return unit.execute(sa.select(f.survey_answer).where(f.survey_answer.c.response == response)).all()

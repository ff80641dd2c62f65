"""Imports of answers: a file becomes responses as one batch that can be undone, or nothing happens."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.feedback import QuestionKind, ResponseSource, SurveyState, is_complete
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, NotFound
from eventdesk.exchange.plan import SlotChoice
from eventdesk.exchange.workbook import Workbook
from eventdesk.services import events, rows
from eventdesk.services.collecting import collecting_seldom
from eventdesk.services.event_views import NOTHING, EventView
from eventdesk.services.feedback_links import Links, links_of, take_back
from eventdesk.services.feedback_reading import questions_of
from eventdesk.services.feedback_rows import (
    CHANGES,
    Marks,
    NewResponse,
    remove_responses,
    remove_version,
    write_responses,
    write_survey,
    write_version,
)
from eventdesk.services.feedback_views import (
    FeedbackBatch,
    FeedbackImport,
    FeedbackRowFate,
    FeedbackUndo,
)
from eventdesk.services.house import House
from eventdesk.store import feedback_tables as f
from eventdesk.store.unit import Unit

if TYPE_CHECKING:
    from eventdesk.exchange.feedback import FeedbackPlan, FeedbackRow

KNOWN, SURPLUS = "known", "surplus"
_TICK = timedelta(milliseconds=1)


class FeedbackImports:
    """The verbs of files of answers. Who may import registrations may import answers; whoever may look sees what was imported."""

    def __init__(self, house: House) -> None:
        self._house = house

    def read(self, file: Path) -> Workbook:
        """Reads a file in a bounded child process; needs no store, so it may run beside it."""
        from eventdesk.exchange.reader import read_workbook

        self._house.require(Right.IMPORT)
        return read_workbook(file)

    @collecting_seldom()
    def run(
        self, event_code: str, file: Path, *, dry_run: bool = False, mapping: Mapping[str, str] | None = None, sheet: str | None = None,
        workbook: Workbook | None = None,
    ) -> FeedbackImport:  # fmt: skip
        """Imports the answers of a file; ``dry_run`` shows what would happen and changes nothing.

        ``mapping`` is {column letter or heading: role} (:class:`~eventdesk.exchange.feedback_columns.Role`) and wins over what is
        guessed; ``workbook`` the file as read before. Rows that an earlier file brought are known and not taken again. Names are never
        read, of phones only a keyed mark is kept; a row that came by an invitation counts once and keeps nothing of its link (see
        :mod:`~eventdesk.services.feedback_links`).
        """
        from eventdesk.exchange.feedback import plan_feedback

        self._house.require(Right.IMPORT)
        workbook = workbook or self.read(file)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            known = _known_keys(connection, event.id)
        # Read before the desk is ours: the door must not wait for it.
        slots = tuple(SlotChoice(slot.code, slot.title) for slot in event.bookable)
        plan = plan_feedback(workbook, slots=slots, known=known, mapping=mapping, sheet=sheet)
        with self._house.writing(Right.IMPORT, "feedback.imported") as unit:
            # A file that came in from another window meanwhile may have given the same key to another question.
            if events.view(unit.connection, event_code).bookable != event.bookable or _known_keys(unit.connection, event.id) != known:
                raise Conflict("event_changed", event=event_code)
            marks = Marks(unit)
            seen = _seen(unit, event.id)
            digests = _digests(plan, marks)
            links = links_of(unit, event.id, plan.rows)
            new = [(row, d) for row, d in zip(plan.rows, digests, strict=True) if d not in seen and not links.surplus(row)]
            before = _answered_before(unit, event.id, [row for row, _ in new], marks)
            fates = _fates(plan, digests, seen, before, links, slots=bool(slots))
            counts = {
                "rows": len(plan.rows), "new": len(new), KNOWN: sum(fate.fate == KNOWN for fate in fates),
                "duplicates": sum(fate.fate.startswith("duplicate_of") for fate in fates),
                "invalid": sum(row.invalid for row, _ in new),
            }  # fmt: skip
            batch = None
            if new and not dry_run:
                batch = self._write(
                    unit,
                    event,
                    file,
                    workbook,
                    plan,
                    [row for row, _ in new],
                    marks,
                    {digest: fate for digest, fate in zip(digests, fates, strict=True) if fate.fate != SURPLUS},
                    links,
                )
                unit.commit(subject=batch, **counts)
        return FeedbackImport(batch, counts, fates, plan.columns, plan.questions, CHANGES if batch else NOTHING)

    def _write(
        self, unit: Unit, event: EventView, file: Path, workbook: Workbook, plan: "FeedbackPlan", new: Sequence["FeedbackRow"],
        marks: Marks, fates: Mapping[str, FeedbackRowFate], links: Links,
    ) -> str:  # fmt: skip
        batch = unit.new_id()
        survey = _survey_of_imports(unit, event.id, plan) or write_survey(
            unit, event=event.id, name=file.stem, state=SurveyState.CLOSED
        )
        version = write_version(unit, survey, plan.questions, event=event.id)
        slots = {slot.code: slot.id for slot in event.slots}
        moments, drawn = self._moments(new, unit.now), links.marks(new)
        made = [
            NewResponse(
                moments[row.ref], row.answers, phone=row.phone, slot=slots.get(row.slot or ""), source_row=row.number,
                mark=drawn.get(row.ref), source=ResponseSource.INVITATION if links.invited(row) else None,
                complete=is_complete(plan.questions, {key: one.value for key, one in row.answers.items() if not one.invalid}),
            )
            for row in new
        ]  # fmt: skip
        ids = write_responses(
            unit, made, event=event.id, version=version, source=ResponseSource.IMPORT, marks=marks, batch=batch
        )
        by_ref = dict(zip((row.ref for row in new), ids, strict=True))
        columns = {column.letter: column.role.value for column in plan.columns}
        unit.execute(
            f.feedback_batch.insert(),
            {
                "id": batch, "event": event.id, "file": file.name, "sha256": _content_digest(workbook),
                "mapping": {"sheet": plan.sheet, "columns": columns, "version": version} | links.note(unit),
                "rows": [[fate.ref, fate.fate, by_ref.get(fate.ref), digest] for digest, fate in fates.items()], "at": unit.now,
                "operator": unit.actor.operator,
            },
        )  # fmt: skip
        return batch

    def _moments(self, new: Sequence["FeedbackRow"], now: datetime) -> dict[str, datetime]:
        """When each row was answered. Forms tell seconds at best: of one moment, a millisecond each keeps who was later."""
        found: dict[str, datetime] = {}
        last: datetime | None = None
        for row in sorted(new, key=lambda row: row.order):
            at = row.at.replace(tzinfo=self._house.zone) if row.at is not None else last or now
            last = at if last is None or at > last else last + _TICK
            found[row.ref] = last
        return found

    def batches(self, event_code: str) -> tuple[FeedbackBatch, ...]:
        """An event's imports of answers, the latest first."""
        self._house.require(Right.LOOK)
        b, r = f.feedback_batch, f.survey_response
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            query = sa.select(b.c.id, b.c.file, b.c.at, b.c.undone_at).where(b.c.event == event.id)
            found = connection.execute(query.order_by(b.c.at.desc(), b.c.id.desc())).all()
            counts: dict[str | None, int] = dict(
                connection.execute(
                    sa.select(r.c.batch, sa.func.count()).where(r.c.event == event.id).group_by(r.c.batch)
                ).all()
            )
        return tuple(
            FeedbackBatch(row.id, event.id, row.file, row.at, counts.get(row.id, 0), row.undone_at) for row in found
        )

    def undo(self, batch: str) -> FeedbackUndo:
        """Takes an import back. A response that a later file holds as well goes over to that one; one that somebody works on as a case
        stays. :class:`NotFound` ``feedback_batch_not_found``, :class:`Conflict` ``feedback_batch_undone``."""
        b, r = f.feedback_batch, f.survey_response
        with self._house.writing(Right.IMPORT, "feedback.undone") as unit:
            row = unit.execute(sa.select(b).where(b.c.id == batch)).first()
            if row is None:
                raise NotFound("feedback_batch_not_found", batch=batch)
            if row.undone_at is not None:
                raise Conflict("feedback_batch_undone", batch=batch)
            ours = {one.id: one for one in unit.execute(sa.select(r).where(r.c.batch == batch))}
            handed_on = _hand_on(unit, row, ours)
            cases = _worked_on(unit, row.event, ours.keys() - handed_on)
            kept = [id for id in ours if id in cases and id not in handed_on]
            gone = [id for id in ours if id not in cases and id not in handed_on]
            remove_responses(unit, gone, event=row.event)
            take_back(unit, row)
            for version in {one.version for one in ours.values()}:
                remove_version(unit, version, event=row.event)
            unit.execute(b.update().where(b.c.id == batch).values(undone_at=unit.now))
            unit.put("feedback_batch.undone", {"id": batch}, event=row.event)
            unit.commit(subject=batch, removed=len(gone), kept=len(kept), handed_on=len(handed_on))
        return FeedbackUndo(len(gone), len(kept), len(handed_on), CHANGES)


def _worked_on(unit: Unit, event: str, responses: set[str]) -> set[str]:
    """The responses that have a case somebody works on; cases that nobody has touched go, as they came of the responses alone."""
    from eventdesk.services.cases import untouched

    case = f.feedback_case
    for row in unit.execute(sa.select(case).where(case.c.event == event, untouched())).all():
        if row.response in responses:
            rows.remove(unit, case, row, changes=CHANGES, event=event)
    return set(unit.execute(sa.select(case.c.response).where(case.c.event == event)).scalars())


def _known_keys(connection: sa.Connection, event: str) -> dict[tuple[str, QuestionKind], list[str]]:
    """The keys of the event's questions in their order, by what they ask."""
    from eventdesk.exchange.feedback import same_question

    found: dict[tuple[str, QuestionKind], list[str]] = {}
    for question in questions_of(connection, event):
        for text in {same_question(text) for text in question.texts.values()}:
            found.setdefault((text, question.kind), []).append(question.key)
    return found


def _digests(plan: "FeedbackPlan", marks: Marks) -> list[str]:
    times: Counter[bytes] = Counter()
    found = []
    for row in plan.rows:
        times[row.content] += 1
        found.append(marks.content(row.content, times[row.content]))
    return found


def _seen(unit: Unit, event: str) -> set[str]:
    """The rows that files brought which still count."""
    b = f.feedback_batch
    batches = unit.execute(sa.select(b.c.rows).where(b.c.event == event, b.c.undone_at.is_(None))).scalars()
    return {digest for kept in batches for _, _, _, digest in kept}


def _answered_before(unit: Unit, event: str, new: Sequence["FeedbackRow"], marks: Marks) -> set[str]:
    """The refs of new rows whose phone answered in an earlier file."""
    r = f.survey_response
    known = set(unit.execute(sa.select(r.c.who).where(r.c.event == event, r.c.who.is_not(None))).scalars())
    return (
        {row.ref for row in new if row.phone is not None and marks.respondent(row.phone) in known} if known else set()
    )


def _fates(
    plan: "FeedbackPlan", digests: Sequence[str], seen: set[str], before: set[str], links: Links, *, slots: bool
) -> tuple[FeedbackRowFate, ...]:
    first: dict[str, str] = {}
    fates = []
    for row, digest in zip(plan.rows, digests, strict=True):
        whose = links.of[row.ref] if links.invited(row) else row.phone
        of = first.setdefault(whose, row.ref) if whose is not None else row.ref
        fate = KNOWN if digest in seen else SURPLUS if links.surplus(row) else "ok" if of == row.ref else f"duplicate_of:{of}"
        warnings = {
            "bad_phone": row.phone_wrong, "invalid_answer": row.invalid > 0, "answered_before": row.ref in before,
            "unknown_invitation": links.unknown(row), "unknown_slot": slots and bool(row.slot_label) and row.slot is None,
        }  # fmt: skip
        fates.append(FeedbackRowFate(row.ref, fate, tuple(code for code, true in warnings.items() if true)))
    return tuple(fates)


def _survey_of_imports(unit: Unit, event: str, plan: "FeedbackPlan") -> str | None:
    """The survey that earlier files of the event made, if it asks at least half of what this one does: a form of the kiosk or of
    invitations is never changed by a file."""
    b, v = f.feedback_batch, f.survey_version
    made_by = {kept["version"] for kept in unit.execute(sa.select(b.c.mapping).where(b.c.event == event)).scalars()}
    keys = {question.key for question in plan.questions}
    found = unit.execute(
        sa.select(v.c.survey, v.c.questions).where(v.c.id.in_(made_by)).order_by(v.c.at.desc(), v.c.number.desc())
    ).all()
    fitting = (
        row.survey for row in found if 2 * len(keys & {question["key"] for question in row.questions}) >= len(keys)
    )
    return next(fitting, None)


def _content_digest(workbook: Workbook) -> str:
    """SHA-256 of the cells: a file saved anew has the same."""
    from eventdesk.domain.digests import canonical

    cells = [
        [sheet.name, [[str(cell) if cell is not None else None for cell in row] for row in sheet.rows]]
        for sheet in workbook.sheets
    ]
    return hashlib.sha256(canonical(cells)).hexdigest()


def _hand_on(unit: Unit, batch: Any, ours: Mapping[str, Any]) -> set[str]:
    """The responses that another file which still counts holds as well belong to that from now on."""
    b, r = f.feedback_batch, f.survey_response
    by_digest = {digest: response for _, _, response, digest in batch.rows if response in ours}
    handed: set[str] = set()
    others = (
        sa.select(b)
        .where(b.c.event == batch.event, b.c.id != batch.id, b.c.undone_at.is_(None))
        .order_by(b.c.at, b.c.id)
    )
    for other in unit.execute(others).all():
        kept = []
        for ref, fate, response, digest in other.rows:
            taken = by_digest.get(digest)
            if taken is not None and taken not in handed:
                rows.change(unit, r, ours[taken], {"batch": other.id}, event=batch.event)
                handed.add(taken)
                kept.append([ref, "ok", taken, digest])
            else:
                kept.append([ref, fate, response, digest])
        if kept != other.rows:
            unit.execute(b.update().where(b.c.id == other.id).values(rows=kept))
    return handed

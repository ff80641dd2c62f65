"""Cases: an answer that somebody of the team takes up, by when, what was replied, and what came of it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import mask_phones
from eventdesk.domain.feedback_figures import Response
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.event_finding import find as find_event
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.feedback_reading import EventFeedback, read_feedback
from eventdesk.services.feedback_rows import CHANGES
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.store import feedback_tables as f

LONGEST = 2000
_TABLE = f.feedback_case


class CaseKind(StrEnum):
    """What a case is about."""

    LOW_SCORE = "low_score"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    PRAISE = "praise"


@dataclass(frozen=True)
class CaseView:
    """A case; phones in ``text`` are masked. ``overdue``: not done, and due before today."""

    id: str
    kind: CaseKind
    text: str = field(repr=False)
    owner: str
    due: date | None
    reply: str = field(repr=False)
    result: str = field(repr=False)
    done_at: datetime | None
    overdue: bool
    revision: int
    changes: Changes = NOTHING


class Cases:
    """The verbs of cases, for whoever keeps registrations. Readers of reports don't see them: one case may tell who wrote it."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, event_code: str, *, open_only: bool = True) -> tuple[CaseView, ...]:
        """An event's cases, the earliest due first, those without a day behind them."""
        self._house.require(Right.REGISTRATIONS)
        with self._house.store.reading() as connection:
            event = find_event(connection, event_code)
            query = sa.select(_TABLE).where(_TABLE.c.event == event.id)
            if open_only:
                query = query.where(_TABLE.c.done_at.is_(None))
            found = connection.execute(query.order_by(_TABLE.c.due.is_(None), _TABLE.c.due, _TABLE.c.id)).all()
        return tuple(self._view(row) for row in found)

    def add(
        self, event_code: str, text: str, *, kind: CaseKind = CaseKind.COMPLAINT, owner: str = "", due: date | None = None
    ) -> CaseView:  # fmt: skip
        """A new case, with what it is about in words."""
        text = text.strip()[:LONGEST]
        if not text:
            raise InvalidInput("case_text_missing", field="text")
        with self._house.writing(Right.REGISTRATIONS, "case.added") as unit:
            event = find_event(unit.connection, event_code)
            values = {
                "event": event.id, "response": None, "family": None, "kind": kind.value, "text": text, "owner": owner.strip()[:80],
                "due": due, "reply": "", "result": "", "done_at": None, "at": unit.now, "operator": unit.actor.operator,
            }  # fmt: skip
            made = rows.add(unit, _TABLE, values, event=event.id)
            unit.commit(subject=made)
        return self._shown(made)

    def take_up(self, event_code: str) -> int:
        """Makes a case of every response that counts and gives the event a low score, with what was written in it; how many were made.
        A response that has or had one gets no second."""
        with self._house.writing(Right.REGISTRATIONS, "case.taken_up") as unit:
            event = find_event(unit.connection, event_code)
            found = read_feedback(unit.connection, event.id)
            taken = set(unit.execute(sa.select(_TABLE.c.response).where(_TABLE.c.event == event.id)).scalars())
            low = [one for one in found.counted if one.id not in taken and _is_low(found, one)]
            for one in low:
                said = [str(answer.value) for answer in one.answers.values() if isinstance(answer.value, str) and not answer.invalid]
                values = {
                    "event": event.id, "response": one.id, "family": None, "kind": CaseKind.LOW_SCORE.value,
                    "text": "\n".join(said)[:LONGEST], "owner": "", "due": None, "reply": "", "result": "", "done_at": None,
                    "at": unit.now, "operator": unit.actor.operator,
                }  # fmt: skip
                rows.add(unit, _TABLE, values, event=event.id)
            if low:
                unit.commit(subject=event.id, cases=len(low))
        return len(low)

    def change(
        self, case: str, *, revision: int | None = None, kind: CaseKind | None = None, owner: str | None = None,
        due: date | None = None, no_due: bool = False, reply: str | None = None,
    ) -> CaseView:  # fmt: skip
        """Sets what is given; :class:`Conflict` ``case_changed`` where somebody changed it since ``revision`` was read."""
        values: dict[str, Any] = {} if kind is None else {"kind": kind.value}
        values |= {} if owner is None else {"owner": owner.strip()[:80]}
        values |= {"due": None if no_due else due} if no_due or due is not None else {}
        values |= {} if reply is None else {"reply": reply.strip()[:LONGEST]}
        return self._write(case, "case.changed", values, revision)

    def done(self, case: str, *, result: str = "") -> CaseView:
        """It is settled; ``result`` says what came of it."""
        return self._write(case, "case.done", {"done_at": self._house.clock.now(), "result": result.strip()[:LONGEST]}, None)

    def reopen(self, case: str) -> CaseView:
        """It isn't settled after all; what was written of its result stays."""
        return self._write(case, "case.reopened", {"done_at": None}, None)

    def remove(self, case: str) -> Removed:
        """Takes a case away that was written down by mistake."""
        with self._house.writing(Right.REGISTRATIONS, "case.removed") as unit:
            row = _find(unit.connection, case)
            removed = rows.remove(unit, _TABLE, row, changes=CHANGES, event=row.event)
            unit.commit(subject=row.id)
        return removed

    def put_back(self, removed: Removed) -> CaseView:
        """Writes a case again that was taken away."""
        with self._house.writing(Right.REGISTRATIONS, "case.added") as unit:
            rows.home_of(unit, removed)
            if rows.put_back(unit, _TABLE, removed, event=removed.values["event"]):
                unit.commit(subject=str(removed.values["id"]))
        return self._shown(str(removed.values["id"]))

    def _write(self, case: str, action: str, values: dict[str, Any], revision: int | None) -> CaseView:
        with self._house.writing(Right.REGISTRATIONS, action) as unit:
            row = _find(unit.connection, case)
            if revision is not None and row.revision != revision:
                raise Conflict("case_changed")
            if rows.change(unit, _TABLE, row, values, event=row.event):
                unit.commit(subject=row.id, fields=sorted(values))
        return self._shown(case)

    def _shown(self, case: str) -> CaseView:
        with self._house.store.reading() as connection:
            return replace(self._view(_find(connection, case)), changes=CHANGES)

    def _view(self, row: Any) -> CaseView:
        today = self._house.clock.now().astimezone(self._house.zone).date()
        overdue = row.done_at is None and row.due is not None and row.due < today
        return CaseView(
            row.id, CaseKind(row.kind), mask_phones(row.text) or "", row.owner, row.due, row.reply, row.result, row.done_at, overdue,
            row.revision,
        )  # fmt: skip


def _is_low(found: EventFeedback, response: Response) -> bool:
    """Two points of five or fewer for the whole event, or the unhappiest of three faces."""
    key = found.overall
    answer = None if key is None else response.answers.get((key, ""))
    if key is None or answer is None or answer.invalid or not isinstance(answer.value, int):
        return False
    low, high = found.question(key).ends
    return answer.value <= (low + 1 if high - low >= 4 else low)


def _find(connection: sa.Connection, case: str) -> Any:
    row = connection.execute(sa.select(_TABLE).where(_TABLE.c.id == case)).first()
    if row is None:
        raise NotFound("case_not_found")
    return row

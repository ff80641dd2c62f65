"""Cases: an answer that somebody of the team takes up, by when, what was replied, and what came of it.

The rules make cases of low scores and of complaints in an act of their own (``take_up``), whichever way the answers came; asked
again they make none twice, not even of a response whose case was taken away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.family import family_name, mask_phones
from eventdesk.domain.right import Right
from eventdesk.domain.themes import Lexicon, Theme
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.case_views import (
    CaseAnswers,
    CaseFilter,
    CaseKind,
    CaseView,
    OverdueCases,
    RemovedCases,
    TakenUp,
    answers_of,
    kind_of,
    view_of,
)
from eventdesk.services.event_finding import find as find_event
from eventdesk.services.event_views import NOTHING
from eventdesk.services.family_reading import find_family, forgotten_since, peopled_family
from eventdesk.services.feedback_reading import read_feedback
from eventdesk.services.feedback_rows import CHANGES
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.services.themes import themes_by_comment, written_in
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from eventdesk.store import volunteer_tables as v
from eventdesk.store.unit import Unit

LONGEST = 2000
DAYS_TO_REPLY = 3
"""A case that a rule makes is due so many days after."""
_TABLE = f.feedback_case


def _fitting(text: str, field: str) -> str:
    """What somebody typed, whole: :class:`InvalidInput` ``text_too_long`` rather than cut without a word."""
    text = text.strip()
    if len(text) > LONGEST:
        raise InvalidInput("text_too_long", field=field, most=LONGEST)
    return text


class Cases:
    """The verbs of cases, for whoever keeps registrations. Readers of reports don't see them: one case may tell who wrote it."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, event_code: str, *, which: CaseFilter = CaseFilter.OPEN) -> tuple[CaseView, ...]:
        """An event's cases, the earliest due first, those without a day behind them; settled ones last."""
        self._house.require(Right.REGISTRATIONS)
        with self._house.store.reading() as connection:
            event = find_event(connection, event_code)
            found = connection.execute(
                sa.select(_TABLE)
                .where(_TABLE.c.event == event.id)
                .order_by(_TABLE.c.done_at.is_not(None), _TABLE.c.due.is_(None), _TABLE.c.due, _TABLE.c.id)
            ).all()
            views = self._views(connection, found)
        done = which is CaseFilter.DONE
        return tuple(
            one
            for one in views
            if which is CaseFilter.ALL or (one.overdue if which is CaseFilter.OVERDUE else (one.done_at is not None) is done)
        )

    def overdue(self) -> tuple[OverdueCases, ...]:
        """The events with overdue cases, the oldest case first."""
        self._house.require(Right.REGISTRATIONS)
        c, e = _TABLE.c, t.event.c
        query = (
            sa.select(e.code, e.title, sa.func.count(), sa.func.min(c.due))
            .join(_TABLE, c.event == e.id)
            .where(c.done_at.is_(None), c.due < self._today())
            .group_by(e.id)
            .order_by(sa.func.min(c.due), e.start)
        )
        with self._house.store.reading() as connection:
            return tuple(OverdueCases(*row) for row in connection.execute(query))

    def answers(self, case: str, *, language: str = "zh") -> CaseAnswers | None:
        """The response behind a case, without anything of who gave it; None for one that was written down by hand."""
        self._house.require(Right.REGISTRATIONS)
        with self._house.store.reading() as connection:
            row = _find(connection, case)
            if row.response is None:
                return None
            found = read_feedback(connection, row.event)
        response = next((one for one in found.responses if one.id == row.response), None)
        if response is None:
            return None
        day = response.at.astimezone(self._house.zone).date()
        return answers_of(found, response, day=day, language=language)

    def owners(self, event_code: str) -> tuple[str, ...]:
        """Who may take a case on, as suggestions: the operators, then the event's volunteers."""
        self._house.require(Right.REGISTRATIONS)
        o, n, g = t.operator, v.volunteer, v.engagement
        with self._house.store.reading() as connection:
            event = find_event(connection, event_code)
            names = [*connection.execute(sa.select(o.c.name).where(o.c.active).order_by(o.c.id)).scalars()]
            if self._house.actor.may(Right.VOLUNTEERS):
                helping = sa.select(n.c.name).join(g, g.c.volunteer == n.c.id).where(g.c.event == event.id, n.c.name != "")
                names += connection.execute(helping.order_by(n.c.name)).scalars()
        return tuple(dict.fromkeys(names))

    def add(
        self, event_code: str, text: str, *, kind: CaseKind = CaseKind.COMPLAINT, owner: str = "", due: date | None = None,
        family: str | None = None,
    ) -> CaseView:  # fmt: skip
        """A new case, with what it is about in words; ``family`` where one wishes an answer."""
        text = _fitting(text, "text")
        if not text:
            raise InvalidInput("case_text_missing", field="text")
        with self._house.writing(Right.REGISTRATIONS, "case.added") as unit:
            event = find_event(unit.connection, event_code)
            home = None if family is None else find_family(unit.connection, family).id
            made = _add(unit, event.id, kind, text, due=due, owner=owner.strip()[:80], family=home)
            unit.commit(subject=made)
        return self._shown(made)

    def take_up(self, event_code: str, *, by: Lexicon) -> TakenUp:
        """Makes a case of every response that counts and gives the event a low score or complains of something, with what was written
        in it, due three days from now. A response that has or had one gets no second."""
        self._house.require(Right.REGISTRATIONS)
        with self._house.store.reading() as connection:
            event = find_event(connection, event_code)
            waiting = _waiting(connection, event.id, by)
        if not waiting:
            return TakenUp(event_code, ())
        due = self._today() + timedelta(days=DAYS_TO_REPLY)
        with self._house.writing(Right.REGISTRATIONS, "case.taken_up") as unit:
            # Read anew: another window may have taken them up meanwhile.
            waiting = _waiting(unit.connection, event.id, by)
            made = tuple(
                _add(unit, event.id, kind, text[:LONGEST], due=due, response=response) for response, kind, text in waiting
            )
            if made:
                unit.commit(subject=event.id, cases=len(made))
        return TakenUp(event_code, made, CHANGES if made else NOTHING)

    def take_back(self, taken: TakenUp) -> RemovedCases:
        """Takes cases away again that rules made, but for those that somebody has worked on since."""
        with self._house.writing(Right.REGISTRATIONS, "case.removed") as unit:
            found = unit.execute(sa.select(_TABLE).where(_TABLE.c.id.in_(taken.cases), untouched())).all()
            removed = tuple(rows.remove(unit, _TABLE, row, changes=CHANGES, event=row.event) for row in found)
            if removed:
                unit.commit(cases=len(removed))
        return RemovedCases(removed, CHANGES if removed else NOTHING)

    def change(
        self, case: str, *, revision: int | None = None, kind: CaseKind | None = None, owner: str | None = None,
        due: date | None = None, no_due: bool = False, reply: str | None = None, result: str | None = None,
        family: str | None = None, no_family: bool = False,
    ) -> CaseView:  # fmt: skip
        """Sets what is given; :class:`Conflict` ``case_changed`` where somebody changed it since ``revision`` was read."""
        values: dict[str, Any] = {} if kind is None else {"kind": kind.value}
        values |= {} if owner is None else {"owner": owner.strip()[:80]}
        values |= {"due": None if no_due else due} if no_due or due is not None else {}
        values |= {} if reply is None else {"reply": _fitting(reply, "reply")}
        values |= {} if result is None else {"result": _fitting(result, "result")}
        values |= {"family": None if no_family else family} if no_family or family is not None else {}
        return self._write(case, "case.changed", values, revision)

    def done(self, case: str, *, result: str | None = None) -> CaseView:
        """It is settled; ``result`` says what came of it."""
        values: dict[str, Any] = {"done_at": self._house.clock.now()}
        values |= {} if result is None else {"result": _fitting(result, "result")}
        return self._write(case, "case.done", values, None)

    def reopen(self, case: str) -> CaseView:
        """It isn't settled after all; what was written of its result stays."""
        return self._write(case, "case.reopened", {"done_at": None}, None)

    def remove(self, case: str) -> Removed:
        """Takes a case away that was written down by mistake, or needs no reply."""
        with self._house.writing(Right.REGISTRATIONS, "case.removed") as unit:
            row = _find(unit.connection, case)
            removed = rows.remove(unit, _TABLE, row, changes=CHANGES, event=row.event)
            unit.commit(subject=row.id)
        return removed

    def put_back(self, removed: Removed) -> CaseView:
        """Writes a case again that was taken away, without its words where a guardian of its family took the consent to taking part
        back since. :class:`NotFound` ``family_not_found`` where the family was erased."""
        with self._house.writing(Right.REGISTRATIONS, "case.added") as unit:
            rows.home_of(unit, removed)
            values, family = dict(removed.values), removed.values["family"]
            if family is not None:
                values["family"] = peopled_family(unit.connection, family)
                if removed.at is not None and forgotten_since(unit.connection, [values["family"]], removed.at):
                    values |= {"text": "", "reply": "", "result": ""}
            if rows.put_back(unit, _TABLE, replace(removed, values=values), event=values["event"]):
                unit.commit(subject=str(values["id"]))
        return self._shown(str(values["id"]))

    def _write(self, case: str, action: str, values: dict[str, Any], revision: int | None) -> CaseView:
        with self._house.writing(Right.REGISTRATIONS, action) as unit:
            row = _find(unit.connection, case)
            if revision is not None and row.revision != revision:
                raise Conflict("case_changed")
            if values.get("family") is not None:
                values["family"] = find_family(unit.connection, values["family"]).id
            if rows.change(unit, _TABLE, row, values, event=row.event):
                unit.commit(subject=row.id, fields=sorted(values))
        return self._shown(case)

    def _shown(self, case: str) -> CaseView:
        with self._house.store.reading() as connection:
            return replace(self._views(connection, [_find(connection, case)])[0], changes=CHANGES)

    def _views(self, connection: sa.Connection, found: Sequence[Any]) -> tuple[CaseView, ...]:
        today, labels = self._today(), _labels(connection, {row.family for row in found if row.family})
        codes = dict(connection.execute(sa.select(t.event.c.id, t.event.c.code)).all()) if found else {}
        return tuple(view_of(row, code=codes[row.event], today=today, labels=labels) for row in found)

    def _today(self) -> date:
        return self._house.clock.now().astimezone(self._house.zone).date()


def untouched() -> sa.ColumnElement[bool]:
    """Cases as the rules made them, on which nobody has worked."""
    return sa.and_(_TABLE.c.response.is_not(None), _TABLE.c.revision == 1, _TABLE.c.owner == "")


def _waiting(connection: sa.Connection, event: str, by: Lexicon) -> tuple[tuple[str, CaseKind, str], ...]:
    """The responses that no case was ever made of and that need one: id, kind, what was written."""
    found = read_feedback(connection, event)
    if not found.responses:
        return ()
    # What was told once, by this desk or another, tells of cases that were taken away, too.
    told = """SELECT body ->> 'response' FROM outbox WHERE type = 'feedback_case' AND event = ?
      UNION SELECT body ->> 'response' FROM foreign_item WHERE type = 'feedback_case' AND log = ?"""
    taken = {row[0] for row in connection.exec_driver_sql(told, (event, event))}
    taken |= set(connection.execute(sa.select(_TABLE.c.response).where(_TABLE.c.event == event)).scalars())
    written = written_in(found)
    by_response: dict[str, set[Theme]] = {}
    texts: dict[str, list[str]] = {}
    for one, themes in themes_by_comment(connection, event, written, by=by).items():
        by_response.setdefault(one.response, set()).update(themes)
        texts.setdefault(one.response, []).append(mask_phones(one.text) or "")
    kinds = ((one.id, kind_of(found, one, by_response.get(one.id, set()))) for one in found.counted if one.id not in taken)
    return tuple((id, kind, "\n".join(texts.get(id, ()))) for id, kind in kinds if kind is not None)


def _add(
    unit: Unit, event: str, kind: CaseKind, text: str, *, due: date | None, owner: str = "", response: str | None = None,
    family: str | None = None,
) -> str:  # fmt: skip
    values = {
        "event": event, "response": response, "family": family, "kind": kind.value, "text": text, "owner": owner, "due": due,
        "reply": "", "result": "", "done_at": None, "at": unit.now, "operator": unit.actor.operator,
    }  # fmt: skip
    return rows.add(unit, _TABLE, values, event=event)


def _labels(connection: sa.Connection, families: Iterable[str]) -> dict[str, str]:
    """What families are called where nobody is to be named."""
    p = t.person
    query = sa.select(p.c.family, p.c.name, p.c.nickname).where(p.c.family.in_(tuple(families)), p.c.role != "child")
    found: dict[str, str] = {}
    for row in connection.execute(query.order_by(p.c.family, p.c.position)):
        found.setdefault(row.family, family_name(row.name, row.nickname))
    return found


def _find(connection: sa.Connection, case: str) -> Any:
    row = connection.execute(sa.select(_TABLE).where(_TABLE.c.id == case)).first()
    if row is None:
        raise NotFound("case_not_found")
    return row

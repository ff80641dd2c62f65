"""Follow-ups: what somebody of the team is to do for a family, by when, and what came of it."""

from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import rows
from eventdesk.services.event_finding import find as find_event
from eventdesk.services.event_views import Changes
from eventdesk.services.family_reading import find_family, follow_ups_of, forgotten_since, peopled_family
from eventdesk.services.family_views import FollowUpView
from eventdesk.services.house import House
from eventdesk.services.rows import Removed
from eventdesk.store import family_tables as f

CHANGES: Changes = frozenset({"families"})
LONGEST = 2000
_TABLE = f.follow_up


class FollowUps:
    """The verbs of follow-ups."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(
        self, *, family: str | None = None, owner: str | None = None, open_only: bool = True, unmasked: bool = False
    ) -> tuple[FollowUpView, ...]:
        """What is to be done, the most urgent first; what is done as well unless ``open_only``."""
        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        where: list[Any] = [_TABLE.c.done_at.is_(None)] if open_only else []
        with self._house.store.reading() as connection:
            if family is not None:
                where.append(_TABLE.c.family == find_family(connection, family).id)
            if owner is not None:
                where.append(_TABLE.c.owner == owner.strip())
            found = follow_ups_of(connection, *where, day=self._today(), unmasked=unmasked)
        if unmasked and found:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "follow_ups.list", "count": len(found)})
                unit.commit(what="follow_ups.list", count=len(found))
        return found

    def add(
        self, family: str, text: str, *, owner: str = "", due: date | None = None, event: str | None = None
    ) -> FollowUpView:
        """Something to be done for a family; ``event`` is the code of what it is about."""
        with self._house.writing(Right.REGISTRATIONS, "follow_up.added") as unit:
            row = find_family(unit.connection, family)
            about = find_event(unit.connection, event).id if event else None
            values = {
                "family": row.id, "event": about, "text": _text(text, "text"), "owner": owner.strip()[:80], "due": due,
                "result": "", "done_at": None, "at": unit.now, "operator": unit.actor.operator,
            }  # fmt: skip
            id = rows.add(unit, _TABLE, values, event=about)
            unit.commit(subject=row.id)
        return self._view(id)

    def change(
        self, follow_up: str, *, revision: int | None = None, text: str | None = None, owner: str | None = None,
        due: date | None = None, no_due: bool = False,
    ) -> FollowUpView:  # fmt: skip
        """Another text, owner or day; :class:`Conflict` ``follow_up_changed`` where somebody changed it since."""
        values: dict[str, Any] = {}
        values |= {"text": _text(text, "text")} if text is not None else {}
        values |= {"owner": owner.strip()[:80]} if owner is not None else {}
        values |= {"due": None if no_due else due} if no_due or due is not None else {}
        return self._write(follow_up, "follow_up.changed", values, revision)

    def done(self, follow_up: str, *, result: str = "") -> FollowUpView:
        """It is done; ``result`` says what came of it."""
        values = {"done_at": self._house.clock.now(), "result": result.strip()[:LONGEST]}
        return self._write(follow_up, "follow_up.done", values, None)

    def reopen(self, follow_up: str) -> FollowUpView:
        """It isn't done after all; what was written of its result stays."""
        return self._write(follow_up, "follow_up.reopened", {"done_at": None}, None)

    def remove(self, follow_up: str) -> Removed:
        """Takes one away that was written down by mistake."""
        with self._house.writing(Right.REGISTRATIONS, "follow_up.removed") as unit:
            row = _find(unit.connection, follow_up)
            removed = rows.remove(unit, _TABLE, row, changes=CHANGES)
            unit.commit(subject=row.family)
        return removed

    def put_back(self, removed: Removed) -> FollowUpView:
        """One that was taken away is there again, under the family that there is now; without its text where a guardian took
        the consent to taking part back since. :class:`NotFound` ``family_not_found`` where the family was erased."""
        with self._house.writing(Right.REGISTRATIONS, "follow_up.restored") as unit:
            family = peopled_family(unit.connection, removed.values["family"])
            values = {**removed.values, "family": family}
            if removed.at is not None and forgotten_since(unit.connection, [family], removed.at):
                values |= {"text": "", "result": ""}
            if rows.put_back(unit, _TABLE, replace(removed, values=values)):
                unit.commit(subject=family)
        return self._view(str(removed.values["id"]))

    def _write(self, follow_up: str, action: str, values: dict[str, Any], revision: int | None) -> FollowUpView:
        with self._house.writing(Right.REGISTRATIONS, action) as unit:
            row = _find(unit.connection, follow_up)
            if revision is not None and row.revision != revision:
                raise Conflict("follow_up_changed")
            if rows.change(unit, _TABLE, row, values):
                unit.commit(subject=row.family, fields=sorted(values))
        return self._view(follow_up)

    def _view(self, id: str) -> FollowUpView:
        with self._house.store.reading() as connection:
            (view,) = follow_ups_of(connection, _TABLE.c.id == id, day=self._today())
        return replace(view, changes=CHANGES)

    def _today(self) -> date:
        return self._house.clock.now().astimezone(self._house.zone).date()


def _find(connection: sa.Connection, follow_up: str) -> Any:
    row = connection.execute(sa.select(_TABLE).where(_TABLE.c.id == follow_up)).first()
    if row is None:
        raise NotFound("follow_up_not_found")
    return row


def _text(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput("follow_up_empty", field=field)
    if len(text) > LONGEST:
        raise InvalidInput("text_too_long", field=field, most=LONGEST)
    return text

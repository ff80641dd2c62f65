"""The office's conflicts: what two stations wrote without knowing of each other, and which of the two values is right."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from starlette.responses import Response

from eventdesk.domain.family import mask_value
from eventdesk.errors import DeskError, HubTrouble, NotFound
from eventdesk.hub.accounts import Role
from eventdesk.hub.audit import Act
from eventdesk.hub.conflict_names import ConflictView
from eventdesk.hub.ledger import Asker
from eventdesk.sync.conflict_records import ConflictInfo
from eventdesk.sync.protocol import Scope
from eventdesk.web.look import PageProblem, moved, status_of
from eventdesk.web.office.door import Visit
from eventdesk.web.office.lists import SIZE
from resources import clash_words
from resources.words import joined, sentence

_LONGEST = 300
_TRY_AGAIN = 5
KEPT, OTHER = "kept", "other"


@dataclass(frozen=True)
class Side:
    """One of the two values, as it is shown, and who wrote it."""

    choice: str
    who: str
    value: str


@dataclass(frozen=True)
class ConflictShown:
    """A conflict as the page tells it. ``alike``: the two look the same where people's data is masked."""

    id: str
    log: str
    what: str
    event: str
    branch_code: str
    at: datetime | None
    sides: tuple[Side, Side]
    alike: bool

    def side(self, choice: str) -> Side:
        """The value of a choice."""
        return self.sides[choice == OTHER]


async def conflicts(visit: Visit) -> Response:
    """All of them, the oldest first; of one event where ``event`` names it."""
    return await _list(visit, done=visit.text("settled") == "1")


async def _list(visit: Visit, *, status: int = 200, wrong: str = "", done: bool = False) -> Response:
    hub, event, offset = visit.office.hub, visit.text("event"), visit.number("offset", 0)
    found = [one for one in await visit.office.search(partial(hub.conflicts.all, _asker(visit))) if event in ("", one.log)]
    views = await _views(visit, found[offset : offset + SIZE])
    return visit.show(
        "conflicts.html", status=status, conflicts=views, pager=visit.pager(len(found), SIZE), settles=_settles(visit), event=event,
        total=len(found), wrong=wrong, done=done,
    )  # fmt: skip


async def settle_page(visit: Visit) -> Response:
    """Asks before it is settled."""
    choice, found = _choice(visit), await _wanted(visit)
    if found is None:
        return await _gone(visit)
    (shown,) = await _views(visit, [found])
    return visit.show("settle.html", conflict=shown, chosen=shown.side(choice), settles=_settles(visit))


async def settle(visit: Visit) -> Response:
    """Settles it by the replica beside the hub; every desk hears of it."""
    choice, office, found = _choice(visit), visit.office, await _wanted(visit)
    if found is None:
        return await _gone(visit)
    if office.conflicts is None:
        return await _list(visit, status=409, wrong=visit.words("web_office.settle_elsewhere"))
    branch = await office.work(partial(office.hub.conflicts.branch_of, found))
    subject = f"{found.table} {' '.join(found.record)} {found.field}: {choice}"
    note = partial(visit.reception.audit.note, Act.CONFLICT_SETTLED, subject, account=visit.name)
    try:
        await office.conflicts.settle(found, other=choice == OTHER, branch=branch, before=note)
    except NotFound:
        return await _gone(visit)
    except HubTrouble:
        answer = await _list(visit, status=503, wrong=visit.words("web_office.settle_busy"))
        answer.headers["Retry-After"] = str(_TRY_AGAIN)
        return answer
    except DeskError as error:
        wrong = joined(*sentence(visit.words, error.code, dict(error.details)))
        return await _list(visit, status=status_of(error), wrong=wrong)
    return moved("/office/conflicts?settled=1")


async def _gone(visit: Visit) -> Response:
    return await _list(visit, status=404, wrong=visit.words("web_office.settle_gone"))


def _choice(visit: Visit) -> str:
    choice = str(visit.request.path_params["choice"])
    if choice not in (KEPT, OTHER):
        raise PageProblem(404, "web.not_found")
    return choice


async def _wanted(visit: Visit) -> ConflictInfo | None:
    id = str(visit.request.path_params["conflict"])
    return await visit.office.search(partial(visit.office.hub.conflicts.find, id, _asker(visit)))


async def _views(visit: Visit, found: list[ConflictInfo]) -> list[ConflictShown]:
    told = await visit.office.search(partial(visit.office.hub.conflicts.views, found, _asker(visit)))
    return [_shown(visit, one) for one in told]


def _asker(visit: Visit) -> Asker:
    return Asker("", Scope.READER, branch=visit.branch)


def _settles(visit: Visit) -> bool:
    return visit.office.conflicts is not None and visit.may(Role.OFFICER)


def _shown(visit: Visit, view: ConflictView) -> ConflictShown:
    of, words = view.info, visit.words
    sides = (
        Side(KEPT, words("sync_page.stands", desk=view.kept_by or words("sync_page.unnamed")), _said(visit, of, of.kept)),
        Side(OTHER, words("sync_page.beside", desk=view.other_by or words("sync_page.unnamed")), _said(visit, of, of.other)),
    )
    alike = sides[0].value == sides[1].value
    return ConflictShown(of.id, of.log, _what(visit, view), view.event, view.branch_code, _at(of.at), sides, alike)


def _what(visit: Visit, view: ConflictView) -> str:
    """What it is about, in the window's words: the record, its event, and the field."""
    of = view.info
    return clash_words.what(visit.words, table=of.table, field=of.field, about=view.about, event=view.event)


def _said(visit: Visit, of: ConflictInfo, value: Any) -> str:
    """A value as people read it, names and phones masked."""
    shown = mask_value(of.table, of.field, value) if of.field else value
    if of.field and isinstance(shown, str) and shown:
        return _text(visit, of, shown)[:_LONGEST]
    if of.field == "members" and isinstance(shown, list) and shown:
        return visit.words("web_office.people", n=len(shown))
    if shown in (None, "", [], {}) or isinstance(shown, bool):
        return clash_words.said(visit.words, field=of.field, shown=shown)
    return json.dumps(shown, ensure_ascii=False)[:_LONGEST]


def _text(visit: Visit, of: ConflictInfo, text: str) -> str:
    groups = {("event", "state"): "web_office.event", ("registration", "state"): "conflicts.calls_state"}
    group = groups.get((of.table, of.field))
    if group is not None:
        return visit.said(group, text)
    try:
        at = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return text
    return text if at is None or at.tzinfo is None else visit.when(at)


def _at(hlc: str) -> datetime | None:
    """The moment in a hybrid time."""
    try:
        return datetime.fromtimestamp(int(hlc.partition("-")[0]) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None

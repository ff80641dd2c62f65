"""Brings reports that are handed in to the hub: each revision once, byte for byte, and marked by the hub's answer alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.right import Right
from eventdesk.errors import HubTrouble
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.services.report_sending import SendState
from eventdesk.services.report_views import CHANGES
from eventdesk.store import sync_tables as s
from eventdesk.store.unit import Unit
from eventdesk.sync.client import HubClient

CONTRADICTED = "hub_other_revision"
AT_VENUE = "at_venue"
"""A venue's hub has it, and the head office not yet."""
FINAL = frozenset({"hub_persons", "hub_scope", "hub_refused"})
"""What sending again would not mend: the revision is marked, and the others go on."""

_MISTAKE_THERE = 500
"""From this status on it is the hub's own trouble."""


@dataclass(frozen=True)
class HandedIn:
    """What became of the revisions that waited."""

    received: int = 0
    refused: int = 0
    changes: Changes = NOTHING


def hand_in(house: House, client: HubClient, hub: str) -> HandedIn:
    """Sends every revision that waits. ``hub`` is the hub's id. Any trouble that another time mends is raised, and they wait on."""
    h = s.hand_in
    with house.store.reading() as connection:
        waiting = connection.execute(sa.select(h).where(h.c.state == SendState.WAITING).order_by(h.c.asked_at, h.c.number)).all()
    received = refused = 0
    for row in waiting:
        try:
            receipt = client.put_revision(row.report, row.number, row.body.encode())
            if receipt is not None and receipt.sha256 != row.sha256:
                raise HubTrouble("hub_portal")
        except HubTrouble as trouble:
            status = int(str(trouble.details.get("status", 0)))
            if trouble.code not in FINAL | {CONTRADICTED} or status >= _MISTAKE_THERE:
                raise
            state = SendState.CONFLICT if trouble.code == CONTRADICTED else SendState.REFUSED
            _mark(house, row, state=state, reason=trouble.code, hub=hub)
            refused += 1
            continue
        at = house.clock.now() if receipt is None else datetime.fromisoformat(receipt.at)
        there = receipt is None or receipt.passed
        _mark(house, row, state=SendState.RECEIVED, reason="" if there else AT_VENUE, hub=hub, received_at=at)
        received += 1
    moved = _ask_again(house, client, hub)
    return HandedIn(received, refused, CHANGES if waiting or moved else NOTHING)


def _ask_again(house: House, client: HubClient, hub: str) -> int:
    """How many of those that a venue's hub has arrived at the head office since."""
    h, moved = s.hand_in, 0
    with house.store.reading() as connection:
        there = connection.execute(sa.select(h).where(h.c.state == SendState.RECEIVED, h.c.reason == AT_VENUE)).all()
    for row in there:
        found = client.revisions(row.report).revisions
        if any(one.revision == row.number and one.sha256 == row.sha256 and one.passed for one in found):
            _mark(house, row, reason="", received_at=house.clock.now())
            moved += 1
    return moved


def forget_received(unit: Unit) -> None:
    """The hub was set back: what it had received it may have lost, and takes again without harm."""
    h = s.hand_in
    unit.execute(h.update().where(h.c.state == SendState.RECEIVED).values(state=SendState.WAITING.value))


def _mark(house: House, row: Any, **values: Any) -> None:
    h = s.hand_in
    with house.writing(Right.LOOK, "sync.noted") as unit:
        # Only what was sent: somebody may have asked for another body since.
        this = (h.c.report == row.report, h.c.number == row.number, h.c.sha256 == row.sha256)
        unit.execute(h.update().where(*this).values(answered_at=unit.now, **values))
        unit.keep()

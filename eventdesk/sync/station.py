"""The verbs of meeting other desks: how far one is, items out and in, and what clashes."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.device import fingerprint
from eventdesk.domain.family import mask_value
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.house import House
from eventdesk.store import sync_tables as s
from eventdesk.store import tables as t
from eventdesk.sync.about import about
from eventdesk.sync.apply import EVERYTHING, Received, look_again
from eventdesk.sync.bundle import Bundle, read_bundle, write_bundle
from eventdesk.sync.identity import make_identity
from eventdesk.sync.outbox import heard_items, known_devices, own_items
from eventdesk.sync.state import counts_of

if TYPE_CHECKING:
    from eventdesk.sync.cycle import Progress, Synced
    from eventdesk.sync.enrol import Enrolment
    from eventdesk.sync.stick import Progress as StickProgress
    from eventdesk.sync.stick import Stick


@dataclass(frozen=True)
class SyncStatus:
    """How far this desk is with others. ``pending`` are items that no hub has; ``oldest_pending_seconds`` is since when the first
    of them waits, None where none does. ``devices`` counts the other desks that it heard of."""

    hub: str | None
    last_success: datetime | None
    pending: int
    oldest_pending_seconds: int | None
    quarantined: int
    rejected: int
    conflicts: int
    waiting: int
    unread: int
    devices: int
    problem: str = ""
    """The code of what went wrong in the last round with the hub."""
    skew_ms: int = 0
    """By how much the hub's clock is ahead of this one's."""
    fingerprint: str = ""
    """What this computer is known by; empty while it met nobody."""


@dataclass(frozen=True)
class ClashView:
    """What two desks wrote to one field without knowing of each other. ``field`` empty: whether the record is there at all; then
    ``kept`` and ``other`` are True or False. ``kept_by`` and ``other_by`` are the names of the desks, empty for one without.
    Values may hold names and phones of people: they are shown to whoever has the right to change them, and nowhere else."""

    table: str
    record: tuple[str, ...]
    field: str
    kept: Any
    other: Any
    kept_by: str
    other_by: str
    event: str | None
    at: datetime
    about: str = ""
    """Which record, as people call it: a family by its first adult, masked. Empty where nothing tells it apart."""
    changes: Changes = NOTHING

    def shown(self, value: Any) -> Any:
        """A value with names and phones masked."""
        return mask_value(self.table, self.field, value)


class Sync:
    """The verbs of meeting other desks."""

    def __init__(self, house: House) -> None:
        self._house = house

    def beside(self) -> "Sync":
        """The same verbs for another thread, by whoever acts now: a network or a stick is waited for there."""
        return Sync(replace(self._house))

    def status(self) -> SyncStatus:
        """How far this desk is."""
        self._house.require(Right.LOOK)
        look_again(self._house)
        with self._house.store.reading() as connection:
            hub = connection.execute(sa.select(s.hub)).first()
            r, o = s.refused_item, t.outbox
            found = connection.execute(sa.select(r.c.outcome, sa.func.count()).group_by(r.c.outcome))
            refused: dict[str, int] = {row[0]: row[1] for row in found}
            waits = (o.c.sent_at.is_(None), o.c.device_seq.not_in(sa.select(r.c.device_seq)))
            pending, oldest = connection.execute(sa.select(sa.func.count(), sa.func.min(o.c.hlc)).where(*waits)).one()
            d = s.device
            devices = connection.execute(sa.select(sa.func.count()).select_from(d).where(~d.c.own)).scalar_one()
            counts = counts_of(connection)
            own = connection.execute(sa.select(d.c.id).where(d.c.own)).scalar()
        now = self._house.clock.now().timestamp()
        age = None if oldest is None else max(0, int(now - int(oldest.split("-")[0]) / 1000))
        return SyncStatus(
            hub=None if hub is None else hub.url, last_success=None if hub is None else hub.success_at, pending=pending,
            oldest_pending_seconds=age, quarantined=refused.get("quarantined", 0), rejected=refused.get("rejected", 0),
            conflicts=counts.clashes, waiting=counts.waiting, unread=counts.unread, devices=devices,
            problem="" if hub is None else hub.problem, skew_ms=0 if hub is None else hub.skew_ms,
            fingerprint=fingerprint(own) if own else "",
        )  # fmt: skip

    def run(self, progress: "Progress | None" = None) -> "Synced":
        """One round with the hub: what is not sent goes out, what others told comes in. :class:`Conflict` ``no_hub`` without one,
        :class:`HubTrouble` where it did not come through; what was done until then stays done."""
        from eventdesk.sync.cycle import Cycle, nobody

        self._house.require(Right.LOOK)
        return Cycle(self._house, progress=progress or nobody).run()

    def enrol(self, invitation: str, *, move: bool = False, nearby: bool = False) -> "Enrolment":
        """Makes a hub this desk's own, by the line of text that it invited with. ``move``: also where the desk has another one,
        which it leaves; :class:`Conflict` ``hub_already`` without that. ``nearby``: where nobody answers, the hub is looked for on
        the network here, which takes three seconds."""
        from eventdesk.sync.enrol import enrol
        from eventdesk.sync.invitation import read_invitation
        from eventdesk.sync.knocking import nowhere
        from eventdesk.sync.nearby import found_nearby

        self._house.require(Right.OPERATORS)
        return enrol(self._house, read_invitation(invitation), move=move, find=found_nearby if nearby else nowhere)

    def leave(self, *, anyway: bool = False) -> None:
        """Leaves the hub: nothing is sent there any more, everything stays here. :class:`Conflict` ``hub_pending`` while items
        wait that it does not have, unless ``anyway``; ``no_hub`` without one."""
        self._house.require(Right.OPERATORS)
        status = self.status()
        if status.hub is None:
            raise Conflict("no_hub")
        if status.pending and not anyway:
            raise Conflict("hub_pending", n=status.pending)
        with self._house.writing(Right.OPERATORS, "sync.left") as unit:
            left = unit.execute(sa.select(s.hub.c.id)).scalar()
            unit.execute(s.hub.delete())
            unit.execute(s.hub_cursor.delete())
            unit.put("audit.left", {"hub": left})
            unit.commit(subject=left, pending=status.pending)

    def bundle_out(self, file: Path) -> int:
        """Writes everything that this desk told and heard into a file for another desk; how many items. Who brings it there
        brings personal data along: it needs the right to export."""
        with self._house.writing(Right.EXPORT, "sync.bundle_written") as unit:
            identity = make_identity(unit, self._house.actor.station_name)
            unit.put("audit.exported", {"what": "sync.bundle"})
            unit.commit()
        with self._house.store.reading() as connection:
            organisation = connection.execute(sa.select(t.organisation.c.id)).scalar_one()
            items = [*own_items(connection, identity), *heard_items(connection)]
            devices = known_devices(connection)
        return write_bundle(file, organisation=organisation, devices=devices, items=items)

    def read_stick(self, file: Path) -> "Stick":
        """What another desk of this organisation wrote, and which of its computers nobody here has met; nothing is taken in.
        :class:`Conflict` ``other_organisation`` for another's."""
        from eventdesk.sync.stick import look_at

        self._house.require(Right.IMPORT)
        bundle = self._ours(read_bundle(file))
        with self._house.store.reading() as connection:
            known = {one.id for one in known_devices(connection)}
        return look_at(bundle, known)

    def take_stick(self, stick: "Stick", progress: "StickProgress | None" = None) -> Received:
        """Takes in what was read, strangers included: whoever calls this has asked. What is here already changes nothing."""
        from eventdesk.sync.stick import nobody, take

        self._house.require(Right.IMPORT)
        return take(self._house, stick, progress=progress or nobody)

    def bundle_in(self, file: Path, *, trust: bool = False) -> Received:
        """Reads and takes in at once; :class:`Conflict` ``bundle_strangers``, which names them, where some are on it and nobody
        said to ``trust`` them."""
        stick = self.read_stick(file)
        if stick.strangers and not trust:
            told = "; ".join(f"{one.name} ({one.fingerprint})" for one in stick.strangers)
            raise Conflict("bundle_strangers", strangers=told)
        return self.take_stick(stick)

    def _ours(self, bundle: Bundle) -> Bundle:
        with self._house.store.reading() as connection:
            here = connection.execute(sa.select(t.organisation.c.id)).scalar_one()
        if bundle.organisation != here:
            raise Conflict("other_organisation")
        return bundle

    def clashes(self) -> tuple[ClashView, ...]:
        """What two desks wrote without knowing of each other, and nobody has settled yet; the oldest first."""
        self._house.require(Right.REGISTRATIONS)
        look_again(self._house)
        c = s.clash
        with self._house.store.reading() as connection:
            names = {row.id: row.name for row in connection.execute(sa.select(s.device))}
            events = {row.id: row.code for row in connection.execute(sa.select(t.event.c.id, t.event.c.code))}
            rows = connection.execute(sa.select(c).order_by(c.c.at, c.c.table, c.c.record, c.c.field)).all()
            called = {(row.table, row.record): about(connection, row.table, json.loads(row.record)[0]) for row in rows}
        return tuple(
            ClashView(
                row.table, tuple(json.loads(row.record)), row.field, row.kept, row.other, names.get(row.kept_device, ""),
                names.get(row.other_device, ""), events.get(row.log), row.at, called[row.table, row.record],
            )
            for row in rows
        )  # fmt: skip

    def settle(self, clash: ClashView, *, other: bool, before: Callable[[], None] = lambda: None) -> ClashView:
        """Says which of the two values it is, at every desk: the one that stands, or the ``other``. ``before`` is called when all is
        ready to be kept, and where it raises nothing is.

        :class:`NotFound` ``clash_not_found`` where somebody settled it meanwhile, or where one of the two is another by now.
        """
        from eventdesk.sync.settle import settle

        settle(self._house, clash, other=other, before=before)
        return replace(clash, changes=EVERYTHING)

    def settle_otherwise(self, clash: ClashView, *, other: bool) -> ClashView:
        """Uses the value of a settled clash that was not chosen then: ``other`` as it was said to :meth:`settle`. An edit like any,
        which the other desks follow. :class:`NotFound` ``clash_not_found`` where the value is another by now."""
        from eventdesk.sync.settle import settle_otherwise

        settle_otherwise(self._house, clash, other=other)
        return replace(clash, changes=EVERYTHING)

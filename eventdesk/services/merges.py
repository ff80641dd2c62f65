"""Two families become one, and two again: nothing is lost, and nothing that was changed since is overwritten."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.merging import FAMILY_FIELDS, PERSON_FIELDS, Side, Twice
from eventdesk.domain.proposal import family_mark
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.services.merge_reading import Two, clashes, columns_of, preview_of, read_two, registered_twice, winners
from eventdesk.services.merge_steps import Left, Step, Steps, members_of, take_back
from eventdesk.services.merge_views import MergePreview, MergeResult, UnmergeResult
from eventdesk.services.over_limits import note_ages
from eventdesk.services.places import room_for
from eventdesk.services.standing import find as find_registration
from eventdesk.services.standing import set_state
from eventdesk.services.typed import plain
from eventdesk.store import family_tables as f
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"families", "registrations", "duplicates"})

_SAFETY = ("allergies", "needs")
"""What must be the same wherever a child is named: the door may know the child by the row of before."""


class Merges:
    """The verbs of merging."""

    def __init__(self, house: House) -> None:
        self._house = house

    def preview(
        self, kept: str, gone: str, *, pairs: Sequence[tuple[str, str]] | None = None, unmasked: bool = False
    ) -> MergePreview:
        """Two families side by side, and what a merge of the second into the first would do."""
        self._house.require(Right.LOOK)
        if unmasked:
            self._house.require(Right.UNMASK)
        with self._house.store.reading() as connection:
            two = read_two(connection, kept, gone, pairs=pairs)
            found = preview_of(connection, two, day=self._today(), now=self._house.clock.now(), unmasked=unmasked)
        if unmasked:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "families.merge", "count": 2})
                unit.commit(subject=found.kept.id, what="families.merge", count=2)
        return found

    def merge(
        self, kept: str, gone: str, *, choices: Mapping[str, Side] | None = None,
        pairs: Sequence[tuple[str, str]] | None = None,
    ) -> MergeResult:  # fmt: skip
        """The family ``gone`` turns out to be ``kept``: its people, registrations and all else move there.

        ``choices`` say whose value is taken, by the keys of the preview; where they say nothing, what is there wins over
        what is not, and of two the newer. ``pairs`` say who is whom (kept, gone); without them the rule does.
        """
        with self._house.writing(Right.REGISTRATIONS, "families.merged") as unit:
            two = read_two(unit.connection, kept, gone, pairs=pairs)
            steps = Steps(unit)
            chosen = _chosen(unit, two, choices or {}, self._today())
            _write_fields(steps, two, chosen)
            moved = _move_people(steps, two, chosen)
            cancelled, both, registrations = _move_registrations(steps, two)
            _move_what_hangs_on_it(steps, two, chosen, self._today())
            steps.set(t.family, two.gone.id, {"merged_into": two.kept.id})
            note_ages(unit, two.kept_people)
            row = {
                "id": unit.new_id(), "kept": two.kept.id, "gone": two.gone.id, "at": unit.now, "operator": unit.actor.operator,
                "undone_at": None,
                "moved": {"steps": steps.done, "cancelled": [{"registration": id} for id in cancelled]},
            }  # fmt: skip
            unit.execute(f.family_merge.insert(), row)
            unit.put("family_merge", plain(row))
            unit.commit(subject=two.kept.id, gone=two.gone.id, people=len(two.gone_people), registrations=registrations)
        return MergeResult(
            id=str(row["id"]), kept=two.kept.id, gone=two.gone.id, matched=len(two.pairs), moved=moved,
            registrations=registrations, cancelled=cancelled, both=both, changes=CHANGES,
        )  # fmt: skip

    def unmerge(self, id: str) -> UnmergeResult:
        """Takes a merge back: ``id`` is the merge's, or that of the family that went, or of the kept one with one merge.

        What was changed since stays as it is and is listed. A registration that was cancelled by the merge gets its
        places back where they are free, else it waits. :class:`Conflict` ``merged_since`` while the kept family is itself
        merged into another.
        """
        with self._house.writing(Right.REGISTRATIONS, "families.unmerged") as unit:
            row = _find_merge(unit.connection, id)
            now_in = unit.execute(sa.select(t.family.c.merged_into).where(t.family.c.id == row.kept)).scalar()
            if now_in is not None:
                raise Conflict("merged_since")
            gone = unit.execute(sa.select(t.family.c.id).where(t.family.c.id == row.gone)).first()
            if gone is None:
                raise Conflict("merge_undone")
            if "steps" not in row.moved:
                raise Conflict("merge_erased")
            left: list[Left] = []
            for step in reversed(row.moved["steps"]):
                left += _reinstate(unit, step) if step["do"] == "cancel" else take_back(unit, step)
            left += _registered_since(unit, row)
            unit.execute(f.family_merge.update().where(f.family_merge.c.id == row.id).values(undone_at=unit.now))
            unit.put("family_merge", plain(dict(row._mapping) | {"undone_at": unit.now}))
            unit.commit(subject=row.kept, gone=row.gone, left=len(left))
        return UnmergeResult(row.id, row.kept, row.gone, tuple(dict.fromkeys(left)), CHANGES)

    def _today(self) -> date:
        return self._house.clock.now().astimezone(self._house.zone).date()


def _chosen(unit: Unit, two: Two, choices: Mapping[str, Side], day: date) -> dict[str, Side]:
    """Whose value is taken, for every key there is; :class:`InvalidInput` ``bad_choice`` for one that there isn't."""
    found = winners(two) | {clash.key: clash.winner for clash in clashes(unit.connection, two, day=day)}
    for key, side in choices.items():
        if key not in found or (side is Side.BOTH and key != "notes"):
            raise InvalidInput("bad_choice", field=key.rpartition(".")[2])
        found[key] = Side(side)
    return found


def _write_fields(steps: Steps, two: Two, chosen: Mapping[str, Side]) -> None:
    values = {}
    for name in FAMILY_FIELDS:
        ours, theirs = two.kept._mapping[name], two.gone._mapping[name]
        match chosen[name]:
            case Side.GONE:
                values[name] = theirs
            case Side.BOTH:
                values[name] = "\n".join(filter(None, (ours, theirs)))
    steps.set(t.family, two.kept.id, values)


def _move_people(steps: Steps, two: Two, chosen: Mapping[str, Side]) -> int:
    """Matched people get the values that won, the others come over; how many came."""
    matched = {other: one for one, other in two.pairs}
    place = max((row["position"] for row in two.kept_people.values()), default=-1) + 1
    moved = 0
    for other, row in two.gone_people.items():
        one = matched.get(other)
        if one is None:
            steps.set(t.person, other, {"family": two.kept.id, "position": place})
            place, moved = place + 1, moved + 1
            continue
        ours = dict(two.kept_people[one])
        values = {
            column: row[column]
            for name in PERSON_FIELDS if chosen[f"{one}.{name}"] is Side.GONE
            for column in columns_of(name)
        }  # fmt: skip
        values |= _second_phone(ours, row, ours | values)
        steps.set(t.person, one, values)
        safe = {name: (ours | values)[name] for name in _SAFETY}
        steps.absorb(other, leads_to=two.kept.id, led_to=two.gone.id, values=safe)
    _lead_on(steps, two)
    return moved


def _second_phone(ours: Mapping[str, Any], theirs: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, str]:
    """A number that lost is still a number of theirs: the second one, where there is none."""
    if now["phone2"]:
        return {}
    lost = next((row["phone"] for row in (ours, theirs) if row["phone"] and row["phone"] != now["phone"]), None)
    return {"phone2": lost} if lost else {}


def _lead_on(steps: Steps, two: Two) -> None:
    """Who was merged into the family that goes now is merged into the one that stays."""
    family, person = t.family, t.person
    earlier = list(steps.unit.execute(sa.select(family.c.id).where(family.c.merged_into == two.gone.id)).scalars())
    for id in earlier:
        for other in list(steps.unit.execute(sa.select(person.c.id).where(person.c.family == id)).scalars()):
            steps.absorb(other, leads_to=two.kept.id, led_to=two.gone.id, values={})
        steps.set(family, id, {"merged_into": two.kept.id})


def _move_registrations(steps: Steps, two: Two) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The registrations come over; those that were cancelled, those of which both stay, and how many came."""
    unit, r = steps.unit, t.registration
    cancelled, both = [], []
    for view, _, goes in registered_twice(unit.connection, two, now=unit.now):
        if view.what is Twice.KEEP_BOTH:
            both.append(goes)
            continue
        row = find_registration(unit.connection, goes)
        slots = _slots(unit, goes)
        set_state(unit, row, RegistrationState.CANCELLED)
        steps.note({"do": "cancel", "id": goes, "state": row.state, "slots": slots})
        cancelled.append(goes)
    instead = {other: one for one, other in two.pairs}
    theirs = list(unit.execute(sa.select(r.c.id).where(r.c.family == two.gone.id)).scalars())
    scanned = set(unit.execute(sa.select(t.journal.c.registration).where(t.journal.c.registration.in_(theirs))).scalars())
    for id in theirs:
        # The journal names people by their ids for good: who came in is still that row.
        if id not in scanned:
            steps.members(id, instead)
        steps.set(r, id, {"family": two.kept.id})
    return tuple(cancelled), tuple(both), len(theirs)


def _slots(unit: Unit, registration: str) -> dict[str, str]:
    c = t.slot_choice.c
    return {row.slot: row.state for row in unit.execute(sa.select(c.slot, c.state).where(c.registration == registration))}


def _move_what_hangs_on_it(steps: Steps, two: Two, chosen: Mapping[str, Side], day: date) -> None:
    """Consents, follow-ups and messages, tags and refusals of messages, votes, memberships."""
    unit, kept, gone = steps.unit, two.kept.id, two.gone.id
    for table in (t.consent, f.follow_up):
        for id in list(unit.execute(sa.select(table.c.id).where(table.c.family == gone)).scalars()):
            steps.set(table, id, {"family": kept})
    for table in (f.family_tag, f.opt_out, f.message_recipient):
        have = {_but_family(row) for row in unit.execute(sa.select(table).where(table.c.family == kept))}
        for row in unit.execute(sa.select(table).where(table.c.family == gone)).all():
            steps.drop(table, dict(row._mapping))
            if _but_family(row) not in have:
                steps.add(table, dict(row._mapping) | {"family": kept})
    voted = set(unit.execute(sa.select(p.vote.c.proposal).where(p.vote.c.family == kept)).scalars())
    for row in unit.execute(sa.select(p.vote).where(p.vote.c.family == gone)).all():
        if row.proposal in voted:
            steps.drop(p.vote, dict(row._mapping))
        else:
            steps.set(p.vote, row.id, {"family": kept, "voter": family_mark(kept)})
    lost = set()
    for clash in clashes(unit.connection, two, day=day):
        lost.add(clash.kept.id if chosen[clash.key] is Side.GONE else clash.gone.id)
    m = f.membership
    for row in unit.execute(sa.select(m).where(m.c.family.in_((kept, gone)))).all():
        if row.id in lost:
            steps.drop(m, dict(row._mapping))
        elif row.family == gone:
            steps.set(m, row.id, {"family": kept})


def _but_family(row: Any) -> tuple[Any, ...]:
    """What else the key of a family's row is made of."""
    return tuple(row._mapping[name] for name in ("kind", "name", "channel", "message") if name in row._mapping)


# -- and two again


def _find_merge(connection: sa.Connection, id: str) -> Any:
    m = f.family_merge
    open_ones = sa.select(m).where(m.c.undone_at.is_(None)).order_by(m.c.at.desc(), m.c.id.desc())
    for where in (m.c.id == id, m.c.gone == id):
        row = connection.execute(open_ones.where(where)).first()
        if row is not None:
            return row
    found = connection.execute(open_ones.where(m.c.kept == id)).all()
    if len(found) > 1:
        raise Conflict("merged_often", n=len(found))
    if not found:
        raise NotFound("merge_not_found", merge=id)
    return found[0]


def _reinstate(unit: Unit, step: Step) -> list[Left]:
    """A registration that the merge cancelled is as it was, as far as its places are still free."""
    row = unit.execute(sa.select(t.registration).where(t.registration.c.id == step["id"])).first()
    if row is None or row.state != RegistrationState.CANCELLED.value:
        return [Left("registration", step["id"], "state")]
    held = {slot for slot, state in step["slots"].items() if state == SlotState.CONFIRMED.value}
    if step["state"] == RegistrationState.CONFIRMED.value:
        room = room_for(unit.connection, row, now=unit.now)
        if room.event and held <= set(room.slots):
            set_state(unit, row, RegistrationState.CONFIRMED, slots=held)
            return []
        set_state(unit, row, RegistrationState.WAITLISTED)
        return [Left("registration", step["id"], "places")]
    set_state(unit, row, RegistrationState.WAITLISTED)
    return []


def _registered_since(unit: Unit, merge: Any) -> list[Left]:
    """Registrations made since the merge that name people who go back: those that name only such go with them."""
    r, m, person = t.registration, t.registration_member, t.person
    back = set(unit.execute(sa.select(person.c.id).where(person.c.family == merge.gone)).scalars())
    naming = sa.select(m.c.registration).join(person, person.c.id == m.c.person).where(person.c.family == merge.gone)
    rows = unit.execute(sa.select(r.c.id).where(r.c.family == merge.kept, r.c.id.in_(naming))).scalars()
    left = []
    for id in list(rows):
        named = [one for one, _, _ in members_of(unit.connection, id)]
        known = set(unit.execute(sa.select(person.c.id).where(person.c.id.in_(named))).scalars())
        if known <= back:
            Steps(unit).set(r, id, {"family": merge.gone})
        left.append(Left("registration", id, "moved" if known <= back else "names"))
    return left

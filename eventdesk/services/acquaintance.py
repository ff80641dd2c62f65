"""What the desk knows already of the families that book: their people, and their registration for the event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from eventdesk.domain.consent import WITHDRAWN, Purpose
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.event_views import EventView
from eventdesk.store import tables as t

PERSON_FIELDS = (
    "name", "nickname", "sex", "birthdate", "birth_first", "birth_last", "birth_text", "allergies", "relation", "phone",
    "phone_type", "phone2",
)  # fmt: skip


@dataclass(frozen=True)
class BookedPerson:
    """Somebody of a family as a form, the desk or the door names them; None leaves what is known."""

    role: Role
    name: str | None
    nickname: str | None = None
    sex: str | None = None
    birthdate: date | None = None
    birth_first: date | None = None
    birth_last: date | None = None
    birth_text: str | None = None
    allergies: str | None = None
    relation: str | None = None
    phone: str | None = None
    phone_type: str | None = None
    phone2: str | None = None


fields_of = attrgetter(*PERSON_FIELDS)
"""A booked person's values of :data:`PERSON_FIELDS`, in their order."""


class Word(NamedTuple):
    """What a family said to a purpose."""

    granted: bool
    notice: str
    at: datetime
    withdrawn: bool


@dataclass
class Known:
    """Rows of the store, by family and by registration. Registrations are this event's live ones.

    ``choices`` are slot codes with their states; ``members`` (person, role, counted) in their order; ``cancelled`` says
    when the family's cancelled registration was made; ``consents`` are the latest words by purpose.
    """

    family_of_phone: dict[str, str] = field(default_factory=dict)
    people: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    registrations: dict[str, dict[str, Any]] = field(default_factory=dict)
    cancelled: dict[str, datetime] = field(default_factory=dict)
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    members: dict[str, list[tuple[str, str, bool]]] = field(default_factory=dict)
    consents: dict[str, dict[str, Word]] = field(default_factory=dict)

    def family_of(self, people: Iterable[BookedPerson]) -> str | None:
        """The family of the first phone that is known."""
        phones = (person.phone for person in people if person.phone)
        return next((self.family_of_phone[phone] for phone in phones if phone in self.family_of_phone), None)

    def refused(self, family: str, *, at: datetime | None) -> bool:
        """Whether a consent to taking part that was withdrawn stays withdrawn: then the children are counted, and nothing
        else is kept of them.

        ``at`` is when the family agreed, None where it didn't or nobody knows when: the form may be older.
        """
        word = self.consents.get(family, {}).get(Purpose.PARTICIPATION)
        return word is not None and not word.granted and (at is None or at < word.at)

    def pictures_refused(self, family: str, *, at: datetime | None) -> bool:
        """Whether a refusal of pictures stands against what a form says that was filled in ``at`` a moment; against one that
        doesn't say when (None), a withdrawal does, and what another form said does not."""
        word = self.consents.get(family, {}).get(Purpose.PHOTO)
        return word is not None and not word.granted and (word.withdrawn if at is None else at < word.at)


def look_up(connection: sa.Connection, event: EventView, phones: Iterable[str]) -> Known:
    """Reads what is known of the families with these phones, once for all bookings."""
    known = Known()
    person, registration, consent = t.person, t.registration, t.consent
    for chunk in _chunks(sorted(set(phones))):
        for row in connection.execute(
            # Who was merged into another family is known there, by the old phone as well.
            sa.select(person.c.phone, sa.func.coalesce(t.family.c.merged_into, t.family.c.id).label("family"))
            .join(t.family, t.family.c.id == person.c.family).where(person.c.phone.in_(chunk)).order_by(person.c.no)
        ):  # fmt: skip
            known.family_of_phone.setdefault(row.phone, row.family)
    for chunk in _chunks(sorted(set(known.family_of_phone.values()))):
        for row in connection.execute(sa.select(person).where(person.c.family.in_(chunk)).order_by(person.c.position)):
            known.people.setdefault(row.family, []).append(dict(row._mapping))
        for row in connection.execute(
            sa.select(registration)
            .where(registration.c.family.in_(chunk), registration.c.event == event.id)
            .order_by(registration.c.queue)
        ):
            if row.state == RegistrationState.CANCELLED.value:
                known.cancelled[row.family] = row.at
            else:
                known.registrations.setdefault(row.family, dict(row._mapping))
        for row in connection.execute(
            sa.select(consent).where(consent.c.family.in_(chunk)).order_by(*t.CONSENTS_IN_ORDER)
        ):
            word = Word(row.granted, row.notice, row.at, withdrawn=row.method == WITHDRAWN)
            known.consents.setdefault(row.family, {})[row.purpose] = word
    _look_up_choices(connection, event, known)
    return known


def _look_up_choices(connection: sa.Connection, event: EventView, known: Known) -> None:
    choice, member = t.slot_choice, t.registration_member
    codes = {slot.id: slot.code for slot in event.slots}
    for chunk in _chunks([row["id"] for row in known.registrations.values()]):
        for row in connection.execute(
            sa.select(choice).where(choice.c.registration.in_(chunk)).order_by(choice.c.position)
        ):
            known.choices.setdefault(row.registration, {})[codes[row.slot]] = row.state
        for row in connection.execute(
            sa.select(member).where(member.c.registration.in_(chunk)).order_by(member.c.position)
        ):
            known.members.setdefault(row.registration, []).append((row.person, row.role, row.counted))


def recognise(known: Sequence[dict[str, Any]], people: Sequence[BookedPerson]) -> list[dict[str, Any] | None]:
    """Who of a family each booked person is (a row of ``person``), None for somebody new; nobody is two of them.

    A phone tells most, then a name; a child without a name is told by nickname or day of birth, and one may be called in
    one place by the nickname that another place gives beside the name. The sure ones are settled first, for all of them.
    """
    found: list[dict[str, Any] | None] = [None] * len(people)
    if not known:
        return found
    left = list(known)
    for same in (_same_phone, _same_name, _same_unnamed, _called_so):
        for place, person in enumerate(people):
            if found[place] is not None:
                continue
            match = next((row for row in left if _is_child(row) is person.role.is_child and same(row, person)), None)
            if match is not None:
                found[place] = match
                left.remove(match)
    return found


def _is_child(row: Mapping[str, Any]) -> bool:
    return Role(row["role"]).is_child


def _same_phone(row: Mapping[str, Any], person: BookedPerson) -> bool:
    return person.phone is not None and row["phone"] == person.phone


def _same_name(row: Mapping[str, Any], person: BookedPerson) -> bool:
    return person.name is not None and row["name"] == person.name


def _same_unnamed(row: Mapping[str, Any], person: BookedPerson) -> bool:
    if not person.role.is_child or (person.name is not None and row["name"] is not None):
        return False
    if person.nickname is not None and row["nickname"] is not None:
        return bool(row["nickname"] == person.nickname)
    return person.birthdate is not None and row["birthdate"] == person.birthdate


def _called_so(row: Mapping[str, Any], person: BookedPerson) -> bool:
    """豆豆 in a group's list is the child whose nickname a form gives as 豆豆, unless their days of birth differ."""
    if not person.role.is_child or (person.birthdate and row["birthdate"] and person.birthdate != row["birthdate"]):
        return False
    return (person.name is not None and person.name == row["nickname"] and person.nickname is None) or (
        row["name"] is not None and row["name"] == person.nickname and row["nickname"] is None
    )


def _chunks(values: Sequence[str], size: int = 500) -> Iterable[Sequence[str]]:
    return (values[start : start + size] for start in range(0, len(values), size))

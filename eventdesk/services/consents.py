"""What guardians agree to and take back. The latest word on a purpose counts."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.consent import WITHDRAWN, Purpose
from eventdesk.domain.family import Role
from eventdesk.domain.registration import RegistrationState
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.family_reading import find_family, peopled_family
from eventdesk.services.house import House
from eventdesk.services.people import people_of
from eventdesk.services.standing import find
from eventdesk.services.typed import plain
from eventdesk.services.withdrawal import NOTHING_FORGOTTEN, Forgotten, forget_children
from eventdesk.store import family_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

CHANGES: Changes = frozenset({"families", "registrations"})
METHODS = ("screen", "paper", "desk")
LARGEST_PICTURE = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class ConsentLine:
    """The latest word of a family on a purpose; ``granted`` None: nobody asked."""

    purpose: Purpose
    granted: bool | None
    notice: str | None
    sha256: str | None
    method: str | None
    at: datetime | None
    signed: bool


@dataclass(frozen=True)
class ConsentState:
    """What a family agreed to. ``forgotten`` is what a withdrawal took away."""

    family: str
    lines: tuple[ConsentLine, ...]
    forgotten: Forgotten = NOTHING_FORGOTTEN
    changes: Changes = NOTHING

    def granted(self, purpose: Purpose) -> bool | None:
        """The latest word on a purpose."""
        return next(line.granted for line in self.lines if line.purpose is purpose)


@dataclass(frozen=True)
class Unasked:
    """A family with children on record and no consent to it; ``label`` is masked."""

    family: str
    label: str
    children: int


class Consents:
    """The verbs of consents."""

    def __init__(self, house: House) -> None:
        self._house = house

    def state(self, family: str) -> ConsentState:
        """The latest word on each purpose."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            find_family(connection, family)
            return ConsentState(family, _lines(connection, family))

    def signature(self, family: str, purpose: Purpose) -> bytes | None:
        """The picture that was drawn for the latest word on a purpose, as PNG. Seeing it needs the right and is audited."""
        self._house.require(Right.UNMASK)
        c, s = t.consent, f.signature
        with self._house.store.reading() as connection:
            row = connection.execute(
                sa.select(s.c.picture).join(c, c.c.id == s.c.consent)
                .where(c.c.family == family, c.c.purpose == purpose.value).order_by(*(column.desc() for column in t.CONSENTS_IN_ORDER))
            ).first()  # fmt: skip
        if row is not None:
            with self._house.writing(Right.UNMASK, "unmasked") as unit:
                unit.put("audit.unmasked", {"what": "consents.signature", "count": 1})
                unit.commit(subject=family, what="consents.signature", count=1)
        return None if row is None else bytes(row.picture)

    def give(
        self, family: str, granted: Mapping[Purpose, bool], *, method: str, signature: bytes | None = None
    ) -> ConsentState:
        """Writes down what a guardian said to each purpose: on the ``screen``, on ``paper``, or said at the ``desk``.

        ``signature`` is the picture that was drawn, as PNG of at most 200 KB.
        """
        _check(granted, method, signature)
        with self._house.writing(Right.CHECKIN, "consent.given") as unit:
            family = peopled_family(unit.connection, family)
            self._give(unit, family, granted, method=method, signature=signature)
        return self._changed(family)

    def give_for(
        self, registration: str, granted: Mapping[Purpose, bool], *, method: str, signature: bytes | None = None
    ) -> ConsentState:
        """As :meth:`give`, for the family of a registration, as the door knows it; its history tells of it."""
        _check(granted, method, signature)
        with self._house.writing(Right.CHECKIN, "consent.given") as unit:
            row = find(unit.connection, registration)
            family = peopled_family(unit.connection, row.family)
            self._give(unit, family, granted, method=method, signature=signature, registration=row)
        return self._changed(family)

    def _give(
        self, unit: Unit, family: str, granted: Mapping[Purpose, bool], *, method: str, signature: bytes | None,
        registration: Any = None,
    ) -> None:  # fmt: skip
        event = None if registration is None else registration.event
        for purpose, said in granted.items():
            id = _write(unit, family, purpose, granted=said, notice=self._house.notice, method=method, event=event)
            if signature is not None:
                _sign(unit, id, signature, event=event)
            if purpose is Purpose.PHOTO:
                _set_photo(unit, family, granted=said)
        subject = family if registration is None else registration.id
        unit.commit(subject=subject, method=method, purposes=sorted(purpose.value for purpose in granted))

    def withdraw(self, family: str, purpose: Purpose) -> ConsentState:
        """Takes a consent back, in one act. Without ``participation`` nothing is kept about the family's children but that
        there are some: what was known of them goes, everywhere, with the notes and answers of their registrations (see
        :mod:`eventdesk.services.withdrawal`). Registrations stay, and the door asks again."""
        right = Right.REGISTRATIONS if purpose is Purpose.PARTICIPATION else Right.CHECKIN
        with self._house.writing(right, "consent.withdrawn") as unit:
            family = peopled_family(unit.connection, family)
            forgotten, items = NOTHING_FORGOTTEN, dict[str, str]()
            if purpose is Purpose.PARTICIPATION:
                forgotten, items = forget_children(unit, family)
            if purpose is Purpose.PHOTO:
                _set_photo(unit, family, granted=False)
            _write(unit, family, purpose, granted=False, notice=self._house.notice, method=WITHDRAWN)
            unit.commit(subject=family, purpose=purpose.value, **forgotten.counts(), items=items)
        if purpose is Purpose.PARTICIPATION:
            self._house.store.fold()
        return self._changed(family, forgotten=forgotten)

    def missing(self) -> tuple[Unasked, ...]:
        """Families with children whose details are kept, though nobody agreed to it: to be asked, or to be forgotten."""
        self._house.require(Right.LOOK)
        p, c = t.person, t.consent
        today = self._house.clock.now().astimezone(self._house.zone).date()
        with self._house.store.reading() as connection:
            word = sa.select(c.c.family, c.c.granted).where(c.c.purpose == Purpose.PARTICIPATION.value)
            agreed = {row.family: row.granted for row in connection.execute(word.order_by(*t.CONSENTS_IN_ORDER))}
            known = sa.or_(p.c.name.is_not(None), p.c.birthdate.is_not(None), p.c.nickname.is_not(None))
            counted = connection.execute(
                sa.select(p.c.family, sa.func.count()).where(p.c.role == Role.CHILD.value, known).group_by(p.c.family)
            ).all()
            found = {family: number for family, number in counted if not agreed.get(family)}
            people = people_of(connection, found, day=today, unmasked=False)
        return tuple(
            Unasked(family, next((one.name or one.nickname or "" for one in people[family]), ""), number)
            for family, number in found.items()
        )

    def wording(self, words: Any) -> tuple[str, str]:
        """The version in use and its wording; the one that the program suggests where none is kept."""
        version, text = self._kept()
        return version, text if text is not None else words("privacy.notice_suggested")

    def form(self, file: Path, words: Any, *, event: str | None = None) -> bool:
        """Writes the form to sign on paper, as a PDF of one page, for an event (code) or for any. Whether its wording is the
        organisation's own: where none is kept, it is the one that the program suggests. :class:`InvalidInput`
        ``notice_too_long``."""
        from eventdesk.reports.consent_form import FormFacts, write_form
        from eventdesk.services import events

        version, text = self.wording(words)
        with self._house.store.reading() as connection:
            row = events.find(connection, event) if event is not None else None
        facts = FormFacts(
            organisation=self._house.organisation, version=version, text=text, title="" if row is None else row.title,
            starts=None if row is None else row.start.astimezone(self._house.zone),
        )  # fmt: skip
        write_form(facts, words, file=file)
        return self._kept()[1] is not None

    def _kept(self) -> tuple[str, str | None]:
        """The version in use, and its wording where the desk keeps it."""
        self._house.require(Right.LOOK)
        version = self._house.notice
        with self._house.store.reading() as connection:
            return version, connection.execute(sa.select(f.notice.c.text).where(f.notice.c.version == version)).scalar()

    def _changed(self, family: str, *, forgotten: Forgotten = NOTHING_FORGOTTEN) -> ConsentState:
        with self._house.store.reading() as connection:
            return ConsentState(family, _lines(connection, family), forgotten=forgotten, changes=CHANGES)


def _check(granted: Mapping[Purpose, bool], method: str, signature: bytes | None) -> None:
    if method not in METHODS or not granted:
        raise InvalidInput("bad_consent", field="method" if granted else "purpose")
    if signature is not None and (len(signature) > LARGEST_PICTURE or not signature.startswith(_PNG)):
        raise InvalidInput("bad_signature", field="signature")


def _lines(connection: sa.Connection, family: str) -> tuple[ConsentLine, ...]:
    c, s, n = t.consent, f.signature, f.notice
    rows = connection.execute(
        sa.select(c, n.c.sha256, s.c.consent.label("signed"))
        .outerjoin(n, n.c.version == c.c.notice).outerjoin(s, s.c.consent == c.c.id)
        .where(c.c.family == family).order_by(*t.CONSENTS_IN_ORDER)
    ).all()  # fmt: skip
    latest = {row.purpose: row for row in rows}
    return tuple(
        ConsentLine(purpose, None, None, None, None, None, signed=False)
        if (row := latest.get(purpose.value)) is None
        else ConsentLine(purpose, row.granted, row.notice, row.sha256, row.method, row.at, signed=row.signed is not None)
        for purpose in Purpose
    )


def _write(
    unit: Unit, family: str, purpose: Purpose, *, granted: bool, notice: str, method: str, event: str | None = None
) -> str:
    values = {
        "id": unit.new_id(), "family": family, "purpose": purpose.value, "granted": granted, "notice": notice,
        "method": method, "at": unit.now, "operator": unit.actor.operator, "batch": None,
    }  # fmt: skip
    unit.execute(t.consent.insert(), values)
    unit.put("consent", plain(values), event=event)
    return str(values["id"])


def _sign(unit: Unit, consent: str, picture: bytes, *, event: str | None = None) -> None:
    sha256 = hashlib.sha256(picture).hexdigest()
    unit.execute(f.signature.insert(), {"consent": consent, "picture": picture, "sha256": sha256})
    body = {"consent": consent, "picture": base64.b64encode(picture).decode(), "sha256": sha256}
    unit.put("signature", body, event=event)


def _set_photo(unit: Unit, family: str, *, granted: bool) -> None:
    """The word on pictures holds for every event that is not over yet."""
    r, e = t.registration, t.event
    rows = unit.execute(
        sa.select(r.c.id, r.c.event, r.c.revision)
        .join(e, e.c.id == r.c.event)
        .where(r.c.family == family, r.c.state != RegistrationState.CANCELLED.value, e.c.end >= unit.now)
    ).all()
    for row in rows:
        values = {"photo_consent": granted, "revision": row.revision + 1}
        unit.execute(r.update().where(r.c.id == row.id).values(**values))
        unit.put("registration", {"id": row.id, **values, "base": row.revision}, event=row.event)

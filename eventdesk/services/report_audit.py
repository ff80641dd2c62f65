"""What the audit report is made of, read from the desk, and the records behind each of its figures."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa

from eventdesk.domain.consent import WITHDRAWN, Purpose
from eventdesk.domain.digests import canonical
from eventdesk.domain.family import Role
from eventdesk.domain.personal_fields import MONTHS
from eventdesk.domain.right import RIGHTS, OperatorRole, Right
from eventdesk.reports.audit_facts import (
    AuditFacts,
    ConsentActs,
    ConsentState,
    Handling,
    NoticeUse,
    Overdue,
    Seat,
    Withdrawals,
)
from eventdesk.services import audit_reading as reading
from eventdesk.services.audit_reading import Children, Handled, Word
from eventdesk.services.house import House
from eventdesk.services.proofs import Proofs
from eventdesk.services.report_families import year_of
from eventdesk.services.report_views import CountedRecord
from eventdesk.store import tables as t
from eventdesk.store.family_tables import notice
from eventdesk.store.migrate import HEAD

STATES = ("granted", "refused", "withdrawn", "not_asked")
_CHAINS = ("integrity", "audit_chain", "journal_chain", "outbox_chain", "schema")


def read_audit(house: House, subject: str) -> AuditFacts:
    """The facts of a year (``2026``); revision and time are those of a draft."""
    return read_with_records(house, subject)[0]


def records_behind(house: House, subject: str, key: str) -> tuple[CountedRecord, ...] | None:
    """The ids behind a figure, for whoever may see families one by one: families, children, consents, bookings, rows of the audit.
    None for others, and where a figure counts no records."""
    if not house.actor.may(Right.REGISTRATIONS):
        return None
    ids = read_with_records(house, subject)[1].get(key)
    return None if ids is None else tuple(CountedRecord(id, id, None) for id in ids)


def read_with_records(house: House, subject: str) -> tuple[AuditFacts, Mapping[str, tuple[str, ...]]]:
    """The facts, and the ids behind each figure by its key."""
    year, last = year_of(house, subject)
    with house.store.reading() as connection:
        found = _Reading(house, connection, year, last)
        facts = found.facts()
    proof = Proofs(house).verify()
    sound = {"ok", HEAD}
    chains = tuple((name, "ok" if getattr(proof, name) in sound else "broken") for name in _CHAINS)
    facts = _digested(facts, chains, proof.encrypted)
    return facts, found.records


def _digested(facts: AuditFacts, chains: tuple[tuple[str, str], ...], encrypted: bool) -> AuditFacts:
    values = {one.name: getattr(facts, one.name) for one in fields(facts)} | {"proof": chains, "encrypted": encrypted}
    told = {name: repr(value) for name, value in values.items() if name not in ("digest", "computed_at", "revision")}
    return AuditFacts(**values | {"digest": hashlib.sha256(canonical(told)).hexdigest()})


@dataclass
class _Reading:
    """One reading of the file."""

    house: House
    connection: sa.Connection
    year: int
    last: date

    def facts(self) -> AuditFacts:
        self.records: dict[str, tuple[str, ...]] = {}
        house, connection = self.house, self.connection
        first, until = reading.span(house, self.year, self.last)
        children, words = reading.children_of(connection), reading.words_on(connection)
        operators = {row.id: row for row in connection.execute(sa.select(t.operator).order_by(t.operator.c.id))}
        seen, out = reading.handled(connection, first, until)
        families, people, volunteers = reading.erased(connection, first, until)
        unasked = [f for f in sorted(children.known) if reading.standing(words[Purpose.PARTICIPATION].get(f)) != "granted"]
        decisions = reading.door_decisions(connection, first, until)
        self.records |= {
            "erased.families": families, "erased.volunteers": volunteers, "children": _flat(children.all),
            "children.known": _flat(children.known), "families": tuple(sorted(children.all)),
            "no_consent.children": tuple(child for family in unasked for child in children.known[family]),
            "no_consent.families": tuple(unasked),
        }  # fmt: skip
        return AuditFacts(
            organisation=house.organisation, zone=house.zone.key, year=self.year, last=self.last,
            children=len(self.records["children"]), children_known=len(self.records["children.known"]), families=len(children.all),
            guardians=self._guardians(), states=tuple(self._state(purpose, children, words[purpose]) for purpose in Purpose),
            notices=self._notices(children, words[Purpose.PARTICIPATION]), acts=self._acts(first, until),
            withdrawals=self._withdrawals(children, words, first, until),
            seats=tuple(Seat(row.name, row.role, row.active, len(RIGHTS[OperatorRole(row.role)])) for row in operators.values()),
            rights=tuple((right.value, self._may(operators, right)) for right in Right),
            seen=self._handlings("seen", seen, operators), taken_out=self._handlings("taken_out", out, operators),
            families_erased=len(families), people_erased=people, volunteers_erased=len(volunteers), overdue=self._overdue(),
            unasked_families=len(unasked), unasked_children=len(self.records["no_consent.children"]),
            let_in_by_decision=decisions["override"], taken_back=decisions["void"], proof=(), encrypted=False, digest="",
            computed_at=house.clock.now(), revision=1,
        )  # fmt: skip

    def _guardians(self) -> int:
        p = t.person.c
        return self.connection.execute(sa.select(sa.func.count()).where(p.role == Role.GUARDIAN.value)).scalar_one()

    def _state(self, purpose: Purpose, children: Children, words: Mapping[str, Word]) -> ConsentState:
        found: dict[str, list[str]] = {state: [] for state in STATES}
        for family in sorted(children.all):
            found[reading.standing(words.get(family))].append(family)
        for state, families in found.items():
            self.records[f"state.{purpose.value}.{state}"] = tuple(families)
        held = [sum(len(children.known.get(family, ())) for family in found[state]) for state in STATES]
        counts = [len(found[state]) for state in STATES]
        return ConsentState(purpose.value, counts[0], counts[1], counts[2], counts[3], (held[0], held[1], held[2], held[3]))

    def _notices(self, children: Children, words: Mapping[str, Word]) -> tuple[NoticeUse, ...]:
        texts = {row.version: row for row in self.connection.execute(sa.select(notice))}
        used: dict[str, list[str]] = {}
        for family in sorted(children.all):
            word = words.get(family)
            if word is not None and word.granted:
                used.setdefault(word.notice, []).append(family)
        self.records |= {f"notice.{version}": tuple(families) for version, families in used.items()}
        told = []
        for version in sorted({*texts, *used}):
            text, families = texts.get(version), used.get(version, ())
            sha256, at = ("", None) if text is None else (text.sha256, text.at.astimezone(self.house.zone))
            held = sum(len(children.known.get(family, ())) for family in families)
            told.append(NoticeUse(version, sha256, at, len(families), held))
        return tuple(told)

    def _acts(self, first: datetime, until: datetime) -> tuple[ConsentActs, ...]:
        acts = reading.acts_in(self.connection, first, until)
        told = []
        for purpose in Purpose:
            mine = [act for act in acts if act[1] == purpose.value]
            given = tuple(id for id, _, _, granted, _ in mine if granted)
            back = tuple(id for id, _, method, granted, _ in mine if not granted and method == WITHDRAWN)
            refused = tuple(id for id, _, method, granted, _ in mine if not granted and method != WITHDRAWN)
            for name, ids in (("given", given), ("refused", refused), ("withdrawn", back)):
                self.records[f"acts.{purpose.value}.{name}"] = ids
            methods = Counter(method for _, _, method, granted, _ in mine if granted)
            told.append(ConsentActs(purpose.value, len(given), len(refused), len(back), tuple(sorted(methods.items()))))
        return tuple(told)

    def _withdrawals(
        self, children: Children, words: Mapping[Purpose, Mapping[str, Word]], first: datetime, until: datetime
    ) -> Withdrawals:
        acts = reading.acts_in(self.connection, first, until)
        asked = [(id, at) for id, _, method, _, at in acts if method == WITHDRAWN]
        done = reading.carried_out(self.connection, asked)
        taking_part = words[Purpose.PARTICIPATION]
        left = tuple(f for f in sorted(children.known) if reading.standing(taking_part.get(f)) == "withdrawn")
        no_pictures = {family for family, word in words[Purpose.PHOTO].items() if not word.granted}
        photos = reading.photos_left(self.connection, no_pictures, self.house.clock.now())
        self.records |= {
            "withdrawals.asked": tuple(id for id, _ in asked), "withdrawals.carried_out": tuple(id for id, _ in asked if id in done),
            "withdrawals.late": tuple(id for id, _ in asked if id not in done),
            "withdrawals.left": left, "withdrawals.photos": photos,
        }  # fmt: skip
        return Withdrawals(len(asked), len(done), max(done.values(), default=None), len(left), len(photos))

    def _may(self, operators: Mapping[str, sa.Row[tuple[object, ...]]], right: Right) -> int:
        return sum(row.active and right in RIGHTS[OperatorRole(row.role)] for row in operators.values())

    def _handlings(
        self, kind: str, found: Mapping[tuple[str, str], Handled], operators: Mapping[str, sa.Row[tuple[object, ...]]]
    ) -> tuple[Handling, ...]:
        told = []
        for (operator, what), done in found.items():
            row = operators.get(operator)
            name, role = ("", "") if row is None else (row.name, row.role)
            told.append(Handling(name, role, what, len(done.rows), done.records, done.unmasked))
        rows = [row for done in found.values() for row in done.rows]
        self.records[kind] = tuple(sorted(rows, key=int))
        return tuple(sorted(told, key=lambda one: (one.operator, one.role, one.what)))

    def _overdue(self) -> tuple[Overdue, ...]:
        old = reading.too_old(self.connection, self.house.clock.now().astimezone(self.house.zone).date(), self.house)
        self.records |= {f"overdue.{keeping.value}": ids for keeping, (ids, _) in old.items()}
        return tuple(Overdue(keeping.value, len(ids), of, MONTHS[keeping]) for keeping, (ids, of) in old.items())


def _flat(of: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted(id for ids in of.values() for id in ids))

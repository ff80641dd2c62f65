"""From rows to families: who sent what first, what a later row changes, and what each row's fate is."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from eventdesk.domain.question import Answer
from eventdesk.exchange.entries import Entry
from eventdesk.exchange.plan import PlannedChild, PlannedFamily, PlannedGuardian, PlannedRow
from eventdesk.exchange.values.headcount import Headcount
from eventdesk.exchange.values.people import name_key


@dataclass
class _Family:
    """A family while its rows are being put together; ``first_refs`` name the row that each child came with."""

    guardians: list[PlannedGuardian]
    children: list[PlannedChild] = field(default_factory=list)
    first_refs: list[str] = field(default_factory=list)
    headcount: Headcount = field(default_factory=Headcount)
    slots: tuple[str, ...] = ()
    consent: bool | None = None
    consent_said: bool = False
    notes: str | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    grew: bool = False

    def find(self, child: PlannedChild) -> int | None:
        """The place of a child of this name, or of this nickname where one of the two has no name."""
        for place, known in enumerate(self.children):
            if child.name and known.name:
                if name_key(child.name) == name_key(known.name):
                    return place
            elif child.nickname and known.nickname and name_key(child.nickname) == name_key(known.nickname):
                return place
        return None


def gather(entries: Sequence[Entry], slot_order: Sequence[str]) -> tuple[tuple[PlannedRow, ...], tuple[PlannedFamily, ...]]:
    """Rows with their fates in the order given, and the families in the order of the queue.

    A rejected row takes no part: what follows it may be the first of its family.
    """
    families: dict[str, _Family] = {}
    fates: dict[str, str] = {}
    extra: dict[str, list[str]] = {}
    seen: dict[tuple[str, date], str] = {}
    for entry in sorted(entries, key=lambda e: e.order):
        if entry.reasons:
            fates[entry.ref] = f"rejected:{entry.reasons[0]}"
            continue
        family = families.setdefault(entry.phone, _Family(list(entry.guardians)))
        first = next((family.first_refs[p] for p in map(family.find, entry.children) if p is not None), None)
        fates[entry.ref] = f"duplicate_of:{first}" if first else "ok"
        extra[entry.ref] = _seen_elsewhere(entry, seen) if first is None else []
        _add(family, entry, repeats=first is not None, slot_order=slot_order)
    for family in families.values():
        for entry in family.entries:
            listed = len(family.children) if entry.one_child_a_row else len(entry.children)
            if entry.names_all and _mismatch(entry.headcount, listed):
                extra[entry.ref].append("headcount_mismatch")
    places = {phone: place for place, phone in enumerate(families)}
    rows = tuple(
        PlannedRow(
            entry.ref, entry.sheet, entry.number, fates[entry.ref],
            () if entry.reasons else tuple(dict.fromkeys([*entry.warnings, *extra[entry.ref]])),
            None if entry.reasons else places[entry.phone], entry.reasons, entry.preview,
        )
        for entry in entries
    )  # fmt: skip
    return rows, tuple(_finished(family) for family in families.values())


def _seen_elsewhere(entry: Entry, seen: dict[tuple[str, date], str]) -> list[str]:
    """``possible_duplicate`` where a child of this name and day of birth came under another phone before."""
    warnings = []
    for child in entry.children:
        if child.name is None or child.birthdate is None:
            continue
        known = seen.setdefault((name_key(child.name), child.birthdate), entry.phone)
        if known != entry.phone:
            warnings.append("possible_duplicate")
    return warnings


def _add(family: _Family, entry: Entry, *, repeats: bool, slot_order: Sequence[str]) -> None:
    """A later row's answers win where it gives any; a row that brings another child adds its answers instead."""
    joins = bool(family.entries) and not repeats
    for place, guardian in enumerate(entry.guardians):
        if place < len(family.guardians):
            family.guardians[place] = _newer_guardian(family.guardians[place], guardian)
        else:
            family.guardians.append(guardian)
    for child in entry.children:
        known = family.find(child)
        if known is None:
            family.children.append(child)
            family.first_refs.append(entry.ref)
        else:
            family.children[known] = _newer_child(family.children[known], child)
    family.grew = family.grew or joins
    if not entry.headcount.is_missing:
        family.headcount = _joined_count(family.headcount, entry.headcount) if joins else entry.headcount
    if entry.slots:
        chosen = {*entry.slots, *(family.slots if joins else ())}
        family.slots = tuple(code for code in slot_order if code in chosen)
    if entry.consent_said:
        family.consent = _joined_consent(family, entry) if joins and family.consent_said else entry.consent
        family.consent_said = True
    if entry.notes:
        keep = joins and family.notes and entry.notes not in family.notes
        family.notes = f"{family.notes}\n{entry.notes}" if keep else entry.notes
    family.answers |= entry.answers
    family.entries.append(entry)


def _newer_guardian(old: PlannedGuardian, new: PlannedGuardian) -> PlannedGuardian:
    phone, kind = (new.phone, new.phone_type) if new.phone else (old.phone, old.phone_type)
    return PlannedGuardian(new.name or old.name, phone, kind, new.relation or old.relation, new.phone2 or old.phone2)


def _newer_child(old: PlannedChild, new: PlannedChild) -> PlannedChild:
    birth = new if new.birthdate or new.birthdate_range or new.birthdate_lunar else old
    return replace(
        birth, name=new.name or old.name, nickname=new.nickname or old.nickname, sex=new.sex or old.sex,
        allergies=new.allergies or old.allergies,
    )  # fmt: skip


def _joined_count(old: Headcount, new: Headcount) -> Headcount:
    """Rows for other children of one family repeat its grown-ups, so nothing is summed."""
    if old.is_missing or new.total is not None or old.total is not None:
        return new
    return Headcount(max(old.adults or 0, new.adults or 0) or None, max(old.children or 0, new.children or 0) or None)


def _joined_consent(family: _Family, entry: Entry) -> bool | None:
    """For children of one family the stricter answer holds."""
    if family.consent is False or entry.consent is False:
        return False
    return None if family.consent is None or entry.consent is None else True


def _mismatch(stated: Headcount, listed: int) -> bool:
    if stated.total is not None:
        return stated.total < listed
    return stated.children is not None and stated.children != listed


def _finished(family: _Family) -> PlannedFamily:
    listed = len(family.children)
    stated = family.headcount
    children = listed if stated.children is None else max(stated.children, listed if family.grew else 0)
    if stated.adults is not None:
        adults = stated.adults
    elif stated.total is not None:
        adults = max(stated.total - children, 0)
    else:
        adults = max(len(family.guardians), 1)
    first = family.entries[0]
    return PlannedFamily(
        guardians=tuple(family.guardians), children=tuple(family.children), adults=adults, children_count=children,
        slots=family.slots, photo_consent=family.consent, notes=family.notes,
        refs=tuple(entry.ref for entry in family.entries), submitted_at=first.submitted_at,
        answers=family.answers,
    )  # fmt: skip

"""What the door says: services' answers as rows, tiles, lines and chips in the language of the window."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from eventdesk.domain.checkin import Code, Presence, Verdict
from resources.words import Words
from ui.models.door import Card
from ui.widgets.paint import ChipLook, Tone
from ui.widgets.recent import Recent
from ui.widgets.tiles import Member
from ui.widgets.verdict import VerdictKind
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.door_views import DoorView, PartyMember, RecentEntry, ScanResult, WaitingFamily
    from eventdesk.services.duty_views import Found
    from eventdesk.services.family_views import FamilyHit

KINDS = {
    Verdict.ADMIT: VerdictKind.ADMIT,
    Verdict.ATTENTION: VerdictKind.ATTENTION,
    Verdict.REFUSE: VerdictKind.REFUSE,
}
REASON_KEYS = {
    Code.NO_CONSENT: "S", Code.OTHER_SLOT: "T", Code.EARLY: "E", Code.OVER_SOFT_LIMIT: "O", Code.WAITLISTED_ROOM: "W",
    Code.UNPAID: "P",
}  # fmt: skip
"""The key that settles each reason."""
_REASON_ICONS = {
    Code.NO_CONSENT: "consent", Code.OTHER_SLOT: "clock", Code.EARLY: "clock", Code.OVER_SOFT_LIMIT: "people",
    Code.WAITLISTED_ROOM: "list", Code.UNPAID: "tag",
}  # fmt: skip


@dataclass(frozen=True)
class FamilyRow:
    """A family in a list: ``key`` is its registration, ``cap`` the key that picks it."""

    key: str
    name: str
    counts: str = ""
    phone: str = ""
    slot: str = ""
    slots: tuple[str, ...] = ()
    chips: tuple[ChipLook, ...] = ()
    cap: str = ""


@dataclass(frozen=True)
class ReasonRow:
    """Something to sort out before a family goes in; ``settled`` says how that was done."""

    code: Code
    icon: str
    title: str
    line: str
    button: str
    key: str
    settled: str = ""


@dataclass(frozen=True)
class TimelineRow:
    """One line of what happened with a code."""

    time: str
    what: str
    where: str
    note: str
    good: bool


class DoorWords:
    """Turns what services answer into what is shown. ``zone`` is the organisation's."""

    def __init__(self, words: Words, wording: Wording, zone: ZoneInfo) -> None:
        self.words, self.wording, self.zone = words, wording, zone

    # -- lists

    def waiting(self, family: "WaitingFamily", titles: dict[str, str]) -> FamilyRow:
        """A family that is not complete yet."""
        words = self.words
        counts = self.counts(family.adults, family.children)
        if family.arrived:
            counts = words("door.counts_arrived", counts=counts, n=family.arrived)
        chips = [ChipLook(what, "allergy", Tone.WARN) for what in family.allergies]
        if family.photo_consent is False:
            chips.append(ChipLook(words("door.no_photo"), "camera-off"))
        slots = words("common.list_sep").join(titles.get(code, code) for code in family.slots)
        return FamilyRow(
            family.registration, family.label or words("door.unnamed"), counts, family.phone, slots, family.slots,
            tuple(chips),
        )  # fmt: skip

    def hit(self, hit: "FamilyHit", number: int, labels: dict[str, str], text: str = "") -> FamilyRow:
        """A family that a search for a text found; the door knows whole names of those it has listed already.

        Of several phones it shows the one that ends with the text.
        """
        guardian = hit.guardian
        ends = [p.phone for p in hit.people if p.phone and text.isdigit() and p.phone.endswith(text[-4:])]
        registration = hit.registration or ""
        named = [p for p in hit.people if p.name or p.nickname]
        shown = (guardian.name or guardian.nickname if guardian else None) or (named[0].name if named else None)
        children = self.words("common.list_sep").join(c.nickname or c.name or "" for c in hit.children)
        return FamilyRow(
            registration, labels.get(registration) or shown or self.words("door.unnamed"), children,
            ends[0] if ends else (guardian.phone if guardian else None) or "", cap=str(number),
        )  # fmt: skip

    def helper(self, found: "Found", number: int) -> FamilyRow:
        """A volunteer that a search found; picking the row checks them in."""
        words = self.words
        chip = ChipLook(words("duty.door_word"), "hand", Tone.INFO)
        line = words("duty.door_find_line", code=found.code)
        return FamilyRow(found.text, found.name, line, found.phone, chips=(chip,), cap=str(number))

    def recent(self, entry: "RecentEntry") -> Recent:
        """An admission in the list of the last ones."""
        words = self.words
        line = words("door.recent_line", n=entry.persons, time=self.time(entry.at))
        if entry.voided:
            line = words("door.recent_undone", line=line)
        return Recent(
            entry.journal, words("door.recent_name", name=entry.label) if entry.label else words("door.unnamed"), line,
            avatar=entry.label or "?", undoable=not entry.voided, undone=entry.voided,
        )  # fmt: skip

    def counts(self, adults: int, children: int) -> str:
        """How many adults and children."""
        big, small = self.words("door.adults", n=adults), self.words("door.children", n=children)
        if adults and children:
            return self.words("door.counts", adults=big, children=small)
        return small if children else big

    def family(self, label: str) -> str:
        """What a family is called."""
        return self.words("door.family", name=label) if label else self.words("door.unnamed")

    def family_in(self, label: str) -> str:
        """What a family is called inside a sentence."""
        return self.words("door.family_in", name=label) if label else self.words("door.unnamed")

    def time(self, moment: datetime) -> str:
        """Hours and minutes at the organisation's place."""
        return self.wording.time(moment.astimezone(self.zone))

    # -- a card

    def banner_line(self, card: Card, view: "DoorView | None") -> str:
        """The line below the verdict's word."""
        words, result = self.words, card.result
        if result.verdict is Verdict.ATTENTION and card.people:
            left = len(card.open_reasons)
            return words("door.line_attention", n=left) if left else words("door.line_settled")
        if card.choosing:
            return words("door.line_choosing", n=self.places_left(card, view))
        if result.verdict is Verdict.ADMIT and result.code is not Code.OK_UNSYNCED:
            inside = len(card.inside)
            if inside:
                return words("door.line_partial", n=len(card.people), inside=inside)
            return words("door.line_admit", n=len(card.people))
        return self.sentence(result.code, result, view)

    def sentence(self, code: Code, result: "ScanResult", view: "DoorView | None") -> str:
        """What a verdict's code says of this family."""
        return self.wording.verdict(code.value, **self._details(result, view)).what

    def hint(self, code: Code, result: "ScanResult", view: "DoorView | None") -> str:
        """What to do about a verdict's code."""
        return self.wording.verdict(code.value, **self._details(result, view)).hint

    def places_left(self, card: Card, view: "DoorView | None") -> int:
        """How many more persons the hard limit lets in."""
        limit = view.event.rules.hard_limit if view is not None else None
        return max((limit or 0) - card.result.inside, 0)

    def members(self, card: Card, *, ask_consent: bool) -> list[Member]:
        """The tiles of a card, in the order of its people."""
        return [
            self._member(card, person, number, ask_consent=ask_consent)
            for number, person in enumerate(card.people, start=1)
        ]

    def person(self, card: Card, person: "PartyMember") -> str:
        """What somebody is called; who has no name is counted."""
        named = person.name or person.nickname
        if named:
            return named
        alike = [p for p in card.result.people if p.role.is_child is person.role.is_child]
        key = "door.child_n" if person.role.is_child else "door.adult_n"
        return self.words(key, number=alike.index(person) + 1)

    def allergies(self, card: Card) -> tuple[str, str]:
        """The strip of a card: who must not eat what, and what to do. Empty without any."""
        words = self.words
        found = [
            words("door.allergy_of", name=self.person(card, p), what=self.allergy(p.allergies))
            for p in card.people
            if p.allergies
        ]
        if not found:
            return "", ""
        slots = words("common.list_sep").join(card.result.slot_titles)
        todo = words("door.allergy_todo_slot", slot=slots) if slots else words("door.allergy_todo")
        return words("common.list_sep").join(found), todo

    def allergy(self, what: str) -> str:
        """An allergy as people say it, whatever way a form has it."""
        mark = self.words("door.allergy_mark")
        return what if mark.lower() in what.lower() else self.words("door.allergy", what=what)

    def reasons(self, card: Card, view: "DoorView | None") -> list[ReasonRow]:
        """What is to be sorted out on a card."""
        return [
            ReasonRow(
                code, _REASON_ICONS.get(code, "info"), self.sentence(code, card.result, view),
                self.hint(code, card.result, view), self.words(f"door.settle_{code.value}"), REASON_KEYS.get(code, ""),
                card.settled.get(code, ""),
            )
            for code in card.result.reasons
            if code is not Code.CHOOSE
        ]  # fmt: skip

    def timeline(self, card: Card, now: datetime, station: str) -> list[TimelineRow]:
        """When and where this family came in, and that it stands here now."""
        words = self.words
        entries: dict[tuple[datetime, str], int] = {}
        for person in card.inside:
            if person.since is not None:
                key = (person.since, person.station or "")
                entries[key] = entries.get(key, 0) + 1
        rows = [
            TimelineRow(self.time(at), words("door.row_in", n=n), where, self.wording.ago(now - at), good=True)
            for (at, where), n in sorted(entries.items())
        ]
        again = "door.row_again" if rows else "door.row_shown"
        rows.append(TimelineRow(self.time(now), words(again), station, words("door.row_now"), good=False))
        return rows[-3:]

    def _member(self, card: Card, person: "PartyMember", number: int, *, ask_consent: bool) -> Member:
        words = self.words
        inside = person.presence is Presence.IN_ALREADY
        name = self.person(card, person)
        chips = self._inside_chips(person) if inside else self._chips(card, person, ask_consent=ask_consent)
        return Member(
            name=name, line=self._line(card, person), child=person.role.is_child,
            key=str(number) if number <= 9 and not inside else "", chips=chips,
            locked=words("door.inside") if inside else "",
        )  # fmt: skip

    def _line(self, card: Card, person: "PartyMember") -> str:
        words = self.words
        if person.role.is_child:
            age = self.wording.age(person.age_months)
            slots = words("common.list_sep").join(card.result.slot_titles)
            return words("door.dot").join(part for part in (age, slots) if part)
        relation = words(f"door.relation_{person.relation.value}") if person.relation else words("door.adult")
        return words("door.dot").join((relation, words("door.contact"))) if person.phone else relation

    def _inside_chips(self, person: "PartyMember") -> tuple[ChipLook, ...]:
        if person.since is None:
            return ()
        where = self.words("door.where_when", where=person.station or "", time=self.time(person.since))
        return (ChipLook(where, "door"),)

    def _chips(self, card: Card, person: "PartyMember", *, ask_consent: bool) -> tuple[ChipLook, ...]:
        words, chips = self.words, []
        if not person.role.is_child:
            if person.phone:
                chips.append(ChipLook(person.phone))
        else:
            if person.allergies:
                chips.append(ChipLook(self.allergy(person.allergies), "allergy", Tone.WARN, bold=True))
            if card.result.photo_consent is False:
                chips.append(ChipLook(words("door.no_photo"), "camera-off"))
            if Code.NO_CONSENT in card.result.reasons:
                chips.append(ChipLook(words("door.consent_missing"), "consent", Tone.WARN, bold=True))
            elif ask_consent and card.result.code is not Code.OK_UNSYNCED:
                chips.append(ChipLook("", "consent", Tone.OK, words("door.consent_there")))
        if person.presence is Presence.OUT:
            chips.append(ChipLook(words("door.was_out"), "undo"))
        return tuple(chips)

    def _details(self, result: "ScanResult", view: "DoorView | None") -> dict[str, object]:
        """Everything that a verdict's sentence may speak of."""
        words, rules = self.words, view.event.rules if view is not None else None
        opens = rules.doors_open if rules is not None else None
        closes = rules.doors_close if rules is not None else None
        first = result.first
        return {
            "time": self.time(first.at) if first else "", "door": self._spaced(first.station) if first else "",
            "n": first.persons if first else 0, "event": result.other_event or words("door.another_event"),
            "opens": self.time(opens) if opens else "", "closes": self.time(closes) if closes else "",
            "limit": (rules.hard_limit if rules else None) or "", "soft_limit": (rules.soft_limit if rules else None) or "",
            "inside": result.inside, "slots": self._slots(result, view),
        }  # fmt: skip

    def _spaced(self, name: str) -> str:
        """A name inside a Chinese sentence: a space where it begins or ends with letters or digits."""
        if self.words.language != "zh" or not name:
            return name
        return (" " if name[0].isascii() else "") + name + (" " if name[-1].isascii() else "")

    def _slots(self, result: "ScanResult", view: "DoorView | None") -> str:
        timed = {}
        for slot in view.event.slots if view is not None else ():
            if slot.own_times:
                timed[slot.code] = f"{self.time(slot.start)} {slot.title}"
        titles = zip(result.slots, result.slot_titles, strict=True)
        return self.words("common.list_sep").join(timed.get(code, title) for code, title in titles)

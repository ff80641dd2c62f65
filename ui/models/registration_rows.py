"""The rows and columns of the list of registrations."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt

from eventdesk.domain.money import number
from eventdesk.domain.registration import RegistrationState, SlotState
from ui.models.people import children_line, guardian_name
from ui.widgets.cells import Cell, ChipsCell, Column, IconsCell, NameCell, RowState, TextCell
from ui.widgets.paint import ChipLook, Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.family_views import RegistrationView
    from eventdesk.services.overview import Overview

AGE_GROUPS: tuple[tuple[int, int | None], ...] = ((0, 2), (3, 4), (5, 6), (7, None))
"""Completed years, as the card of ages counts them."""

MARKS = ("allergies", "unpaid", "unanswered")
"""What can be filtered by beside consent."""

STATES = (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, RegistrationState.CANCELLED)


@dataclass(frozen=True)
class RegistrationRow:
    """A registration as the list shows it; ``place`` is its place in the queue, 0 where it doesn't wait. ``unanswered``: a
    required question of the event has no answer."""

    view: "RegistrationView"
    place: int
    slots: str
    unanswered: bool = False

    @property
    def id(self) -> str:
        """The registration."""
        return self.view.id


@dataclass(frozen=True)
class Shown:
    """What of the list is to be seen. ``families`` are those that a search found, None without one; ``band`` is the place of
    an age group, ``mark`` one of :data:`MARKS`."""

    state: str = ""
    slot: str = ""
    band: str = ""
    mark: str = ""
    no_consent: bool = False
    families: frozenset[str] | None = None

    def takes(self, row: RegistrationRow, *, any_state: bool = False) -> bool:
        """Whether a row is to be seen."""
        view = row.view
        return (
            (any_state or not self.state or view.state.value == self.state)
            and (not self.slot or self.slot in view.slots)
            and (not self.band or has_age(view, int(self.band)))
            and (not self.mark or has_mark(row, self.mark))
            and (not self.no_consent or lacks_consent(view))
            and (self.families is None or view.family in self.families)
        )


def lacks_consent(view: "RegistrationView") -> bool:
    """Whether somebody still has to agree to the notice."""
    return not view.consent and view.state is not RegistrationState.CANCELLED


def has_allergies(view: "RegistrationView") -> bool:
    """Whether a child of a family that comes has an allergy."""
    return any(child.allergies for child in view.children) and view.state is not RegistrationState.CANCELLED


def has_age(view: "RegistrationView", band: int) -> bool:
    """Whether a child is of an age group, as the overview counts them."""
    first, last = AGE_GROUPS[band]
    ages = (child.age_months // 12 for child in view.children if child.age_months is not None)
    return any(first <= age and (last is None or age <= last) for age in ages)


def has_mark(row: RegistrationRow, mark: str) -> bool:
    """Whether a family that comes has a child with an allergy or lacks an answer, or a confirmed one owes money."""
    if mark == "allergies":
        return has_allergies(row.view)
    if mark == "unpaid":
        return row.view.state is RegistrationState.CONFIRMED and not row.view.stands.settled
    return row.unanswered


def marked(rows: Sequence[RegistrationRow]) -> dict[str, int]:
    """How many rows have each mark, and under ``consent`` how many lack it."""
    return {"consent": sum(lacks_consent(row.view) for row in rows)} | {
        mark: sum(has_mark(row, mark) for row in rows) for mark in MARKS
    }


def rows_of(overview: "Overview", wording: Wording, unanswered: Collection[str] = ()) -> tuple[RegistrationRow, ...]:
    """The list's rows, in the order of the queue; ``unanswered`` are registrations that lack required answers."""
    titles = {slot.code: slot.title for slot in overview.event.slots}
    return tuple(
        RegistrationRow(view, overview.queue.get(view.id, 0), slots_line(view, titles, wording), view.id in unanswered)
        for view in overview.registrations
    )


def slots_line(view: "RegistrationView", titles: dict[str, str], wording: Wording) -> str:
    """The slots' titles; those it waits for while others are sure say so."""
    partly = view.state is RegistrationState.CONFIRMED
    parts = [
        wording.words("registrations.slot_waiting", slot=titles.get(code, code))
        if partly and state is SlotState.WAITLISTED
        else titles.get(code, code)
        for code, state in view.slot_status
    ]
    return wording.words("common.list_sep").join(parts)


def state_chip(view: "RegistrationView", place: int, wording: Wording) -> ChipLook:
    """The state as a chip, with the place of a family that waits."""
    words = wording.words
    if view.state is RegistrationState.CONFIRMED:
        return ChipLook(words("registrations.state_confirmed"), "okc", Tone.OK)
    if view.state is RegistrationState.WAITLISTED:
        text = words("registrations.state_place", place=place) if place else words("registrations.state_waitlisted")
        return ChipLook(text, "clock", Tone.WARN)
    if view.state is RegistrationState.CANCELLED:
        return ChipLook(words("registrations.state_cancelled"), "x")
    return ChipLook(words("registrations.state_draft"), "pencil")


def marks(row: RegistrationRow, wording: Wording) -> tuple[tuple[str, str, str], ...]:
    """What the people at the event should know: (icon, token, meaning)."""
    words, view = wording.words, row.view
    allergies = words("common.list_sep").join(dict.fromkeys(c.allergies for c in view.children if c.allergies))
    found = []
    if allergies:
        found.append(("allergy", "warn-text", words("registrations.mark_allergy", text=allergies)))
    if view.photo_consent is False:
        found.append(("camera-off", "text2", words("registrations.mark_no_photo")))
    if lacks_consent(view):
        found.append(("consent", "info-text", words("registrations.mark_no_consent")))
    if has_mark(row, "unpaid"):
        found.append(("tag", "warn-text", words("registrations.mark_unpaid", amount=number(view.stands.owed))))
    if row.unanswered:
        found.append(("question", "info-text", words("registrations.mark_unanswered")))
    return tuple(found)


def columns(wording: Wording, zone: ZoneInfo) -> list[Column[RegistrationRow]]:
    """The columns of the list."""
    words = wording.words

    def contact(row: RegistrationRow) -> Cell:
        return NameCell(guardian_name(row.view.guardians, wording))

    def phone(row: RegistrationRow) -> Cell:
        return TextCell(next((g.phone for g in row.view.guardians if g.phone), ""), tone="text2")

    def party(row: RegistrationRow) -> Cell:
        return words("registrations.party", adults=row.view.adults, children=row.view.children_count)

    def children(row: RegistrationRow) -> Cell:
        unnamed = row.view.children_count - len(row.view.children)
        return children_line(row.view.children, wording, unnamed=unnamed)

    def oldest(row: RegistrationRow) -> int:
        return max((c.age_months or 0 for c in row.view.children), default=0)

    def place(row: RegistrationRow) -> tuple[int, int]:
        return (STATES.index(row.view.state) if row.view.state in STATES else len(STATES), row.place)

    return [
        Column("contact", words("registrations.col_contact"), contact, 134, 1),
        Column("phone", words("registrations.col_phone"), phone, 112),
        Column("party", words("registrations.col_party"), party, 92, sort=lambda row: row.view.persons),
        Column("children", words("registrations.col_children"), children, 132, 3, sort=oldest),
        Column("slots", words("registrations.col_slots"), lambda r: TextCell(r.slots, tone="text2"), 96, 4),
        Column(
            "state", words("registrations.col_state"),
            lambda row: ChipsCell((state_chip(row.view, row.place, wording),)), 116, sort=place,
        ),
        Column("marks", words("registrations.col_marks"), lambda row: IconsCell(marks(row, wording)), 100),
        Column(
            "at", words("registrations.col_at"), lambda row: TextCell(f"{row.view.at.astimezone(zone):%m-%d}", tone="text2"),
            70, 0, Qt.AlignmentFlag.AlignRight, sort=lambda row: row.view.at,
        ),
    ]  # fmt: skip


def ground(row: RegistrationRow) -> RowState:
    """Cancelled ones are muted."""
    return RowState.DIM if row.view.state is RegistrationState.CANCELLED else RowState.NORMAL


def sift(rows: Iterable[RegistrationRow], shown: Shown) -> tuple[dict[str, int], list[RegistrationRow]]:
    """The rows to be seen, and how many each state has among those that the other filters leave; ``""`` is all of them."""
    left = [row for row in rows if shown.takes(row, any_state=True)]
    found = {"": len(left)} | {state.value: sum(row.view.state is state for row in left) for state in STATES}
    return found, [row for row in left if not shown.state or row.view.state.value == shown.state]

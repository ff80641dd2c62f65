"""Lists of registrations to take along: workbook, CSV, the sheet for the wall, and contacts to paste."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.family import Role
from eventdesk.domain.question import Answer, QuestionKind
from eventdesk.domain.registration import RegistrationState, SlotState
from eventdesk.domain.right import Right
from eventdesk.errors import InvalidInput, NotFound
from eventdesk.services import events
from eventdesk.services.event_views import EventView
from eventdesk.services.family_views import PersonView, RegistrationView
from eventdesk.services.house import House
from eventdesk.services.questions import QuestionView, answers_of, masked, questions_of
from eventdesk.services.registrations import views_of
from eventdesk.store import tables as t

if TYPE_CHECKING:
    from eventdesk.reports.registration_sheet import ListSheet, SheetColumn, Value

FORMATS = ("xlsx", "csv", "pdf")


@dataclass(frozen=True)
class MadeLists:
    """Files that were written, and how many registrations are in them."""

    files: tuple[Path, ...]
    count: int


@dataclass(frozen=True)
class Contact:
    """Whom to call: a guardian with a phone."""

    registration: str
    name: str = field(repr=False)
    phone: str = field(repr=False)


class RegistrationLists:
    """The verbs of lists."""

    def __init__(self, house: House) -> None:
        self._house = house

    def export(
        self, event_code: str, folder: Path, words: Any, *, formats: Collection[str], unmasked: bool = False,
        only: Collection[str] | None = None, slot: str | None = None,
    ) -> MadeLists:  # fmt: skip
        """Writes an event's list into a folder, files named by the event's code: ``xlsx`` and ``csv`` with every
        registration and answer, ``pdf`` the sheet for the wall with the confirmed ones.

        ``only`` keeps to some registrations, ``slot`` to one slot's. Masked unless ``unmasked``, which needs the right; all
        of it is audited. ``words`` are the language of the files.
        """
        if not formats or any(one not in FORMATS for one in formats):
            raise InvalidInput("bad_list_format", field="format")
        found = _Found.read(self._house, event_code, unmasked=unmasked, only=only, slot=slot)
        from eventdesk.reports import registration_sheet as sheets

        name = f"{found.event.code}-registrations"
        sheet = sheet_of(found, self._house.zone, words) if {"xlsx", "csv"} & set(formats) else None
        files: list[Path] = []
        if sheet is not None and "xlsx" in formats:
            files.append(sheets.write_workbook(sheet, folder=folder, name=name))
        if sheet is not None and "csv" in formats:
            files.append(sheets.write_csv(sheet, folder=folder, name=name))
        if "pdf" in formats:
            files.append(self._signin(found, folder, words))
        self._note("registrations", found, sorted(formats), unmasked)
        return MadeLists(tuple(files), len(found.views))

    def contacts(
        self, event_code: str, *, only: Collection[str] | None = None, unmasked: bool = False
    ) -> tuple[Contact, ...]:
        """Names and phones of an event's families, to paste into a message; audited as what leaves the desk."""
        found = _Found.read(self._house, event_code, unmasked=unmasked, only=only, slot=None)
        self._note("contacts", found, ["text"], unmasked)
        first = (next((g for g in view.guardians if g.phone), None) for view in found.views)
        return tuple(
            Contact(view.id, who.name or "", who.phone or "")
            for view, who in zip(found.views, first, strict=True)
            if who is not None
        )

    def _note(self, what: str, found: "_Found", formats: Sequence[str], unmasked: bool) -> None:
        count = len(found.views)
        with self._house.writing(Right.EXPORT, "registrations.exported") as unit:
            told = {"what": what, "count": count, "formats": list(formats), "unmasked": unmasked}
            unit.put("audit.exported", told, event=found.event.id)
            unit.commit(subject=found.event.id, **told)

    def _signin(self, found: "_Found", folder: Path, words: Any) -> Path:
        from eventdesk.reports.signin_sheet import SigninFacts, SigninRow, write_signin

        zone, event = self._house.zone, found.event
        titles = {slot.code: slot.title for slot in event.slots}
        shown = [view for view in found.views if view.state is RegistrationState.CONFIRMED]
        sounds = _sounds(self._house, event.id)
        shown.sort(key=lambda view: (sounds.get(view.family, "~"), view.id))
        rows = tuple(
            SigninRow(
                letter=_letter(sounds.get(view.family, "")), family=_first(view.guardians, words),
                phone=_end_of_phone(view), adults=view.adults, children=view.children_count,
                names=words("common.list_sep").join(_child(child) for child in view.children if _child(child)),
                slots=words("common.list_sep").join(
                    titles[code] for code, state in view.slot_status if state is SlotState.CONFIRMED
                ),
            )
            for view in shown
        )  # fmt: skip
        now = self._house.clock.now().astimezone(zone)
        slot = titles.get(found.slot or "", "")
        facts = SigninFacts(
            organisation=self._house.organisation, code=event.code, title=event.title, venue=event.venue, slot=slot,
            starts=event.start.astimezone(zone), printed=now, rows=rows,
        )  # fmt: skip
        name = "-".join(part for part in (event.code, found.slot, "signin") if part)
        return write_signin(facts, words, folder=folder, name=name)


@dataclass(frozen=True)
class _Found:
    """What a list is made of."""

    event: EventView
    views: tuple[RegistrationView, ...]
    questions: tuple[QuestionView, ...]
    answers: dict[str, dict[str, Answer]]
    slot: str | None

    @classmethod
    def read(
        cls, house: House, event_code: str, *, unmasked: bool, only: Collection[str] | None, slot: str | None
    ) -> "_Found":
        """From the store, for who has the right."""
        house.require(Right.EXPORT)
        if unmasked:
            house.require(Right.UNMASK)
        with house.store.reading() as connection:
            event = events.view(connection, event_code)
            if slot is not None and slot not in {one.code for one in event.slots}:
                raise NotFound("slot_not_found", slot=slot)
            views = views_of(connection, event, unmasked=unmasked, zone=house.zone)
            questions = questions_of(connection, event.id)
            answers = answers_of(connection, event.id) if questions else {}
            if not unmasked:
                answers = {id: masked(given) for id, given in answers.items()}
        wanted = None if only is None else frozenset(only)
        kept = tuple(
            view for view in views if (wanted is None or view.id in wanted) and (slot is None or slot in view.slots)
        )
        return cls(event, kept, questions, answers, slot)


def sheet_of(found: _Found, zone: Any, words: Any) -> "ListSheet":
    """The rows of a list, one a registration, with a column for each question."""
    from eventdesk.reports.registration_sheet import ListSheet

    titles = {slot.code: slot.title for slot in found.event.slots}
    rows = []
    for view in found.views:
        answers = found.answers.get(view.id, {})
        asked = [_answered(one, answers.get(one.id), words) for one in found.questions]
        rows.append([*_cells(view, titles, zone, words), *asked])
    columns = [*_columns(words), *(_question_column(one) for one in found.questions)]
    return ListSheet(found.event.title, columns, rows)


def _columns(words: Any) -> "Iterable[SheetColumn]":
    from eventdesk.reports.registration_sheet import ColumnKind as Kind
    from eventdesk.reports.registration_sheet import SheetColumn

    plan = (
        ("state", Kind.TEXT, 10), ("guardian", Kind.TEXT, 14), ("phone", Kind.TEXT, 15), ("relation", Kind.TEXT, 10),
        ("adults", Kind.NUMBER, 8), ("children", Kind.NUMBER, 8), ("names", Kind.TEXT, 24), ("births", Kind.TEXT, 24),
        ("ages", Kind.TEXT, 18), ("allergies", Kind.TEXT, 20), ("slots", Kind.TEXT, 26), ("waiting", Kind.TEXT, 18),
        ("photo", Kind.TEXT, 10), ("consent", Kind.TEXT, 10), ("fee", Kind.MONEY, 10), ("received", Kind.MONEY, 10),
        ("owed", Kind.MONEY, 10), ("notes", Kind.TEXT, 30), ("source", Kind.TEXT, 16), ("at", Kind.MOMENT, 17),
        ("registration", Kind.TEXT, 38),
    )  # fmt: skip
    return [SheetColumn(words(f"registration_lists.col_{key}"), kind, wide) for key, kind, wide in plan]


def _cells(view: RegistrationView, titles: dict[str, str], zone: Any, words: Any) -> "list[Value]":
    sep = words("common.list_sep")

    def said(key: str) -> str:
        return str(words(f"registration_lists.{key}"))

    guardian = next(iter(view.guardians), None)
    relation = f"registrations.relation_{guardian.relation.value}" if guardian is not None and guardian.relation else ""
    waiting = [titles[code] for code, state in view.slot_status if state is SlotState.WAITLISTED]
    sure = [titles[code] for code, state in view.slot_status if state is SlotState.CONFIRMED]
    photo = {True: "yes", False: "no", None: ""}[view.photo_consent]
    births = (child.birthdate.isoformat() if child.birthdate else "" for child in view.children)
    ages = (_age(child.age_months, words) for child in view.children)
    priced = view.fee is not None or bool(view.stands.received)
    return [
        said(f"state_{view.state.value}"), (guardian.name or "") if guardian else "", (guardian.phone or "") if guardian else "",
        words(relation) if relation else "", view.adults, view.children_count, sep.join(_child(one) for one in view.children),
        sep.join(births).strip(sep), sep.join(ages).strip(sep),
        sep.join(dict.fromkeys(one.allergies for one in view.children if one.allergies)), sep.join(sure), sep.join(waiting),
        said(photo) if photo else "", said("yes" if view.consent else "no"), _yuan(view.fee),
        _yuan(view.stands.received) if priced else None, _yuan(view.stands.owed) if priced else None, view.notes or "",
        view.source_note or words(f"registrations.origin_{view.source.value}"), view.at.astimezone(zone), view.id,
    ]  # fmt: skip


def _question_column(question: QuestionView) -> "SheetColumn":
    from eventdesk.reports.registration_sheet import ColumnKind, SheetColumn

    number = question.kind is QuestionKind.NUMBER
    return SheetColumn(question.text, ColumnKind.NUMBER if number else ColumnKind.TEXT, 10 if number else 20)


def _answered(question: QuestionView, answer: Answer | None, words: Any) -> "Value":
    if isinstance(answer, bool):
        return str(words("registration_lists.yes" if answer else "registration_lists.no"))
    if isinstance(answer, list):
        return str(words("common.list_sep")).join(answer)
    return answer


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / 100


def _age(months: int | None, words: Any) -> str:
    if months is None:
        return ""
    years, rest = divmod(months, 12)
    return str(words("registration_lists.age", years=years, months=rest))


def _child(child: PersonView) -> str:
    return child.name or child.nickname or ""


def _first(guardians: Sequence[PersonView], words: Any) -> str:
    return next((one.name for one in guardians if one.name), str(words("registrations.unnamed_guardian")))


def _end_of_phone(view: RegistrationView) -> str:
    phone = next((one.phone for one in view.guardians if one.phone), "")
    return f"…{phone[-4:]}" if phone else ""


def _letter(sound: str) -> str:
    return sound[:1].upper() if sound[:1].isalpha() else "#"


def _sounds(house: House, event: str) -> dict[str, str]:
    """How the first guardian of each family sounds, surnames as surnames, for the order alone."""
    from eventdesk.store.search_keys import SURNAME_READINGS, sound_of

    p, r = t.person, t.registration
    found: dict[str, str] = {}
    with house.store.reading() as connection:
        rows = connection.execute(
            sa.select(p.c.family, p.c.name).join(r, r.c.family == p.c.family)
            .where(r.c.event == event, p.c.role == Role.GUARDIAN.value, p.c.name.is_not(None))
            .order_by(p.c.family, p.c.position)
        ).all()  # fmt: skip
    for row in rows:
        if row.family not in found:
            surname = next((row.name[:size] for size in (2, 1) if row.name[:size] in SURNAME_READINGS), "")
            first = SURNAME_READINGS[surname][0] if surname else ""
            found[row.family] = first + sound_of(row.name[len(surname) :])
    return found

"""Announcements of events: written by one person, read by another, then told. And the posters made of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from eventdesk.domain.announcement import AnnouncementState, Step, after, may_review
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services import events
from eventdesk.services.event_views import Changes
from eventdesk.services.house import House
from eventdesk.services.online_address import sign_up_link
from eventdesk.services.typed import plain
from eventdesk.store import plan_tables as p
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

if TYPE_CHECKING:
    from eventdesk.reports.poster import PosterFacts

CHANGES: Changes = frozenset({"announcements"})
LONGEST_TITLE, LONGEST_TEXT, LONGEST_LINK = 200, 5_000, 300


@dataclass(frozen=True)
class AnnouncementView:
    """An announcement of an event. ``author`` and ``reviewer`` are names of operators; ``mine``: whoever acts wrote it, so
    somebody else must review it. ``remark`` is why it was returned."""

    id: str
    event: str
    number: int
    title: str
    text: str
    link: str
    state: AnnouncementState
    author: str
    reviewer: str
    remark: str
    at: datetime
    reviewed_at: datetime | None
    mine: bool
    changes: Changes = frozenset()


@dataclass(frozen=True)
class MadePoster:
    """Posters that were written. ``has_code`` is False without a link, ``draft`` where the word for it goes across them; ``link`` is
    where their code leads."""

    files: tuple[Path, ...]
    has_code: bool
    draft: bool
    link: str = ""


class Announcements:
    """The verbs of announcements. A released one never changes; the next has a new number."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, event_code: str) -> tuple[AnnouncementView, ...]:
        """All announcements of an event, the newest first."""
        self._house.require(Right.LOOK)
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            return self._views(connection, event.id)

    def show(self, event_code: str, number: int) -> AnnouncementView:
        """One announcement; :class:`NotFound` without one of this number."""
        found = next((view for view in self.list(event_code) if view.number == number), None)
        if found is None:
            raise NotFound("announcement_not_found", number=number)
        return found

    def write(self, event_code: str, *, title: str, text: str, link: str = "") -> AnnouncementView:
        """A new draft with the next number. :class:`Conflict` ``announcement_open`` while the one before is not released:
        then that one is to be changed."""
        values = _checked(title=title, text=text, link=link)
        with self._house.writing(Right.EVENTS, "announcement.written") as unit:
            event = events.find(unit.connection, event_code)
            last = unit.execute(
                sa.select(p.announcement).where(p.announcement.c.event == event.id)
                .order_by(p.announcement.c.number.desc()).limit(1)
            ).first()  # fmt: skip
            if last is not None and last.state != AnnouncementState.RELEASED.value:
                raise Conflict("announcement_open", number=last.number)
            number = last.number + 1 if last is not None else 1
            row = values | {
                "id": unit.new_id(), "event": event.id, "number": number, "state": AnnouncementState.DRAFT.value,
                "author": unit.actor.operator, "reviewer": None, "remark": "", "at": unit.now, "reviewed_at": None,
            }  # fmt: skip
            unit.execute(p.announcement.insert(), row)
            unit.put("announcement", plain(row), event=event.id)
            unit.commit(subject=event.id, number=number)
        return self._changed(event_code, number)

    def change(self, event_code: str, number: int, *, title: str, text: str, link: str = "") -> AnnouncementView:
        """Other words for one that is not released. It is a draft again, and whoever changed it is its author."""
        values = _checked(title=title, text=text, link=link)
        with self._house.writing(Right.EVENTS, "announcement.changed") as unit:
            row = _find(unit, event_code, number)
            if any(getattr(row, key) != value for key, value in values.items()):
                _step(unit, row, Step.CHANGE, **values, author=unit.actor.operator, at=unit.now)
                unit.commit(subject=row.event, number=number)
            elif row.state == AnnouncementState.RELEASED.value:
                raise Conflict("announcement_released", number=number)
        return self._changed(event_code, number)

    def submit(self, event_code: str, number: int) -> AnnouncementView:
        """Gives a draft to a second person to read."""
        with self._house.writing(Right.EVENTS, "announcement.submitted") as unit:
            row = _find(unit, event_code, number)
            _step(unit, row, Step.SUBMIT, remark="")
            unit.commit(subject=row.event, number=number)
        return self._changed(event_code, number)

    def release(self, event_code: str, number: int) -> AnnouncementView:
        """Releases one that is in review. :class:`Conflict` ``same_person`` for its author."""
        return self._review(event_code, number, Step.RELEASE, "announcement.released", remark="")

    def send_back(self, event_code: str, number: int, *, remark: str) -> AnnouncementView:
        """Returns one that is in review, with what is to be changed. :class:`Conflict` ``same_person`` for its author."""
        if not remark.strip() or len(remark) > LONGEST_TEXT:
            raise InvalidInput("remark_missing", field="remark")
        return self._review(event_code, number, Step.SEND_BACK, "announcement.returned", remark=remark.strip())

    def poster(self, event_code: str, *, folder: Path, words: Any, number: int | None = None) -> MadePoster:
        """Writes the posters of an announcement, the newest where no number is given: A4 and A3 as PDF and a picture, named
        by event and number. Its code leads to the announcement's link, else to the page where families sign up for the event,
        where they may. What is not released says so across the whole poster. :class:`InvalidInput`
        ``poster_too_long`` where the text does not fit; then nothing is written."""
        from eventdesk.reports.poster import write_posters

        self._house.require(Right.EXPORT)
        facts, number = self._facts(event_code, number)
        files = write_posters(facts, words, folder=folder, name=f"{facts.code}-poster-{number}")
        return MadePoster(files, has_code=bool(facts.link), draft=not facts.released, link=facts.link)

    def _facts(self, event_code: str, number: int | None) -> tuple["PosterFacts", int]:
        from eventdesk.reports.poster import PosterFacts

        found = self.list(event_code)
        view = next((one for one in found if number in (None, one.number)), None)
        if view is None:
            raise NotFound("announcement_not_found", number=number or 1)
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            link = view.link or sign_up_link(connection, event, now=self._house.clock.now())
        zone = self._house.zone
        facts = PosterFacts(
            organisation=self._house.organisation, code=event.code, kind=event.kind, title=view.title, text=view.text,
            starts=event.start.astimezone(zone), ends=event.end.astimezone(zone), venue=event.venue, online=event.online,
            band=event.band, capacity=event.capacity, capacity_unit=event.capacity_unit, link=link,
            released=view.state is AnnouncementState.RELEASED,
        )  # fmt: skip
        return facts, view.number

    def _review(self, event_code: str, number: int, step: Step, action: str, *, remark: str) -> AnnouncementView:
        with self._house.writing(Right.EVENTS, action) as unit:
            row = _find(unit, event_code, number)
            reviewer = unit.actor.operator
            if after(AnnouncementState(row.state), step) is not None and not may_review(
                author=row.author, reviewer=reviewer
            ):
                raise Conflict("same_person", number=number)
            _step(unit, row, step, reviewer=reviewer, reviewed_at=unit.now, remark=remark)
            unit.commit(subject=row.event, number=number)
        return self._changed(event_code, number)

    def _changed(self, event_code: str, number: int) -> AnnouncementView:
        return replace(self.show(event_code, number), changes=CHANGES)

    def _views(self, connection: sa.Connection, event: str) -> tuple[AnnouncementView, ...]:
        a = p.announcement
        names = {row.id: row.name for row in connection.execute(sa.select(t.operator.c.id, t.operator.c.name))}
        rows = connection.execute(sa.select(a).where(a.c.event == event).order_by(a.c.number.desc())).all()
        return tuple(
            AnnouncementView(
                id=row.id, event=row.event, number=row.number, title=row.title, text=row.text, link=row.link,
                state=AnnouncementState(row.state), author=names.get(row.author, ""), reviewer=names.get(row.reviewer, ""),
                remark=row.remark, at=row.at, reviewed_at=row.reviewed_at, mine=row.author == self._house.actor.operator,
            )
            for row in rows
        )  # fmt: skip


def _find(unit: Unit, event_code: str, number: int) -> Any:
    event = events.find(unit.connection, event_code)
    a = p.announcement
    row = unit.execute(sa.select(a).where(a.c.event == event.id, a.c.number == number)).first()
    if row is None:
        raise NotFound("announcement_not_found", number=number)
    return row


def _step(unit: Unit, row: Any, step: Step, **values: Any) -> None:
    """Writes a step and what it sets; :class:`Conflict` where it cannot be taken."""
    state = after(AnnouncementState(row.state), step)
    if state is None:
        released = row.state == AnnouncementState.RELEASED.value
        raise Conflict("announcement_released" if released else "announcement_wrong_state", number=row.number)
    values["state"] = state.value
    unit.execute(p.announcement.update().where(p.announcement.c.id == row.id).values(**values))
    unit.put("announcement", plain({"id": row.id, **values}), event=row.event)


def _checked(*, title: str, text: str, link: str) -> dict[str, Any]:
    title, text, link = " ".join(title.split()), text.strip(), link.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidInput("title_missing", field="title")
    if not text or len(text) > LONGEST_TEXT:
        raise InvalidInput("text_missing", field="text")
    if link and not _is_link(link):
        raise InvalidInput("bad_link", field="link")
    return {"title": title, "text": text, "link": link}


def _is_link(link: str) -> bool:
    """Whether a phone would open it as a page: no other scheme, so that a poster's code cannot dial or install anything."""
    _, scheme, rest = link.partition("://")
    return (
        link.lower().startswith(("https://", "http://")) and bool(scheme and rest.strip("/")) and len(link) <= LONGEST_LINK
        and link.isprintable() and not any(mark.isspace() for mark in link)
    )  # fmt: skip

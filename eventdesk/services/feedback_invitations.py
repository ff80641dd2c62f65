"""Invitations to answer: for families that came, one link each, one answer each; which answer came of which is kept nowhere.

A link's secret follows from the desk's own key and the invitation's id, so that a reminder carries the same link; kept is its digest
alone. A response holds nothing of it: that a family has answered is noted by itself (:meth:`FeedbackInvitations.given`), for several
at once and in no order, so that nobody tells from when it was noted which answer is whose.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import sqlalchemy as sa

from eventdesk.domain.feedback import SurveyState
from eventdesk.domain.message import Channel, fill
from eventdesk.domain.right import Right
from eventdesk.errors import Conflict, InvalidInput
from eventdesk.services import events, rows
from eventdesk.services import message_people as mp
from eventdesk.services.attendance import Attendance
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.feedback_rows import CHANGES
from eventdesk.services.house import House
from eventdesk.services.surveys import find_survey
from eventdesk.store import feedback_tables as f
from eventdesk.store import tables as t
from eventdesk.store.unit import Unit

PARAMETER = "token"
"""The name of the link's parameter that holds the secret."""
SECRET = "invitation_secret"
"""The key of ``meta`` that secrets are made with. It never leaves the file: only this desk can write the same links again."""
_LINK = "{link}"
_TABLE = f.survey_invitation
_BYTES = 10


@dataclass(frozen=True)
class Reach:
    """How many families an event's survey reaches: ``came`` to the event, ``invited`` of these, ``answered`` of the invited;
    ``refusing`` came, were not invited and want no messages by WeChat."""

    came: int
    invited: int
    answered: int
    refusing: int

    @property
    def waiting(self) -> int:
        """Invited families that have not answered."""
        return self.invited - self.answered


@dataclass(frozen=True)
class InvitationText:
    """What to send to one family; ``label`` is masked."""

    family: str
    label: str
    link: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True)
class InvitationTexts:
    """Texts for families. ``new`` are the invitations (ids) that were made for it; ``refusing`` families want no messages,
    ``elsewhere`` have links that another desk made."""

    survey: str
    texts: tuple[InvitationText, ...]
    refusing: int
    elsewhere: int
    new: tuple[str, ...] = ()
    changes: Changes = NOTHING

    @property
    def cells(self) -> tuple[tuple[str, str, str], ...]:
        """For a table: what each family is called, what to send it, and its link; nothing in it is taken for a formula."""
        from eventdesk.reports.exporters.rows import like_a_formula

        def safe(text: str) -> str:
            return f"'{text}" if like_a_formula(text) else text

        return tuple((safe(one.label), safe(one.text), safe(one.link)) for one in self.texts)


@dataclass(frozen=True)
class Given:
    """What became of links that answers came with: ``noted`` now, ``before`` (an answer too many), ``unknown`` to this desk."""

    noted: int
    before: int
    unknown: int
    changes: Changes = NOTHING


class FeedbackInvitations:
    """The verbs of invitations to answer."""

    def __init__(self, house: House, attendance: Attendance) -> None:
        self._house, self._attendance = house, attendance

    def reach(self, event_code: str) -> Reach:
        """How many families an event's surveys reach."""
        self._house.require(Right.REPORTS)
        came = self._came(event_code)
        i, s = _TABLE.c, f.survey.c
        with self._house.store.reading() as connection:
            event = events.find(connection, event_code)
            query = sa.select(i.family, sa.func.max(i.used)).join(f.survey, s.id == i.survey).where(s.event == event.id)
            invited: dict[str, bool] = dict(connection.execute(query.group_by(i.family)).all())
            refusing = mp.refusing(connection, Channel.WECHAT)
        return Reach(
            len(came), len(invited), sum(bool(used) for used in invited.values()), len((refusing & came) - invited.keys())
        )

    def invite(
        self, event_code: str, survey: str, *, address: str, text: str, words: Any, channel: Channel = Channel.WECHAT
    ) -> InvitationTexts:
        """A link for every family that came, wants messages by the channel and has none to this survey; with the text for each.

        ``text`` has the fields of messages and ``{link}``; ``address`` is where the survey is answered. :class:`Conflict`
        ``survey_not_open``; :class:`InvalidInput` ``link_missing``, ``survey_address``.
        """
        self._house.require(Right.EXPORT)
        checked_address(address)
        _checked(text)
        came = self._came(event_code)
        with self._house.writing(Right.EXPORT, "feedback.invited") as unit:
            row = _open_survey(unit.connection, event_code, survey)
            asked = set(unit.execute(sa.select(_TABLE.c.family).where(_TABLE.c.survey == row.id)).scalars())
            refusing = mp.refusing(unit.connection, channel)
            key = _key(unit)
            made = []
            for family in sorted(came - asked - refusing):
                id = unit.new_id()
                secret = digest_of(_token(key, id))
                values = {"id": id, "survey": row.id, "family": family, "secret": secret, "at": unit.now, "used": False}
                made.append(rows.add(unit, _TABLE, values, event=row.event))
            if made:
                unit.commit(subject=row.id, families=len(made))
        found = self._texts(event_code, row.id, address, text, words, channel, only=made)
        return InvitationTexts(survey, found[0], len((came & refusing) - asked), 0, tuple(made), CHANGES if made else NOTHING)

    def remind(
        self, event_code: str, survey: str, *, address: str, text: str, words: Any, channel: Channel = Channel.WECHAT
    ) -> InvitationTexts:
        """The texts again for invited families that have not answered and want messages, each with the link that it has."""
        self._house.require(Right.EXPORT)
        checked_address(address)
        _checked(text)
        with self._house.store.reading() as connection:
            row = _open_survey(connection, event_code, survey)
            waiting = connection.execute(sa.select(_TABLE).where(_TABLE.c.survey == row.id, sa.not_(_TABLE.c.used))).all()
            refusing = mp.refusing(connection, channel)
        only = [one.id for one in waiting if one.family not in refusing]
        texts, elsewhere = self._texts(event_code, row.id, address, text, words, channel, only=only)
        return InvitationTexts(survey, texts, len(waiting) - len(only), elsewhere)

    def take_back(self, made: Sequence[str]) -> int:
        """Takes invitations (ids) back that nobody has used: their links are worth nothing from then on; how many."""
        with self._house.writing(Right.EXPORT, "feedback.uninvited") as unit:
            found = unit.execute(sa.select(_TABLE).where(_TABLE.c.id.in_(list(made)), sa.not_(_TABLE.c.used))).all()
            for row in found:
                rows.remove(unit, _TABLE, row, changes=CHANGES)
            if found:
                unit.commit(families=len(found))
        return len(found)

    def given(self, links: Iterable[str]) -> Given:
        """Notes that the families of these links (or of their secrets alone) have answered, each once."""
        digests = {digest_of(token) for one in links if (token := token_of(one))}
        with self._house.writing(Right.IMPORT, "feedback.given") as unit:
            found = unit.execute(sa.select(_TABLE).where(_TABLE.c.secret.in_(digests)).order_by(_TABLE.c.secret)).all()
            new = [row for row in found if not row.used]
            for row in new:
                unit.execute(_TABLE.update().where(_TABLE.c.id == row.id).values(used=True))
                unit.put(_TABLE.name, {"id": row.id, "used": True})
            if new:
                unit.commit(families=len(new))
        return Given(len(new), len(found) - len(new), len(digests) - len(found), CHANGES if new else NOTHING)

    def _came(self, event_code: str) -> set[str]:
        found = self._attendance.read(event_code)
        family = {party.registration: party.family for party in found.parties}
        return {family[one.registration] for one in found.people if one.attended and one.registration in family}

    def _texts(
        self, event_code: str, survey: str, address: str, text: str, words: Any, channel: Channel, *, only: Collection[str]
    ) -> tuple[tuple[InvitationText, ...], int]:
        """The texts of these invitations to a survey (its id), and how many of them have links that another desk made."""
        with self._house.store.reading() as connection:
            event = events.view(connection, event_code)
            values = mp.event_values(event, words, zone=self._house.zone, organisation=self._house.organisation)
            key = connection.execute(sa.select(t.meta.c.value).where(t.meta.c.key == SECRET)).scalar() or ""
            found = connection.execute(sa.select(_TABLE).where(_TABLE.c.survey == survey)).all()
            ours = {one.family: one for one in found if one.id in set(only)}
            own = {family: one for family, one in ours.items() if digest_of(_token(key, one.id)) == one.secret}
            people = mp.recipients(connection, [(family, None, None) for family in own], channel=channel, reached=())
        made = []
        for one in sorted(people, key=lambda one: (one.label, one.family)):
            link = link_to(address, _token(key, own[one.family].id))
            own_values = values | mp.family_values(one, None, words) | {"link": link}
            made.append(InvitationText(one.family, one.label, link, fill(text.strip(), own_values)))
        return tuple(made), len(ours) - len(own)


def link_to(address: str, token: str) -> str:
    """The questionnaire's address with a family's secret as a parameter."""
    parts = urlsplit(address.strip())
    query = "&".join(filter(None, (parts.query, urlencode({PARAMETER: token}))))
    return urlunsplit(parts._replace(query=query))


def token_of(link: str) -> str:
    """The secret in a link, or the text itself where it is no link."""
    link = link.strip()
    if "://" not in link:
        return link.lower()
    return next(iter(parse_qs(urlsplit(link).query).get(PARAMETER, ())), "").lower()


def checked_address(address: str) -> str:
    """An address of the web that a link can be made of; :class:`InvalidInput` ``survey_address`` otherwise."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or any(char.isspace() for char in address.strip()):
        raise InvalidInput("survey_address", field="address")
    return address.strip()


def _checked(text: str) -> None:
    if _LINK not in text:
        raise InvalidInput("link_missing", field="text")
    mp.checked(mp.Wording("", text.replace(_LINK, "…")))


def _open_survey(connection: sa.Connection, event_code: str, survey: str) -> Any:
    row = find_survey(connection, survey)
    if row.event != events.find(connection, event_code).id or row.state != SurveyState.OPEN.value:
        raise Conflict("survey_not_open")
    return row


def _key(unit: Unit) -> str:
    kept = unit.execute(sa.select(t.meta.c.value).where(t.meta.c.key == SECRET)).scalar()
    if kept is not None:
        return str(kept)
    made = secrets.token_hex(32)
    unit.execute(t.meta.insert(), {"key": SECRET, "value": made})
    return made


def _token(key: str, invitation: str) -> str:
    digest = hmac.new(key.encode(), b"invitation:" + invitation.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:_BYTES]).decode().lower()


def digest_of(token: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(token.encode()).hexdigest()

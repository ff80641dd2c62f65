"""What services answer about messages: their texts, whom they are for, what was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from eventdesk.domain.message import Channel, Outcome, Purpose
from eventdesk.domain.registration import RegistrationState
from eventdesk.services.event_views import NOTHING, Changes
from eventdesk.services.message_people import Standing


@dataclass(frozen=True)
class TemplateView:
    """The text of a purpose in a language; ``group`` is the one for a group chat. ``own``: the organisation wrote it."""

    purpose: Purpose
    language: str
    subject: str
    text: str
    group: str
    own: bool
    changes: Changes = NOTHING


@dataclass(frozen=True)
class RecipientView:
    """A family that a message is for. ``label`` and ``address`` are masked."""

    family: str
    registration: str | None
    state: RegistrationState | None
    label: str
    nickname: str
    address: str
    standing: Standing


@dataclass(frozen=True)
class PlanView:
    """Whom a message would go to, and who is left out."""

    event: str
    purpose: Purpose
    channel: Channel
    recipients: tuple[RecipientView, ...]
    counts: Mapping[Standing, int]


@dataclass(frozen=True)
class TextView:
    """A message as one family would get it; without a family, as everybody would."""

    subject: str
    text: str
    family: str | None = None
    label: str = ""
    address: str = ""
    ticket: bool = False


@dataclass(frozen=True)
class TextsView:
    """Texts to copy into chats: one for a group, and one for each family."""

    group: str
    families: tuple[TextView, ...]


@dataclass(frozen=True)
class MessageView:
    """A message that was sent, or tried; ``outcomes`` counts its families, ``troubles`` why it failed for some."""

    id: str
    channel: Channel
    purpose: Purpose
    subject: str
    at: datetime
    operator: str
    outcomes: Mapping[Outcome, int]
    troubles: Mapping[str, int]
    changes: Changes = NOTHING


@dataclass(frozen=True)
class DueView:
    """An event whose families are to be reminded: how many are confirmed, and how many of them were not told yet."""

    event: str
    title: str
    start: datetime
    families: int
    waiting: int


@dataclass(frozen=True)
class OptOutView:
    """What a family wants none of."""

    family: str
    channels: tuple[Channel, ...]
    changes: Changes = NOTHING

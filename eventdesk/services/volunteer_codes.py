"""The codes of volunteers: tickets as families have them, whose registration is an engagement and whose party is nobody."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from eventdesk.domain.capacity import Party
from eventdesk.services.tickets import Signer

_BEFORE = timedelta(days=366)
"""A code is good from so long before its event: it does not depend on when it was printed, so a second print is the first."""


def codes_of(connection: sa.Connection, event: Any, engagements: Iterable[str]) -> dict[str, str]:
    """The texts of the codes of people who help at an event (its row), by engagement. Signed when they are asked for and kept
    nowhere: the same key signs the same text again."""
    signer = Signer(connection)
    return {
        one: signer.write(
            event=event.id, registration=one, party=Party(0, 0), now=event.start - _BEFORE, event_end=event.end
        )
        for one in engagements
    }

"""Ideas for events, and the votes of families for them."""

import hashlib
import hmac
import unicodedata
from enum import StrEnum


class ProposalState(StrEnum):
    """``open`` takes votes, ``closed`` takes none any more, ``taken`` became an event."""

    OPEN = "open"
    CLOSED = "closed"
    TAKEN = "taken"


class VoteSource(StrEnum):
    """How a vote came in."""

    ENTERED = "entered"
    IMPORT = "import"
    HUB = "hub"


class VoteFate(StrEnum):
    """What became of a row of a file of votes."""

    COUNTED = "counted"
    VOTED_BEFORE = "voted_before"
    NO_SUCH_PROPOSAL = "no_such_proposal"
    NOT_OPEN = "not_open"
    NO_VOTER = "no_voter"
    BAD_PHONE = "bad_phone"
    NO_SUCH_FAMILY = "no_such_family"


def folded(text: str) -> str:
    """A title or a name as it is compared: wide and narrow letters, capitals and spaces make no difference.

    >>> folded(" Ｆｏｒｅｓｔ  walk ") == folded("forestwalk")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def family_mark(family: str) -> str:
    """What tells a known family's vote from another's."""
    return f"family:{family}"


def voter_mark(salt: str, *, phone: str | None = None, text: str | None = None) -> str:
    """What tells one voter from another where the family is not known: a keyed hash, from which nobody reads a phone.

    A plain hash of a phone is soon guessed, there are not many phones; ``salt`` is secret and stays in the desk's file.
    """
    what = f"phone:{phone}" if phone is not None else f"text:{folded(text or '')}"
    return "hash:" + hmac.new(salt.encode(), what.encode(), hashlib.sha256).hexdigest()

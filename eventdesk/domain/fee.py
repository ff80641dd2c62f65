"""What a registration costs, what was paid of it, and how that stands. All amounts are whole fen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eventdesk.domain.capacity import Party

MOST_PRICE = 10_000_000
"""No single price is larger: a hundred thousand yuan."""


class PersonKind(StrEnum):
    """What a price is for: each adult, each child, or the family once."""

    ADULT = "adult"
    CHILD = "child"
    FAMILY = "family"


class PaymentKind(StrEnum):
    """Money that came, money that went back, and money that is not asked for."""

    PAID = "paid"
    REFUNDED = "refunded"
    WAIVED = "waived"


class FeeState(StrEnum):
    """How a registration's fee stands. ``free``: there is nothing to pay."""

    FREE = "free"
    UNPAID = "unpaid"
    PART = "part"
    PAID = "paid"
    WAIVED = "waived"


NO_LEVEL = ""
"""The prices for whoever has no member level, or one without prices of its own."""

Prices = Mapping[tuple[str, PersonKind], int]
"""Prices by member level (its id, or :data:`NO_LEVEL`) and by whom they are for."""


def fee_of(prices: Prices, party: Party, level: str = NO_LEVEL) -> int | None:
    """What a party pays; None where the event has no prices at all.

    A level's own price goes before the general one, each kind for itself: a level that only has a price for children
    pays the general one for adults. A kind without any price costs nothing.
    """
    if not prices:
        return None
    heads = {PersonKind.ADULT: party.adults, PersonKind.CHILD: party.children, PersonKind.FAMILY: 1}
    return sum(
        count * prices.get((level, kind), prices.get((NO_LEVEL, kind), 0)) for kind, count in heads.items()
    )  # fmt: skip


@dataclass(frozen=True)
class Account:
    """A registration's fee and what happened to it. ``due`` is 0 where nothing is asked for: a free event, or a
    registration that was cancelled."""

    due: int = 0
    paid: int = 0
    refunded: int = 0
    waived: int = 0

    @property
    def received(self) -> int:
        """Money that is here: paid less refunded."""
        return self.paid - self.refunded

    @property
    def owed(self) -> int:
        """What is still to be paid, never below 0."""
        return max(self.due - self.waived - self.received, 0)

    @property
    def over(self) -> int:
        """What was received beyond the fee, and is to be given back; never below 0.

        A waiver that is no longer needed is no money, and nothing of it goes back.
        """
        return max(self.received - max(self.due - self.waived, 0), 0)

    @property
    def state(self) -> FeeState:
        """How it stands."""
        if self.due == 0:
            return FeeState.FREE if self.received == 0 else FeeState.PAID
        if self.owed:
            return FeeState.PART if self.received or self.waived else FeeState.UNPAID
        return FeeState.PAID if self.received else FeeState.WAIVED

    @property
    def settled(self) -> bool:
        """Whether nothing is owed: what the door wants to know."""
        return self.owed == 0

    def __add__(self, other: "Account") -> "Account":
        return Account(
            self.due + other.due, self.paid + other.paid, self.refunded + other.refunded, self.waived + other.waived
        )


def account(due: int | None, payments: Iterable[tuple[PaymentKind, int]]) -> Account:
    """Adds up payments of one registration; ``due`` None is nothing."""
    sums = dict.fromkeys(PaymentKind, 0)
    for kind, amount in payments:
        sums[kind] += amount
    return Account(due or 0, sums[PaymentKind.PAID], sums[PaymentKind.REFUNDED], sums[PaymentKind.WAIVED])


def most(stands: Account, kind: PaymentKind) -> int:
    """How much may be paid or waived (what is owed), or refunded (what was received)."""
    return stands.received if kind is PaymentKind.REFUNDED else stands.owed


def receipt_number(year: int, prefix: str, place: int) -> str:
    """A receipt's number. ``prefix`` is the station's: two that are offline never write the same one.

    >>> receipt_number(2026, "A", 7)
    '2026-A0007'
    """
    return f"{year}-{prefix}{place:04d}"


def place_of(number: str, year: int, prefix: str) -> int:
    """The running part of a number of this year and station, 0 for another's."""
    head = f"{year}-{prefix}"
    rest = number.removeprefix(head)
    return int(rest) if rest != number and rest.isascii() and rest.isdigit() else 0


def capitals(fen: int, digits: str, units: Sequence[str], *, yuan: str, jiao: str, cent: str, whole: str) -> str:
    """An amount in the characters of Chinese invoices, which can't be altered with a stroke of the pen.

    ``digits`` are the ten digits, ``units`` the names of tens, hundreds, thousands, ten thousands and hundred millions;
    amounts are below a million million yuan. Zeros between digits are said once, and not before the whole.
    """
    ten, hundred, thousand, myriad, yi = units
    zero = digits[0]

    def four(number: int) -> str:
        said, gap = "", False
        for unit, size in ((thousand, 1000), (hundred, 100), (ten, 10), ("", 1)):
            digit, number = divmod(number, size)
            if digit:
                said += (zero if gap and said else "") + digits[digit] + unit
                gap = False
            else:
                gap = True
        return said

    whole_yuan, rest = divmod(fen, 100)
    said, tail = "", whole_yuan
    for name, size in ((yi, 100_000_000), (myriad, 10_000), ("", 1)):
        part, tail = divmod(tail, size)
        if part:
            said += (zero if said and part < 1000 else "") + four(part) + name
        elif said and tail and not said.endswith(zero) and size > 1:
            said += zero
    said = (said.replace(zero + zero, zero) + yuan) if said else ""
    tens, ones = divmod(rest, 10)
    if not rest:
        return (said or zero + yuan) + whole
    said += digits[tens] + jiao if tens else (zero if said else "")
    return said + (digits[ones] + cent if ones else whole)

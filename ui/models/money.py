"""Money as the window writes it: amounts in a language, columns with the same decimals, and the rows of its tables."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from eventdesk.domain.money import Amounts, number
from eventdesk.errors import InvalidInput
from eventdesk.services.typed import fen_of
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.services.budgets import BudgetView

MINUS = "\N{MINUS SIGN}"


def amount(words: Words, fen: int) -> str:
    """An amount with its unit, such as ``¥1,234.50``; the sign of a loss stands before all of it."""
    shown = words("partners.amount", yuan=number(abs(fen)))
    return f"{MINUS}{shown}" if fen < 0 else shown


def bare(fen: int | None, *, places: bool | None = None) -> str:
    """An amount without its unit; nothing where it is not known."""
    return "" if fen is None else number(fen, places=places).replace("-", MINUS)


def with_places(amounts: Iterable[int | None]) -> bool:
    """Whether a column must show fen: any of its amounts has some."""
    return any(fen is not None and fen % 100 for fen in amounts)


def figures_of(view: "BudgetView") -> tuple[int | None, ...]:
    """The amounts that a year's table shows of an event: income and cost, planned and actual, and the actual balance.

    None where no line says anything: nothing planned is not the same as nothing spent.
    """
    income, cost = view.sums.income, view.sums.cost
    known = [amounts.actual if amounts.lines > amounts.open else None for amounts in (income, cost)]
    planned = [amounts.planned if amounts.lines else None for amounts in (income, cost)]
    balance = None if known == [None, None] else view.sums.actual_balance
    return (planned[0], known[0], planned[1], known[1], balance)


def side_line(words: Words, amounts: Amounts) -> str:
    """What stands below an actual amount: what was planned, and whether lines lack their actual amount."""
    planned = amount(words, amounts.planned)
    if amounts.open:
        return words("partners.open_line", planned=planned, n=amounts.open)
    return words("partners.planned_line", planned=planned, n=amounts.lines)


def typed_fen(text: str, *, field: str) -> int:
    """What somebody typed as an amount; :class:`InvalidInput` ``bad_amount`` for an empty text as well."""
    if not text.strip():
        raise InvalidInput("bad_amount", field=field)
    return fen_of(text, field=field)


def typed_fen_or_none(text: str, *, field: str) -> int | None:
    """The same where nothing means that it is not known."""
    return typed_fen(text, field=field) if text.strip() else None

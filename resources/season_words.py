"""How the command line and the window say what the season's dashboard found."""

from collections.abc import Mapping

from resources.words import LANGUAGES, Words

REQUIRED = ("permit", "insurance", "safety", "first_aid")
"""The standard tasks without which an event can't take place."""

_FEN = ("owed", "over", "planned", "spent")
_SHARES = ("share", "usual")
_MONEY = ("budget", "unpaid")


def required_titles() -> dict[str, str]:
    """What the required tasks are called, in every language, with their keys: a list keeps the words it was made with."""
    return {Words(language)(f"checklist.std_{key}"): key for language in LANGUAGES for key in REQUIRED}


def risk_said(words: Words, kind: str, values: Mapping[str, object]) -> tuple[str, str]:
    """A risk in a sentence, and the reason below it; amounts come in fen and shares of 1."""
    told = {name: _said(kind, name, value) for name, value in values.items()}
    return words(f"season_page.risk_{kind}", **told), words(f"season_page.why_{kind}", **told)


def percent(share: float) -> str:
    """A share as whole percent."""
    return f"{share:.0%}"


def amount(value: float) -> str:
    """A count or an average: whole as a whole number, else with one decimal, so that 300.4 is not shown as 300.

    >>> amount(300), amount(1300.04)
    ('300', '1,300.0')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def goal_said(words: Words, name: str, target: float) -> str:
    """A goal as people read it: a share, a number, or what is to be passed."""
    if name == "content":
        return percent(target)
    return words("season_page.over_target", target=amount(target)) if name == "persons" else amount(target)


def _said(kind: str, name: str, value: object) -> object:
    if kind in _MONEY and name in _FEN and isinstance(value, int):
        return f"{value / 100:,.2f}".removesuffix(".00")
    return percent(value) if name in _SHARES and isinstance(value, float) else value

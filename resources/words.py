"""The words that people read, in Chinese and in English.

One catalogue serves the window, the command line and the printed reports, so a term is translated once.
Each noun has a file, ``i18n/<language>/<namespace>.toml``; it is read when its first word is asked for.
"""

import tomllib
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from resources import path

LANGUAGES = ("zh", "en")


class MissingWord(KeyError):
    """A key that no catalogue holds: a mistake in the program, never of the person who uses it."""


@dataclass
class Words:
    """Looks words up in one language.

    ``words("door.admitted", n=2)`` takes the key ``admitted`` of ``door.toml``. A value may be a table
    ``{one, other}``: the argument ``n`` chooses (English needs it, Chinese has one form).
    """

    language: str
    _catalogues: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"no words in language {self.language!r}")

    def __call__(self, key: str, **values: object) -> str:
        text = self._find(key)
        if isinstance(text, dict):
            text = text["one" if values.get("n") == 1 else "other"]
        return str(text).format(**values) if values else str(text)

    def has(self, key: str) -> bool:
        """Whether the catalogue holds this key."""
        try:
            self._find(key)
        except MissingWord:
            return False
        return True

    def _find(self, key: str) -> Any:
        namespace, _, rest = key.partition(".")
        if namespace not in self._catalogues:
            self._catalogues[namespace] = _read(self.language, namespace)
        try:
            return self._catalogues[namespace][rest]
        except KeyError:
            raise MissingWord(f"{self.language}: {key}") from None


def _read(language: str, namespace: str) -> dict[str, Any]:
    file = path("i18n", language, f"{namespace}.toml")
    if not file.is_file():
        return {}
    return tomllib.loads(file.read_text(encoding="utf-8"))


ERROR_CATALOGUES = (
    "errors", "errors_calendar", "errors_duty", "errors_families", "errors_feedback", "errors_fees", "errors_files", "errors_hub",
    "errors_partners", "errors_planning",
    "errors_plans", "errors_messages", "errors_operators", "errors_pictures", "errors_places", "errors_privacy",
    "errors_reports", "errors_sample", "errors_season", "errors_surveys", "errors_sync", "errors_tickets", "errors_volunteers",
)  # fmt: skip


_TOLD = {
    "state": "season.state", "wanted": "season.state", "rule": "rosters.rule", "trouble": "volunteer_import.trouble",
    "right": "operators.right",
}  # fmt: skip
"""Details that come as they are stored, and the words that tell them."""


def joined(first: str, second: str) -> str:
    """Two sentences in one line; after a full-width stop there is no space."""
    gap = "" if unicodedata.east_asian_width(first[-1:] or " ") in "WF" else " "
    return f"{first}{gap}{second}".strip()


def _told(words: Words, name: str, value: object) -> object:
    key = f"{_TOLD[name]}_{value}" if name in _TOLD else ""
    return words(key) if key and words.has(key) else value


def sentence(words: Words, code: str, details: dict[str, object]) -> tuple[str, str]:
    """What happened and what to do, for an error's code: ``(message, hint)``; the hint may be empty.

    What comes as it is stored, such as the states of an event under ``state`` and ``wanted``, is told by its words.
    """
    details = {name: _told(words, name, value) for name, value in details.items()}
    for catalogue in ERROR_CATALOGUES:
        if words.has(f"{catalogue}.{code}"):
            hint = words(f"{catalogue}.{code}_hint", **details) if words.has(f"{catalogue}.{code}_hint") else ""
            return words(f"{catalogue}.{code}", **details), hint
    raise MissingWord(code)

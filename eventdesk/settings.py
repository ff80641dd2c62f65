"""Settings of this computer: declared once, typed, with defaults; kept as TOML beside the desk."""

import json
import tomllib
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

FILE_NAME = "settings.toml"


@dataclass(frozen=True)
class Settings:
    """What one computer is set to. The organisation's own settings are in the desk, not here.

    ``theme`` is ``light``, ``dark`` or ``system``; ``scale`` in percent; ``camera`` the id of the one chosen;
    ``scanner_suffix`` what the scanner ends a code with: ``enter``, ``tab`` or ``none``; ``report_folder`` where reports
    were put last; ``survey_address`` where the organisation's own questionnaire is.
    """

    language: str = "zh"
    theme: str = "system"
    door_theme: str = "light"
    scale: int = 100
    reduced_motion: bool = False
    muted: bool = False
    camera: str = ""
    camera_on: bool = True
    station: str = ""
    event: str = ""
    scanner_suffix: str = "enter"
    report_folder: str = ""
    survey_address: str = ""

    def with_(self, **changes: Any) -> "Settings":
        """A copy with some values changed."""
        return replace(self, **changes)


_CHOICES = {
    "language": ("zh", "en"), "theme": ("light", "dark", "system"), "door_theme": ("light", "dark"),
    "scale": (100, 110, 125, 150), "scanner_suffix": ("enter", "tab", "none"),
}  # fmt: skip


def load(folder: Path) -> Settings:
    """The settings of a folder. Values that are missing, unknown or of another type keep their defaults."""
    try:
        stored = tomllib.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Settings()
    good: dict[str, Any] = {}
    for field in fields(Settings):
        value = stored.get(field.name)
        if type(value) is type(field.default) and value in _CHOICES.get(field.name, (value,)):
            good[field.name] = value
    return Settings(**good)


def save(folder: Path, settings: Settings) -> None:
    """Writes the settings, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in asdict(settings).items()]
    part = folder / f"{FILE_NAME}.part"
    part.write_text("\n".join(lines) + "\n", encoding="utf-8")
    part.replace(folder / FILE_NAME)

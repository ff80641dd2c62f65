"""Takes an event's volunteers and shifts from two files."""

from datetime import date
from pathlib import Path

from eventdesk.services.house import House
from eventdesk.services.volunteer_views import VolunteerImport


class VolunteerImports:
    """The verb that imports."""

    def __init__(self, house: House) -> None:
        self._house = house

    def run(self, event_code: str, people: Path, shifts: Path | None, *, as_of: date | None = None) -> VolunteerImport:
        """Takes both files in one piece. The file is the list: who is missing from it is withdrawn and freed from shifts."""
        raise NotImplementedError

    def preview(self, event_code: str, people: Path, shifts: Path | None, *, as_of: date | None = None) -> VolunteerImport:
        """What :meth:`run` would do; nothing is written."""
        raise NotImplementedError

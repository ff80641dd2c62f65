"""Volunteers over the years: who they are and what they can do."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from eventdesk.domain.volunteer import Skill, Vetting
from eventdesk.services.house import House
from eventdesk.services.volunteer_views import VolunteerView


class Volunteers:
    """The verbs of volunteers."""

    def __init__(self, house: House) -> None:
        self._house = house

    def list(self, query: str = "", *, retired: bool = False, unmasked: bool = False) -> tuple[VolunteerView, ...]:
        """Volunteers whose name, phone tail or skill holds the text, by name; ``retired`` ones too. Nobody erased."""
        raise NotImplementedError

    def show(self, volunteer: str, *, unmasked: bool = False) -> VolunteerView:
        """One volunteer."""
        raise NotImplementedError

    def add(
        self, *, name: str, phone: str = "", email: str = "", wechat: str = "", birthdate: date | None = None,
        skills: Sequence[Skill] = (), vetting: Vetting = Vetting.NONE, vetting_until: date | None = None, note: str = "",
        family: str | None = None,
    ) -> VolunteerView:  # fmt: skip
        """A new volunteer; :class:`Conflict` ``volunteer_exists`` where somebody has the phone."""
        raise NotImplementedError

    def change(self, volunteer: str, *, revision: int | None = None, **fields: Any) -> VolunteerView:
        """Sets the fields of :meth:`add` that are given."""
        raise NotImplementedError

    def retire(self, volunteer: str) -> VolunteerView:
        """Asked no more; what was done stays."""
        raise NotImplementedError

    def take_back(self, volunteer: str) -> VolunteerView:
        """Asked again."""
        raise NotImplementedError

    def erase(self, volunteer: str, *, reason: str) -> VolunteerView:
        """Removes all that tells who it was; hours and counts stay. Cannot be undone."""
        raise NotImplementedError

    def pair(self, one: str, other: str, kind: str | None) -> VolunteerView:
        """``apart``, ``together`` or None: two volunteers' ids."""
        raise NotImplementedError

    def skills(self) -> tuple[str, ...]:
        """The names of skills in use, those of most volunteers first."""
        raise NotImplementedError

    def of_family(self, family: str) -> tuple[VolunteerView, ...]:
        """The volunteers among a family."""
        raise NotImplementedError

    def proposed_family(self, volunteer: str) -> str | None:
        """The family that the volunteer's phone belongs to, where no family is linked yet."""
        raise NotImplementedError

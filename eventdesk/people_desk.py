"""The verbs about families and their registrations, by noun; :class:`eventdesk.desk.Desk` has them with all others."""

from functools import cached_property
from typing import TYPE_CHECKING

from eventdesk.services.house import House

if TYPE_CHECKING:
    from eventdesk.services.consents import Consents
    from eventdesk.services.duplicates import Duplicates
    from eventdesk.services.families import Families
    from eventdesk.services.family_people import FamilyPeople
    from eventdesk.services.family_profile import FamilyProfiles
    from eventdesk.services.follow_ups import FollowUps
    from eventdesk.services.growth import GrowthFigures
    from eventdesk.services.imports import Imports
    from eventdesk.services.invitations import Invitations
    from eventdesk.services.limits import Places
    from eventdesk.services.mailing import Mailing
    from eventdesk.services.memberships import Memberships
    from eventdesk.services.merges import Merges
    from eventdesk.services.messages import Messages
    from eventdesk.services.notices import Notices
    from eventdesk.services.offers import Offers
    from eventdesk.services.online import Online
    from eventdesk.services.online_address import OnlineAddress
    from eventdesk.services.payments import Payments
    from eventdesk.services.privacy import Privacy
    from eventdesk.services.questions import Questions
    from eventdesk.services.registration_edits import RegistrationEdits
    from eventdesk.services.registration_history import RegistrationHistory
    from eventdesk.services.registration_lists import RegistrationLists
    from eventdesk.services.registrations import Registrations


class PeopleDesk:
    """A desk's verbs about families. A noun's verbs are loaded at their first use."""

    _house: House

    @cached_property
    def registrations(self) -> "Registrations":
        """The verbs of registrations."""
        from eventdesk.services.registrations import Registrations

        return Registrations(self._house)

    @cached_property
    def edits(self) -> "RegistrationEdits":
        """The verbs that change a registration."""
        from eventdesk.services.registration_edits import RegistrationEdits

        return RegistrationEdits(self._house)

    @cached_property
    def history(self) -> "RegistrationHistory":
        """What was done to a registration."""
        from eventdesk.services.registration_history import RegistrationHistory

        return RegistrationHistory(self._house)

    @cached_property
    def lists(self) -> "RegistrationLists":
        """The verbs of lists of registrations as files and as text to paste."""
        from eventdesk.services.registration_lists import RegistrationLists

        return RegistrationLists(self._house)

    @cached_property
    def questions(self) -> "Questions":
        """The verbs of an event's own questions and of answers to them."""
        from eventdesk.services.questions import Questions

        return Questions(self._house)

    @cached_property
    def payments(self) -> "Payments":
        """The verbs of payments and receipts."""
        from eventdesk.services.payments import Payments

        return Payments(self._house)

    @cached_property
    def places(self) -> "Places":
        """The verbs of places and their limits."""
        from eventdesk.services.limits import Places

        return Places(self._house)

    @cached_property
    def offers(self) -> "Offers":
        """The verbs of places that are kept for waiting families."""
        from eventdesk.services.offers import Offers

        return Offers(self._house)

    @cached_property
    def online_address(self) -> "OnlineAddress":
        """The verbs of the address of families' pages."""
        from eventdesk.services.online_address import OnlineAddress

        return OnlineAddress(self._house)

    @cached_property
    def online(self) -> "Online":
        """The verbs of families' own phones."""
        from eventdesk.services.online import Online

        return Online(self._house)

    @cached_property
    def families(self) -> "Families":
        """The verbs of families."""
        from eventdesk.services.families import Families

        return Families(self._house)

    @cached_property
    def family_people(self) -> "FamilyPeople":
        """The verbs of who belongs to a family."""
        from eventdesk.services.family_people import FamilyPeople

        return FamilyPeople(self._house)

    @cached_property
    def profiles(self) -> "FamilyProfiles":
        """The verbs of what is written down of families and their people."""
        from eventdesk.services.family_profile import FamilyProfiles

        return FamilyProfiles(self._house)

    @cached_property
    def memberships(self) -> "Memberships":
        """The verbs of members and their levels."""
        from eventdesk.services.memberships import Memberships

        return Memberships(self._house)

    @cached_property
    def follow_ups(self) -> "FollowUps":
        """The verbs of what is to be done for families."""
        from eventdesk.services.follow_ups import FollowUps

        return FollowUps(self._house)

    @cached_property
    def duplicates(self) -> "Duplicates":
        """The verbs of families that may be one."""
        from eventdesk.services.duplicates import Duplicates

        return Duplicates(self._house)

    @cached_property
    def merges(self) -> "Merges":
        """The verbs that make two families one, and two again."""
        from eventdesk.services.merges import Merges

        return Merges(self._house)

    @cached_property
    def growth(self) -> "GrowthFigures":
        """How the circle of families grows."""
        from eventdesk.services.growth import GrowthFigures

        return GrowthFigures(self._house)

    @cached_property
    def imports(self) -> "Imports":
        """The verbs of imports."""
        from eventdesk.services.imports import Imports

        return Imports(self._house)

    @cached_property
    def notices(self) -> "Notices":
        """The verbs of the wording that families agree to."""
        from eventdesk.services.notices import Notices

        return Notices(self._house)

    @cached_property
    def consents(self) -> "Consents":
        """The verbs of what guardians agree to and take back."""
        from eventdesk.services.consents import Consents

        return Consents(self._house)

    @cached_property
    def privacy(self) -> "Privacy":
        """The verb of erasing a family."""
        from eventdesk.services.privacy import Privacy

        return Privacy(self._house)

    @cached_property
    def invitations(self) -> "Invitations":
        """The verbs of whom to invite."""
        from eventdesk.services.invitations import Invitations

        return Invitations(self._house)

    @cached_property
    def messages(self) -> "Messages":
        """The verbs of messages to families."""
        from eventdesk.services.messages import Messages

        return Messages(self._house)

    @cached_property
    def mailing(self) -> "Mailing":
        """The verbs of mail."""
        from eventdesk.services.mailing import Mailing

        return Mailing(self._house)

"""The verbs about families and their registrations, by noun; :class:`eventdesk.desk.Desk` has them with all others."""

from functools import cached_property
from typing import TYPE_CHECKING

from eventdesk.services.house import House

if TYPE_CHECKING:
    from eventdesk.services.consents import Consents
    from eventdesk.services.families import Families
    from eventdesk.services.fees import Fees
    from eventdesk.services.imports import Imports
    from eventdesk.services.invitations import Invitations
    from eventdesk.services.mailing import Mailing
    from eventdesk.services.messages import Messages
    from eventdesk.services.notices import Notices
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
    def fees(self) -> "Fees":
        """The verbs of prices and fees."""
        from eventdesk.services.fees import Fees

        return Fees(self._house, self.budgets)

    @cached_property
    def payments(self) -> "Payments":
        """The verbs of payments and receipts."""
        from eventdesk.services.payments import Payments

        return Payments(self._house)

    @cached_property
    def families(self) -> "Families":
        """The verbs of families."""
        from eventdesk.services.families import Families

        return Families(self._house)

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

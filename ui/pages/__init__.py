"""The pages of the window: one file each, one line each below, in the order of the rail."""

from ui.pages.base import Page, PageContext, PageSpec


def _today(context: PageContext) -> Page:
    from ui.pages.today import TodayPage

    return TodayPage(context)


def _season(context: PageContext) -> Page:
    from ui.pages.season import SeasonPage

    return SeasonPage(context)


def _events(context: PageContext) -> Page:
    from ui.pages.events import EventsPage

    return EventsPage(context)


def _registrations(context: PageContext) -> Page:
    from ui.pages.registrations import RegistrationsPage

    return RegistrationsPage(context)


def _door(context: PageContext) -> Page:
    from ui.pages.door import DoorPage

    return DoorPage(context)


def _families(context: PageContext) -> Page:
    from ui.pages.families import FamiliesPage

    return FamiliesPage(context)


def _volunteers(context: PageContext) -> Page:
    from ui.pages.volunteers import VolunteersPage

    return VolunteersPage(context)


def _feedback(context: PageContext) -> Page:
    from ui.pages.feedback import FeedbackPage

    return FeedbackPage(context)


def _messages(context: PageContext) -> Page:
    from ui.pages.messages import MessagesPage

    return MessagesPage(context)


def _import(context: PageContext) -> Page:
    from ui.pages.import_wizard import ImportPage

    return ImportPage(context)


def _reports(context: PageContext) -> Page:
    from ui.pages.reports import ReportsPage

    return ReportsPage(context)


def _partners(context: PageContext) -> Page:
    from ui.pages.partners import PartnersPage

    return PartnersPage(context)


def _venues(context: PageContext) -> Page:
    from ui.pages.venues import VenuesPage

    return VenuesPage(context)


def _event_more(context: PageContext) -> Page:
    from ui.pages.event_more import EventMorePage

    return EventMorePage(context)


def _sync(context: PageContext) -> Page:
    from ui.pages.sync import SyncPage

    return SyncPage(context)


def _settings(context: PageContext) -> Page:
    from ui.pages.settings import SettingsPage

    return SettingsPage(context)


PAGES: tuple[PageSpec, ...] = (
    PageSpec("today", "sun", "today.nav", _today),
    PageSpec("door", "scan", "door.nav", _door, full_screen=True),
    PageSpec("events", "cal", "events.nav", _events, section=1),
    PageSpec("registrations", "list", "registrations.nav", _registrations, section=1),
    PageSpec("families", "people", "families.nav", _families, section=1),
    PageSpec("volunteers", "hand", "volunteers.nav", _volunteers, section=1),
    PageSpec("feedback", "smile", "feedback_page.nav", _feedback, section=1),
    PageSpec("reports", "chart", "reports.nav", _reports, section=1),
    PageSpec("partners", "tag", "partners.nav", _partners, section=1),
    PageSpec("messages", "mail", "messaging.nav", _messages, section=1),
    PageSpec("season", "sun", "season_page.title", _season, in_rail=False, under="today"),
    PageSpec("import", "import", "importing.title", _import, section=1, in_rail=False, under="registrations"),
    PageSpec("event_more", "dots", "event_more.title", _event_more, section=1, in_rail=False, under="events"),
    PageSpec("venues", "building", "venues.title", _venues, section=1, in_rail=False, under="events"),
    PageSpec("sync", "sync", "sync_page.title", _sync, in_rail=False, under="settings"),
    PageSpec("settings", "gear", "settings.nav", _settings, in_rail=False),
)
"""Alt+1 opens the first. A factory imports its page when it is first opened, so that the window shows at once."""

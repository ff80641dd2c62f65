"""What a person can act on. Anything that is not a :class:`DeskError` is a bug.

Every error carries a stable ``code``; the sentences live in the ``errors`` catalogue, as ``<code>`` (what happened)
and ``<code>_hint`` (what to do next), filled with ``details``. Details never hold a person's name or phone.
"""


class DeskError(Exception):
    """Something could not be done, and nothing was changed. ``exit_code`` is what the command line ends with."""

    code = "desk_error"
    exit_code = 1

    def __init__(self, code: str | None = None, **details: object) -> None:
        if code is not None:
            self.code = code
        self.details = details
        shown = ", ".join(f"{key}={value}" for key, value in details.items())
        super().__init__(f"{self.code}({shown})")


class NotFound(DeskError):
    """The named event, family, registration, batch… is not in this desk."""

    code = "not_found"


class InvalidInput(DeskError):
    """A value that a person typed or passed can't be taken; ``field`` names it."""

    code = "invalid_input"


class UnreadableFile(DeskError):
    """A file from outside can't be read; ``code`` says why."""

    code = "unreadable_file"


class NotAllowed(DeskError):
    """The operator lacks a right; ``right`` names it."""

    code = "not_allowed"


class StoreProblem(DeskError):
    """The desk's own file can't be opened or written: missing, locked, wrong passphrase, newer program, full disk."""

    code = "store_problem"


class Conflict(DeskError):
    """What is asked for contradicts what is there, such as a code taken twice."""

    code = "conflict"


class MailTrouble(DeskError):
    """A letter did not go out. ``stops``: neither will the next one. It never says whom the letter was for."""

    code = "mail_refused"

    def __init__(self, code: str, *, stops: bool = False, **details: object) -> None:
        super().__init__(code, **details)
        self.stops = stops


class WrongUsage(DeskError):
    """The command line was used wrongly; ``field`` names what is missing or too much."""

    code = "wrong_usage"
    exit_code = 2


class HubTrouble(DeskError):
    """The hub did not answer, or not as it should; the work at the desk goes on. ``retry_after`` is how many seconds it asks to
    be left alone, 0 where it doesn't say."""

    code = "hub_offline"

"""Why a file can't be read, inside the child process."""


class Trouble(Exception):
    """Becomes an ``UnreadableFile`` with the same code in the parent."""

    def __init__(self, code: str, **details: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

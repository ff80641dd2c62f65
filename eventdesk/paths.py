"""Where the program keeps things, unless somebody says otherwise."""

import os
from pathlib import Path


def default_desk() -> Path:
    """The desk folder: ``EVENTDESK_HOME``, or the platform's data folder for this program."""
    home = os.environ.get("EVENTDESK_HOME")
    if home:
        return Path(home)
    import platformdirs

    return Path(platformdirs.user_data_dir("EventDesk", appauthor=False)) / "desk"


def sample_desk() -> Path:
    """Where the sample organisation lives when the window opens on it: apart from everything real."""
    import platformdirs

    return Path(platformdirs.user_data_dir("EventDesk", appauthor=False)) / "sample"


def log_folder() -> Path:
    """Where the program's log and crash notes lie; they hold no personal data."""
    import platformdirs

    return Path(platformdirs.user_log_dir("EventDesk", appauthor=False))

"""The command line: the same verbs as the window, for automation and rescue."""

from eventdesk.cli.main import main, run_line

__all__ = ["main", "run_line"]

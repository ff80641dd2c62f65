"""Where the packed program starts: the window, a verb of the command line, or a child that opens files or fills shifts."""

import sys


def main() -> int:
    """Chooses by the arguments and returns the exit code. The child comes first, since it must stay small."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--read-child"]:
        from eventdesk.exchange import child

        return child.main(arguments[1:])
    if arguments[:1] == ["--roster-child"]:
        from eventdesk.assignment import roster_child

        return roster_child.main()
    if arguments:
        from eventdesk import cli

        return cli.main() or 0
    from ui import app

    return app.main() or 0


if __name__ == "__main__":
    sys.exit(main())

"""The verb ``demo``: the sample organisation in the window, or its day without one."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console, has_screen
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.desk import Desk

OUT = Path("out") / "demo"
MOST_FAMILIES = 5000


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verb of this file."""
    demo = verbs.add_parser(
        "demo", parents=[common], help=words("help.demo"),
        description=words("help.demo_long"),
        epilog="eventdesk demo --headless --out out/demo --families 46",
    )  # fmt: skip
    demo.add_argument("--headless", action="store_true", help=words("help.demo_headless"))
    demo.add_argument("--out", metavar="DIR", type=Path, help=words("help.demo_out", folder=OUT))
    demo.add_argument("--families", metavar="N", type=_families, default=46, help=words("help.demo_families", n=46))
    demo.set_defaults(run=run)


def run(args: argparse.Namespace, console: Console) -> int:
    """Opens the window; where there is none to open, lives the day headless."""
    if not args.headless and args.out is None and not console.json:
        if has_screen():
            return _open_window(args.families, console)
        console.show(console.words("demo.no_screen"))
    return _live(args.out or OUT, args.families, console)


def _live(out: Path, families: int, console: Console) -> int:
    from eventdesk.clock import SystemClock
    from eventdesk.sample.day import live_day

    lived = live_day(
        out, clock=SystemClock(), words=console.words, families=families, desk=console.desk, report=console.show
    )
    pictures = _screenshots(out / "screenshots", console)
    console.show(console.words("demo.done", seconds=lived.seconds, desk=lived.desk))
    console.document(lived.document() | {"screenshots": [str(file) for file in pictures]})
    return 0 if lived.verified else 1


def _screenshots(folder: Path, console: Console) -> list[Path]:
    """Every page in both languages and themes; none, with a sentence, where Qt can't be loaded."""
    try:
        from ui.screenshots import take
    except ImportError as reason:
        console.show(console.words("demo.no_screenshots", reason=reason))
        return []
    files = list(take(folder, languages=("zh", "en"), themes=("light", "dark")))
    console.show(console.words("demo.screenshots", n=len(files), folder=folder))
    return files


def _open_window(families: int, console: Console) -> int:
    from eventdesk import settings
    from eventdesk.clock import SystemClock
    from eventdesk.paths import sample_desk

    folder = console.desk or sample_desk()

    def opener(passphrase: str | None) -> "Desk":
        # On the thread that will own the desk, and after the first picture: building takes a moment.
        from eventdesk.sample.organisation import open_sample

        return open_sample(folder, clock=SystemClock(), families=families)

    from ui import app

    if console.language is not None:
        settings.save(folder, settings.load(folder).with_(language=console.language))
    return app.run(opener, desk_folder=folder)


def _families(text: str) -> int:
    number = int(text)
    if not 1 <= number <= MOST_FAMILIES:
        raise argparse.ArgumentTypeError(f"between 1 and {MOST_FAMILIES}")
    return number

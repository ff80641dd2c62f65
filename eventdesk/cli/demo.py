"""The verb ``demo``: a sample organisation lives one event day."""

import argparse
from pathlib import Path
from typing import Any

from eventdesk.cli.console import Console


def add_parsers(verbs: Any, common: argparse.ArgumentParser) -> None:
    """Adds the verb of this file."""
    demo = verbs.add_parser(
        "demo", parents=[common], help="a sample organisation lives one event day",
        epilog="eventdesk demo --headless --out out/demo",
    )  # fmt: skip
    demo.add_argument("--headless", action="store_true", help="without a window: reports and screenshots in --out")
    demo.add_argument("--out", metavar="DIR", type=Path, default=Path("out/demo"))
    demo.add_argument("--families", type=int, default=46, metavar="N")
    demo.set_defaults(run=_demo)


def _demo(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.sample.demo import run

    return run(args, console)

"""Who may import whom. The table below is the law of the house; docs/architecture.md explains it."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from eventdesk.desk import create_desk

ROOT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 400


@dataclass(frozen=True)
class Room:
    """What the modules of one room may import besides the standard library and the room itself."""

    ours: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    late: tuple[str, ...] = ()  # only inside a function


# What everybody above the domain may lean on.
BASE = (
    "eventdesk.__version__",
    "eventdesk.clock",
    "eventdesk.errors",
    "eventdesk.logs",
    "eventdesk.passphrases",
    "eventdesk.paths",
    "eventdesk.settings",
)
SQL = ("sqlalchemy",)

ROOMS = {
    "eventdesk.domain": Room(),
    # The files that lie in the hall itself, such as the errors and the clock.
    "eventdesk": Room(ours=(*BASE, "eventdesk.domain"), libraries=("platformdirs", "keyring")),
    "eventdesk.store": Room(ours=(*BASE, "eventdesk.domain"), libraries=(*SQL, "alembic", "sqlcipher3", "pypinyin")),
    "eventdesk.exchange": Room(
        ours=(*BASE, "eventdesk.domain", "eventdesk.store"),
        libraries=(
            "openpyxl", "python_calamine", "defusedxml", "qrcode", "zxingcpp", "PIL",
            "chinese_calendar", "lunar_python", "icalendar", "dateutil",
        ),
    ),
    "eventdesk.reports": Room(
        ours=(*BASE, "eventdesk.domain", "eventdesk.store", "eventdesk.exchange.qr", "resources"),
        libraries=("reportlab", "openpyxl", "PIL"),
    ),
    "eventdesk.assignment": Room(ours=(*BASE, "eventdesk.domain", "eventdesk.store"), libraries=("highspy",)),
    # What others told is carried out by the same code that does it here: erasing, above all.
    "eventdesk.sync": Room(
        ours=(
            *BASE, "eventdesk.domain", "eventdesk.store", "eventdesk.services", "eventdesk.sync.protocol", "eventdesk.sync.invitation",
            "eventdesk.sync.client", "eventdesk.sync.knocking", "eventdesk.sync.nearby",
        ),
        libraries=(*SQL, "httpx", "cryptography", "nacl", "pydantic"),
    ),
    # Both sides of the wire speak by these two, so they know neither desk nor hub.
    "eventdesk.sync.protocol": Room(ours=("eventdesk.domain",), libraries=("pydantic", "pydantic_core", "cryptography")),
    "eventdesk.sync.conflict_records": Room(ours=("eventdesk.sync.protocol",)),
    "eventdesk.sync.invitation": Room(ours=("eventdesk.errors", "eventdesk.domain", "eventdesk.sync.protocol")),
    # A hub speaks to the one above it as a station does.
    "eventdesk.sync.client": Room(
        ours=("eventdesk.errors", "eventdesk.sync.protocol", "eventdesk.sync.invitation"),
        libraries=("httpx", "pydantic", "cryptography"),
    ),
    "eventdesk.sync.nearby": Room(ours=("eventdesk.sync.invitation",), libraries=("zeroconf",)),
    "eventdesk.sync.knocking": Room(ours=("eventdesk.errors", "eventdesk.sync.client", "eventdesk.sync.invitation")),
    "eventdesk.services": Room(
        ours=(*BASE, "eventdesk.assignment", "eventdesk.domain", "eventdesk.store", "eventdesk.exchange", "eventdesk.reports"),
        libraries=(*SQL, "cryptography"),
    ),
    "eventdesk.desk": Room(
        ours=(*BASE, "eventdesk.domain", "eventdesk.store", "eventdesk.services", "eventdesk.people_desk", "eventdesk.volunteer_desk",
              "eventdesk.feedback_desk", "eventdesk.sync.station"),
        libraries=(*SQL, "cryptography", "keyring"),  # it makes the first rows of a new desk
    ),
    "eventdesk.joining": Room(
        # An invitation may come as a picture of its code.
        ours=(*BASE, "eventdesk.desk", "eventdesk.domain", "eventdesk.exchange.codes", "eventdesk.store", "eventdesk.services",
              "eventdesk.sync"),
        libraries=(*SQL, "cryptography"),
    ),
    "eventdesk.people_desk": Room(ours=("eventdesk.services",)),
    "eventdesk.volunteer_desk": Room(ours=("eventdesk.services",)),
    "eventdesk.feedback_desk": Room(ours=("eventdesk.services",)),
    # The sample organisation uses the desk as any caller would.
    "eventdesk.sample": Room(
        ours=(
            *BASE,
            "eventdesk.desk",
            "eventdesk.domain",
            "eventdesk.exchange",
            "eventdesk.services",
            "eventdesk.store.store.FILE_NAME",  # to take an old sample away
            "resources",
        ),
        libraries=("openpyxl",),
    ),
    "eventdesk.hub": Room(
        ours=(
            *BASE,
            "eventdesk.desk",
            "eventdesk.domain",
            "eventdesk.services",
            "eventdesk.sync.protocol",
            "eventdesk.sync.invitation",
            "eventdesk.sync.client",
            "eventdesk.sync.knocking",
            "eventdesk.sync.nearby.TYPE",
            "eventdesk.sync.conflict_records",
            "eventdesk.sync.records.words_of",  # the same rule finds the same conflicts
            "resources",
        ),
        libraries=(
            *SQL, "alembic", "sqlcipher3", "psycopg", "starlette", "uvicorn", "anyio", "pydantic", "pydantic_core",
            "cryptography", "nacl", "qrcode", "argon2", "zeroconf", "httpx",
        ),
    ),
    # A hub in the window's own program.
    "eventdesk.venue_hub": Room(ours=(*BASE, "eventdesk.hub", "eventdesk.sync.invitation", "eventdesk.sync.protocol")),
    # Pages for the office and for families: above the hub, which serves them beside the wire and knows nothing of them.
    "eventdesk.web": Room(
        ours=(
            *BASE, "eventdesk.desk", "eventdesk.domain", "eventdesk.exchange.qr", "eventdesk.hub", "eventdesk.joining",
            "eventdesk.reports", "eventdesk.services", "eventdesk.sync", "resources",
        ),
        # A replica meets its own hub as a station does: by httpx, with a key of its own.
        libraries=("starlette", "anyio", "jinja2", "markupsafe", "httpx", "cryptography"),
    ),
    "eventdesk.cli": Room(
        ours=(
            *BASE,
            "eventdesk.desk",
            "eventdesk.domain",
            "eventdesk.hub",
            "eventdesk.joining",
            "eventdesk.sample",
            "eventdesk.services",
            "eventdesk.sync",
            "eventdesk.web",
            "resources",
        ),
        libraries=("keyring",),
        late=(
            "ui",
            "benchmarks",
            "eventdesk.exchange.codes",  # a code in a picture is read without a desk
            "eventdesk.sample",
        ),  # gui, demo and screenshots open a window; every other verb runs where there is no Qt
    ),
    "eventdesk.__main__": Room(ours=("eventdesk.cli",)),
    "ui": Room(
        # A frame of the camera is read as a picture is, and tickets and reports on the screen are drawn as on paper: no
        # desk needed.
        ours=(
            *BASE,
            "eventdesk.desk",
            "eventdesk.domain",
            "eventdesk.services",
            "eventdesk.exchange.codes",
            "eventdesk.exchange.qr",
            "eventdesk.joining",
            "eventdesk.reports",
            "eventdesk.sync.apply", "eventdesk.sync.enrol", "eventdesk.sync.station",  # what their verbs give back
            "eventdesk.sync",
            "eventdesk.venue_hub",
            "resources",
        ),
        libraries=("PySide6", "shiboken6", "zxingcpp"),
        late=(
            "eventdesk.sample",  # what a first run tries out
            "eventdesk.joining", "eventdesk.sync.bundle", "eventdesk.sync.invitation",  # or joins
        ),
    ),
    "resources": Room(),
}


@dataclass(frozen=True)
class Import:
    """One imported name, with where it stands. ``late``: inside a function. ``typed``: for the type checker alone."""

    target: str
    line: int
    late: bool
    typed: bool


def within(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(prefix + ".")


def room_of(module: str) -> str:
    return max((prefix for prefix in ROOMS if within(module, prefix)), key=len)


def imports_of(source: str, module: str, *, package: bool = False) -> Iterator[Import]:
    """Every import of a source text, in whatever block it hides; ``import_module("…")`` counts."""

    def visit(node: ast.AST, late: bool, typed: bool) -> Iterator[Import]:
        for target in targets(node):
            yield Import(target, getattr(node, "lineno", 0), late, typed)
        inside = late or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        checked = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside, typed or checked)

    def targets(node: ast.AST) -> list[str]:
        if isinstance(node, ast.Import):
            return [name.name for name in node.names]
        if isinstance(node, ast.ImportFrom):
            parts = module.split(".")
            above = parts[: len(parts) - node.level + (1 if package else 0)] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            return [f"{base}.{name.name}" for name in node.names]
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in ("import_module", "__import__"):
                return [str(node.args[0].value)]
        return []

    yield from visit(ast.parse(source), False, False)


def breaches(source: str, module: str, *, package: bool = False) -> list[str]:
    """What a module imports that its room may not."""
    name = room_of(module)
    room = ROOMS[name]
    found = []
    for item in imports_of(source, module, package=package):
        allowed = (*room.ours, *room.libraries, *(room.late if item.late else ()))
        if item.target.split(".")[0] in sys.stdlib_module_names:
            continue
        if room_of_or_none(item.target) == name or any(within(item.target, prefix) for prefix in allowed):
            continue
        found.append(f"{module}:{item.line} imports {item.target}; {name} may not")
    return found


def room_of_or_none(target: str) -> str | None:
    # The hall, eventdesk itself, is no licence to import whatever lies in it: BASE names that.
    holders = [prefix for prefix in ROOMS if within(target, prefix) and prefix != "eventdesk"]
    return max(holders, key=len) if holders else None


def modules() -> list[tuple[str, Path]]:
    files = [file for top in ("eventdesk", "ui", "resources") for file in sorted((ROOT / top).rglob("*.py"))]
    named = []
    for file in files:
        parts = file.relative_to(ROOT).with_suffix("").parts
        named.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), file))
    return named


MODULES = modules()


@pytest.mark.parametrize(("module", "file"), MODULES, ids=[module for module, _ in MODULES])
def test_imports_go_one_way(module: str, file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert breaches(source, module, package=file.name == "__init__.py") == []


@pytest.mark.parametrize(("module", "file"), MODULES, ids=[module for module, _ in MODULES])
def test_no_file_outgrows_a_reader(module: str, file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


# What takes a tenth of a second or more to import, or needs a screen: only the verbs that use it may wait for it.
COSTLY = {"PySide6", "sqlalchemy", "alembic", "openpyxl", "reportlab", "pypinyin", "python_calamine", "zxingcpp", "PIL", "icalendar"}


def test_the_command_line_starts_light() -> None:
    program = "import sys; from eventdesk.cli.main import Words, parser; parser(Words('en')); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert COSTLY & set(loaded.stdout.split()) == set()


# What a verb that only lists events has no use for, and pays for in what a person waits.
NOT_FOR_A_LIST = {
    "domain.schedule", "domain.capacity", "domain.checkin", "domain.journal", "domain.money", "store.plan_tables", "cli.plans",
}  # fmt: skip


def test_a_light_verb_loads_what_it_needs(tmp_path: Path) -> None:
    create_desk(tmp_path / "desk", name="测试", passphrase=None).close()
    program = "import sys; from eventdesk.cli import run_line; code = run_line(sys.argv[1:]); print(*sys.modules); sys.exit(code)"
    line = [sys.executable, "-c", program, "--desk", str(tmp_path / "desk"), "events", "list"]
    loaded = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert "eventdesk.services.events" in loaded
    assert {f"eventdesk.{name}" for name in NOT_FOR_A_LIST} & set(loaded) == set()


@pytest.mark.parametrize("verb", [("families", "search", "x"), ("registrations", "list", "X")])
def test_who_only_looks_waits_for_neither_signatures_nor_reports(tmp_path: Path, verb: tuple[str, ...]) -> None:
    create_desk(tmp_path / "desk", name="测试", passphrase=None).close()
    program = "import sys; from eventdesk.cli import run_line; run_line(sys.argv[1:]); print(*sys.modules)"
    line = [sys.executable, "-c", program, "--desk", str(tmp_path / "desk"), *verb]
    loaded = subprocess.run(line, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
    assert f"eventdesk.services.{verb[0]}" in loaded
    unused = {"cryptography"} | {f"eventdesk.{name}" for name in ("reports", "services.standing", "services.tickets")}
    assert unused & set(loaded) == set()


# Each rule, broken: the check above must see it.
BROKEN = [
    ("ui.pages.door", "import sqlalchemy as sa"),
    ("ui.pages.door", "from sqlalchemy.orm import Session"),
    ("ui.pages.door", "from eventdesk.store import tables"),
    ("ui.pages.door", "from eventdesk import store"),
    ("ui.pages.door", "def late():\n    from eventdesk.store.unit import Unit"),
    ("ui.pages.door", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import sqlalchemy"),
    ("ui.pages.door", "from eventdesk.exchange import reader"),
    ("ui.app", "from eventdesk.cli import main"),
    ("eventdesk.services.events", "from PySide6.QtCore import QObject"),
    ("eventdesk.services.events", "import ui.theme"),
    ("eventdesk.services.events", "def f():\n    from ui import theme"),
    ("eventdesk.services.events", "import importlib\nimportlib.import_module('PySide6.QtCore')"),
    ("eventdesk.services.events", "from eventdesk.desk import Desk"),
    ("eventdesk.services.events", "from eventdesk.cli import main"),
    ("eventdesk.domain.event", "import sqlalchemy"),
    ("eventdesk.domain.event", "import pydantic"),
    ("eventdesk.domain.statistics", "from scipy import stats"),  # what checks the figures in tests makes none of them
    ("eventdesk.domain.event", "from eventdesk.store import tables"),
    ("eventdesk.domain.event", "from eventdesk.errors import DeskError"),
    ("eventdesk.domain.event", "from ..store import tables"),
    ("eventdesk.domain.event", "from resources.words import Words"),
    ("eventdesk.store.engine", "from eventdesk.services import events"),
    ("eventdesk.store.engine", "from eventdesk.exchange import reader"),
    ("eventdesk.reports.attendance", "from eventdesk.services import events"),
    ("eventdesk.exchange.child", "from eventdesk.reports import document"),
    ("eventdesk.exchange.child", "from eventdesk.services import imports"),
    ("eventdesk.exchange.child", "from resources.words import Words"),
    ("eventdesk.cli", "from eventdesk.store import tables"),
    ("eventdesk.cli", "import sqlalchemy"),
    ("eventdesk.cli", "from ui.app import main"),
    ("eventdesk.cli.verbs", "import ui.app"),
    ("eventdesk.errors", "from eventdesk.services import events"),
    ("eventdesk.errors", "from eventdesk.store import tables"),
    ("resources.words", "from eventdesk.errors import DeskError"),
]


@pytest.mark.parametrize(("module", "source"), BROKEN)
def test_a_breach_is_seen(module: str, source: str) -> None:
    assert breaches(source, module)


KEPT = [
    ("ui.pages.door", "from PySide6.QtWidgets import QWidget\nfrom eventdesk.desk import Desk"),
    ("ui.pages.door", "from eventdesk.services.checkins import ScanResult"),
    ("eventdesk.services.events", "import sqlalchemy as sa\nfrom eventdesk.store import tables"),
    (
        "eventdesk.services.events",
        "from eventdesk.services import event_views\nfrom eventdesk.reports import REPORTS",
    ),
    ("eventdesk.domain.event", "from datetime import date\nfrom eventdesk.domain.age import Age"),
    ("eventdesk.domain.event", "from .age import Age"),
    ("eventdesk.cli.window", "def gui():\n    from ui.app import main\n    main()"),
    ("eventdesk.reports.attendance", "from resources.words import Words"),
]


@pytest.mark.parametrize(("module", "source"), KEPT)
def test_what_is_allowed_passes(module: str, source: str) -> None:
    assert breaches(source, module) == []


def loaded_first(source: str, module: str, known: set[str], *, package: bool = False) -> set[str]:
    """Which of our modules have to be loaded before this one is."""
    found = set()
    for item in imports_of(source, module, package=package):
        target = item.target
        while target and target not in known:
            target = target.rpartition(".")[0]
        if target not in ("", module) and not item.late and not item.typed:
            found.add(target)
    return found


def circle(sources: dict[str, str], packages: set[str]) -> list[str]:
    """Modules that need each other to be loaded, in a row; empty where any can be the first."""
    known = set(sources)
    needs = {name: loaded_first(text, name, known, package=name in packages) for name, text in sources.items()}
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_every_module_can_be_the_first_that_is_loaded() -> None:
    """Whichever verb or page asks first: of two modules that need each other, one could not be it."""
    packages = {name for name, file in MODULES if file.name == "__init__.py"}
    assert circle({name: file.read_text(encoding="utf-8") for name, file in MODULES}, packages) == []


def test_modules_that_need_each_other_are_found() -> None:
    late = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from a.y import Y\ndef f():\n    import a.y"
    assert circle({"a": "", "a.x": late, "a.y": "from a import x"}, {"a"}) == []
    assert set(circle({"a": "", "a.x": "from .y import Y", "a.y": "from a import x"}, {"a"})) == {"a.x", "a.y"}

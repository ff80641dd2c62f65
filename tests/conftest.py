"""What most tests stand on: a real desk in a temporary folder, and a clock that stands still."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

from eventdesk.clock import SetClock
from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from eventdesk.services.family_views import RegistrationView
from tests.desks import create_desk

# Windows of tests are not shown, whoever starts them.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# How long a test takes says something of the machine, nothing of the rule.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
settings.register_profile("proof", settings.get_profile("house"), max_examples=500)
settings.load_profile("house")

ZONE = ZoneInfo("Asia/Shanghai")
SAMPLES = Path(__file__).parent / "samples"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first: at the end, one process would wait for the other."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture
def clock() -> SetClock:
    """The morning of the event."""
    return SetClock(datetime(2026, 11, 28, 9, 0, tzinfo=ZONE))


@pytest.fixture
def desk(tmp_path: Path, clock: SetClock) -> Iterator[Desk]:
    """A plain desk without anything in it."""
    with create_desk(tmp_path / "desk", name="小禾苗亲子社", passphrase=None, station="东门", clock=clock) as made:
        yield made


@pytest.fixture
def fair(desk: Desk) -> Desk:
    """A desk with one event, ``FAIR``, this morning from 9:30 to 12:00, without a limit."""
    start = datetime(2026, 11, 28, 9, 30, tzinfo=ZONE)
    desk.events.add(title="秋日亲子工坊日", start=start, end=start.replace(hour=12, minute=0), code="FAIR", venue="青禾社区中心")
    return desk


Register = Callable[..., RegistrationView]


@pytest.fixture
def register(fair: Desk) -> Register:
    """Registers a family of one guardian and some children for ``FAIR``; whole names in, masked view out."""
    counter = iter(range(1, 1000))

    def register_family(*, children: int = 1, adults: int = 1, consent: str | None = "paper", **more: object) -> RegistrationView:
        number = next(counter)
        people = [
            BookedPerson(Role.GUARDIAN, f"家长{number}", phone=f"138{number:08d}", phone_type="mobile"),
            *(BookedPerson(Role.CHILD, f"孩子{number}之{child}") for child in range(children)),
        ]
        return fair.registrations.add(
            "FAIR", people=people, adults=adults, children=children, consent_method=consent, **more
        )  # type: ignore[arg-type]

    return register_family

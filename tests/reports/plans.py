"""Plans made for tests, and the text of a PDF as a reader copies it."""

import subprocess
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot
from eventdesk.reports.plan_facts import PlanFacts
from tests.conftest import ZONE

DAY = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)


def slot(code: str, at: int | None = 0, minutes: int = 60, *, title: str = "落叶拓印", **more: object) -> PlannedSlot:
    """A slot so many minutes after nine; ``at`` None: it waits."""
    start = None if at is None else DAY + timedelta(minutes=at)
    end = None if start is None else start + timedelta(minutes=minutes)
    return PlannedSlot(id=f"id-{code}", code=code, title=title, start=start, end=end, minutes=minutes, **more)  # type: ignore[arg-type]


def facts(*slots: PlannedSlot, **more: object) -> PlanFacts:
    """A plan of these slots."""
    values: dict[str, object] = {
        "organisation": "小禾苗亲子社", "code": "FAIR", "title": "秋日亲子工坊日", "venue": "青禾社区中心", "starts": DAY,
        "ends": DAY + timedelta(hours=4), "zone": ZONE, "slots": slots, "rooms": ("彩虹厅", "积木教室"),
    }  # fmt: skip
    return PlanFacts(**(values | more))  # type: ignore[arg-type]


def pages_of(file: Path) -> list[str]:
    """The text of each page, without blanks: where a line breaks says nothing."""
    made = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True).stdout.decode()
    return ["".join(page.split()) for page in made.split("\f")[:-1]]


def sizes_of(file: Path) -> list[tuple[float, float]]:
    """The size of each page in points."""
    text = subprocess.run(["pdfinfo", "-l", "999", str(file)], capture_output=True, check=True, text=True).stdout
    found = [
        line.split("size:")[1].split("pts")[0].split(" x ")
        for line in text.splitlines()
        if " size:" in line and "Page" in line
    ]
    return [(float(wide), float(high)) for wide, high in found]


WORDS = st.text("山水田园故事会工坊拓印ABCdef ", min_size=1, max_size=24).filter(lambda text: bool(text.strip()))
SLOTS = st.builds(
    lambda at, minutes, title, room, leader, kind, band: slot(
        "X", at, minutes, title=title, room=room, leader=leader, kind=kind, band=band, notes="机密备注", registered=731,
        resources=(("机密物资", 9),),
    ),
    st.none() | st.integers(-60, 900), st.integers(5, 400), WORDS, st.sampled_from(("", "彩虹厅", "积木教室", "很长的房间名字" * 4)),
    st.sampled_from(("", "方雨", "赵晨")), st.sampled_from(SlotKind), st.none() | st.just(AgeBand(36, 59)),
)  # fmt: skip

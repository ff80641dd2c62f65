"""The printed plan: everything can be searched, nothing of the team's own gets onto a public page."""

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import SlotKind
from eventdesk.domain.schedule import PlannedSlot
from eventdesk.errors import StoreProblem
from eventdesk.reports.plan_facts import for_public
from eventdesk.reports.plan_lanes import hours_of, side_by_side
from eventdesk.reports.plan_lanes import pages_of as split
from eventdesk.reports.plan_pages import write_plan
from eventdesk.reports.plan_words import ages
from resources.words import LANGUAGES, Words
from tests.conftest import ZONE
from tests.reports.plans import DAY, SLOTS, facts, pages_of, sizes_of, slot

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

FULL = facts(
    slot("S1", 30, room="彩虹厅", leader="方雨", band=AgeBand(36, 59), capacity=40, registered=36, notes="围裙在三楼储物间",
         resources=(("投影仪", 1),)),
    slot("S2", 30, room="积木教室", leader="沈浩", title="积木搭桥"),
    slot("S3", 80, room="积木教室", leader="沈浩", title="小小木匠"),
    slot("B1", 90, 15, room="彩虹厅", title="消毒通风", kind=SlotKind.BLOCKER, notes="钥匙在门卫"),
    slot("P1", 120, 15, room="彩虹厅", title="茶歇", kind=SlotKind.BREAK),
    slot("T1", None, 20, title="合影"),
    notes="停车场限三十辆", release=2,
)  # fmt: skip


def printed(tmp_path: Path, plan: object, *, public: bool = False, language: str = "zh") -> list[str]:
    file, pages = write_plan(plan, Words(language), file=tmp_path / "plan.pdf", public=public)  # type: ignore[arg-type]
    found = pages_of(file)
    assert len(found) == pages
    return found


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_team_has_the_grid_and_each_room_and_leader(tmp_path: Path, language: str) -> None:
    pages = printed(tmp_path, FULL, language=language)
    grid, *lanes = pages
    assert len(lanes) == 2 + 2
    for text in (
        "落叶拓印",
        "积木搭桥",
        "小小木匠",
        "消毒通风",
        "茶歇",
        "合影",
        "停车场限三十辆",
        "方雨",
        "沈浩",
        "09:30–10:30",
    ):
        assert text in grid
    assert "围裙在三楼储物间" in lanes[0] and "投影仪" in lanes[0] and "钥匙在门卫" in lanes[0]
    assert "积木搭桥" not in lanes[0]
    words = Words(language)
    for number, page in enumerate(pages, start=1):
        assert "".join(words("plan_pages.team").split()) in page
        assert "".join(words("plan_pages.page", n=number, total=5).split()) in page


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_has_neither_blockers_nor_notes(tmp_path: Path, language: str) -> None:
    text = "".join(printed(tmp_path, FULL, public=True, language=language))
    for shown in ("落叶拓印", "茶歇", "方雨"):
        assert shown in text
    for hidden in ("消毒", "围裙", "钥匙", "停车场", "合影", "投影仪", "已报", "signedup"):
        assert hidden not in text
    assert "".join(Words(language)("plan_pages.public").split()) in text


@needs_poppler
@settings(max_examples=15)
@given(st.lists(SLOTS, max_size=20), st.sampled_from(LANGUAGES))
def test_nothing_of_the_teams_own_is_ever_public(slots: list[PlannedSlot], language: str) -> None:
    named = [
        replace(one, id=f"id-{n}", code=f"S{n}", title=f"暗{one.title}" if one.kind is SlotKind.BLOCKER else one.title)
        for n, one in enumerate(slots)
    ]
    plan = facts(*named, notes="机密活动备注")
    assert all(one.kind is not SlotKind.BLOCKER and not one.notes for one in for_public(plan).slots)
    with tempfile.TemporaryDirectory() as folder:
        text = "".join(printed(Path(folder), plan, public=True, language=language))
    for hidden in ("机密", "731", "暗", "占用", "Blocked"):
        assert hidden not in text


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_without_slots_has_one_page_that_says_so(tmp_path: Path, language: str) -> None:
    (page,) = printed(tmp_path, facts(), language=language)
    assert "".join(Words(language)("plan_pages.empty").split()) in page
    (page,) = printed(tmp_path, facts(slot("T1", None)), language=language)
    assert "落叶拓印" in page


@needs_poppler
def test_sixty_slots_in_eight_rooms_stay_on_one_landscape_grid(tmp_path: Path) -> None:
    slots = [
        slot(f"S{n}", n // 8 * 30, 30, title=f"第{n}场故事会", room=f"教室{n % 8}", leader=f"老师{n % 5}")
        for n in range(60)
    ]
    file, pages = write_plan(facts(*slots), Words("zh"), file=tmp_path / "plan.pdf", public=False)
    grid, *lanes = pages_of(file)
    assert pages == 1 + 8 + 5
    assert all(f"第{n}场故事会" in grid for n in range(60))
    sizes = sizes_of(file)
    assert sizes[0][0] > sizes[0][1]
    assert all(wide < high for wide, high in sizes[1:])
    assert sum(f"第{n}场故事会" in "".join(lanes) for n in range(60)) == 60


@needs_poppler
def test_sixty_slots_of_five_minutes_fit_on_the_page_of_their_room(tmp_path: Path) -> None:
    plan = facts(*(slot(f"S{n}", n * 5, 5, title=f"快闪{n}号", room="彩虹厅") for n in range(60)))
    _, lane = printed(tmp_path, plan)
    assert all(f"快闪{n}号" in lane for n in range(60))


@needs_poppler
def test_a_day_too_long_for_a_page_takes_several_and_says_so(tmp_path: Path) -> None:
    plan = facts(
        *(slot(f"S{n}", n * 5, 5, title=f"快闪{n}号", room="彩虹厅") for n in range(100)),
        slot("L", 0, 500, room="彩虹厅"),
    )
    _, *lanes = printed(tmp_path, plan)
    assert len(lanes) > 1
    assert "接下页" in lanes[0] and "接上页" in lanes[-1]
    assert all(f"快闪{n}号" in "".join(lanes) for n in range(100))


@needs_poppler
def test_each_day_has_its_own_pages_and_nights_are_whole(tmp_path: Path) -> None:
    plan = facts(
        slot("S1", 0, room="彩虹厅"),
        slot("S2", 14 * 60, 120, room="彩虹厅", title="夜谈"),
        slot("S3", 24 * 60, room="彩虹厅"),
    )
    pages = printed(tmp_path, plan)
    assert len(pages) == 4
    assert "23:00–11-2901:00" in pages[0]


@needs_poppler
def test_long_names_are_cut_not_lost(tmp_path: Path) -> None:
    plan = facts(
        slot("S1", 0, 30, title="很长的标题" * 40, room="很长的房间" * 20, leader="很长的名字" * 20),
        title="很长的活动" * 30,
    )
    assert len(printed(tmp_path, plan)) == 3


def test_slots_side_by_side_never_share_a_place() -> None:
    placed = side_by_side([slot("A", 0, 60), slot("B", 30, 60), slot("C", 60, 30), slot("D", 200, 10)])
    assert [(p.slot.code, p.column, p.columns) for p in placed] == [("A", 0, 2), ("B", 1, 2), ("C", 0, 2), ("D", 0, 1)]


@given(st.lists(SLOTS.filter(lambda one: one.is_placed), min_size=1, max_size=30))
def test_columns_and_pages_hold_every_slot(slots: list[PlannedSlot]) -> None:
    slots = [replace(one, code=f"S{n}") for n, one in enumerate(slots)]
    placed = side_by_side(slots)
    assert len(placed) == len(slots)
    for one in placed:
        for other in placed:
            meets = one.slot.span[0] < other.slot.span[1] and other.slot.span[0] < one.slot.span[1]
            assert one is other or not meets or one.column != other.column
    pages = split(slots, ZONE, height=660, least=11)
    assert all(any(page.start <= one.span[0] < page.end for page in pages) for one in slots)


def test_hours_are_whole_and_cover_everything() -> None:
    hours = hours_of([slot("A", 30, 61), slot("B", 100, 21)], ZONE)
    assert (hours.start, hours.end) == (DAY, DAY + timedelta(hours=3))
    assert len(hours.marks()) == 4


@pytest.mark.parametrize(
    ("band", "said"),
    [(AgeBand(36, 83), "3–6 岁"), (AgeBand(36, 47), "3 岁"), (AgeBand(6, 30), "6–30 个月"), (AgeBand(0, 35), "0–2 岁")],
)
def test_ages_are_said_in_years_where_they_are_whole(band: AgeBand, said: str) -> None:
    assert ages(band, Words("zh")) == said


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("x")
    with pytest.raises(StoreProblem) as raised:
        write_plan(FULL, Words("zh"), file=tmp_path / "taken" / "plan.pdf", public=False)
    assert raised.value.code == "plan_not_written"

"""The emergency plan: one page whatever it says, or a clear refusal; and what is missing is never silent."""

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventdesk.domain.emergency import KEYS, BadEmergency, Contact, EmergencyPlan
from eventdesk.errors import InvalidInput
from eventdesk.reports.emergency import EmergencyFacts, write_emergency
from resources.words import LANGUAGES, Words
from tests.reports.plans import DAY, pages_of, sizes_of

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

PLAN = EmergencyPlan(
    contacts=(Contact("现场负责人", "周明远", "138 0000 1234"), Contact("保安室", phone="010 5555 0101")),
    hospital="青禾区妇幼保健院", hospital_address="青禾路 88 号", hospital_phone="010 5555 0120", assembly_point="东门旗杆下",
    bad_weather="下雨改到一楼彩虹厅", decides="周明远", steps=("带孩子离开危险处", "点名", "联系监护人"),
)  # fmt: skip


def page(plan: EmergencyPlan, folder: Path, language: str = "zh") -> Path:
    facts = EmergencyFacts(
        "小禾苗亲子社", "FAIR", "秋日亲子工坊日", "青禾社区中心", DAY, DAY + timedelta(hours=3), plan
    )
    return write_emergency(facts, Words(language), file=folder / "emergency.pdf")


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_stands_on_one_a4_page(tmp_path: Path, language: str) -> None:
    file = page(PLAN, tmp_path, language)
    (text,) = pages_of(file)
    for part in (
        "周明远",
        "13800001234",
        "保安室",
        "青禾区妇幼保健院",
        "青禾路88号",
        "东门旗杆下",
        "下雨改到一楼彩虹厅",
        "点名",
        "120",
        "119",
        "110",
    ):
        assert part in text
    assert sizes_of(file) == [(595.276, 841.89)]
    assert "".join(Words(language)("emergency.empty").split()) not in text


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_missing_stands_on_the_page(tmp_path: Path, language: str) -> None:
    words = Words(language)
    (text,) = pages_of(page(EmergencyPlan(hospital="医院"), tmp_path, language))
    for key in ("contacts", "assembly_point", "steps"):
        assert (
            "".join(words(f"emergency.{key}").split())
            in text.rpartition("".join(words("emergency.missing", fields="|").split("|")[0].split()))[2]
        )


@needs_poppler
@settings(max_examples=20)
@given(st.integers(0, 30), st.integers(1, 160), st.integers(0, 12))
def test_long_texts_shrink_or_are_refused(steps: int, length: int, contacts: int) -> None:
    plan = replace(
        PLAN,
        steps=tuple("步" * length for _ in range(steps)),
        contacts=tuple(Contact("角色", "姓名", f"139{n:08}") for n in range(contacts)),
    )
    with tempfile.TemporaryDirectory() as folder:
        error = None
        try:
            page(plan, Path(folder))
        except InvalidInput as raised:
            error = raised
        pages = [] if error else pages_of(Path(folder) / "emergency.pdf")
        left = list(Path(folder).iterdir())
    if steps <= 12 and length <= 60 and contacts <= 6:
        assert error is None
    if error is not None:
        assert (error.code, left) == ("emergency_too_long", [])
        assert int(str(error.details["over"])) >= 1
        return
    (text,) = pages
    assert text.count("步") >= steps * length
    assert all(f"139{n:08}" in text for n in range(contacts))


def test_fields_are_read_from_text_and_written_again() -> None:
    plan = EmergencyPlan()
    for key in KEYS:
        plan = plan.with_text(key, PLAN.as_text(key))
    assert plan == PLAN
    assert EmergencyPlan.from_dict(PLAN.as_dict()) == PLAN
    assert plan.with_text("steps", "一；二;三\n四").steps == ("一", "二", "三", "四")


def test_what_is_missing_is_told_in_the_order_of_the_page() -> None:
    assert EmergencyPlan().missing == KEYS
    assert PLAN.missing == ()
    assert replace(PLAN, contacts=(Contact("急救员", "李"),)).missing == ("contacts",)
    assert replace(PLAN, decides="", steps=()).missing == ("decides", "steps")


@pytest.mark.parametrize(
    ("key", "text"),
    [("nothing", "x"), ("hospital", "医" * 2001), ("steps", ";".join("一" * 31)), ("contacts", ";".join("人" * 31))],
)
def test_what_no_plan_can_hold_is_refused(key: str, text: str) -> None:
    with pytest.raises(BadEmergency):
        PLAN.with_text(key, text)

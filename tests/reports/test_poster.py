"""Posters: their code can be scanned, drafts say that they are, and what does not fit is refused whole."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from eventdesk.domain.age import AgeBand
from eventdesk.domain.event import EventKind
from eventdesk.errors import InvalidInput
from eventdesk.exchange.codes import read_codes
from eventdesk.reports.poster import PICTURE, PosterFacts, write_posters
from eventdesk.reports.poster_art import own_colour
from resources.words import LANGUAGES, Words
from tests.reports.plans import DAY, pages_of, sizes_of

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")

LINK = "https://example.org/s/fair2026"
FACTS = PosterFacts(
    organisation="小禾苗亲子社", code="FAIR", kind=EventKind.WORKSHOP, title="秋日亲子工坊日", text="落叶、颜料和一上午的阳光。",
    starts=DAY, ends=DAY + timedelta(hours=3), venue="青禾社区中心", band=AgeBand(36, 83), capacity=40, link=LINK, released=True,
)  # fmt: skip


def made(facts: PosterFacts, folder: Path, language: str = "zh") -> dict[str, Path]:
    return {file.name: file for file in write_posters(facts, Words(language), folder=folder, name="FAIR-poster-1")}


@pytest.mark.parametrize("released", [True, False])
def test_the_pictures_code_is_scanned_after_a_messenger_shrank_it(tmp_path: Path, released: bool) -> None:
    file = made(replace(FACTS, released=released), tmp_path)["FAIR-poster-1.png"]
    assert read_codes(file).codes == (LINK,)
    with Image.open(file) as picture:
        assert picture.size == PICTURE == (1080, 1440)
        picture.convert("RGB").resize((810, 1080)).save(tmp_path / "sent.jpg", "JPEG", quality=60)
    assert read_codes(tmp_path / "sent.jpg").codes == (LINK,)


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_a4_and_a3_with_text_that_can_be_copied(tmp_path: Path, language: str) -> None:
    files = made(FACTS, tmp_path, language)
    assert set(files) == {"FAIR-poster-1-A4.pdf", "FAIR-poster-1-A3.pdf", "FAIR-poster-1.png"}
    assert sizes_of(files["FAIR-poster-1-A4.pdf"]) == [(595.276, 841.89)]
    assert sizes_of(files["FAIR-poster-1-A3.pdf"]) == [(841.89, 1190.55)]
    for name in ("FAIR-poster-1-A4.pdf", "FAIR-poster-1-A3.pdf"):
        (text,) = pages_of(files[name])
        for part in ("秋日亲子工坊日", "落叶、颜料和一上午的阳光。", "青禾社区中心", LINK, "09:00–12:00"):
            assert part in text
        assert "".join(Words(language)("poster.draft").split()) not in text


@needs_poppler
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_draft_says_so_across_the_page(tmp_path: Path, language: str) -> None:
    words = Words(language)
    (text,) = pages_of(made(replace(FACTS, released=False), tmp_path, language)["FAIR-poster-1-A4.pdf"])
    assert all(letter in text for letter in words("poster.draft"))
    (plain,) = pages_of(made(FACTS, tmp_path, language)["FAIR-poster-1-A4.pdf"])
    assert len(text) == len(plain) + len(words("poster.draft"))


def test_a_draft_can_be_seen_on_the_picture(tmp_path: Path) -> None:
    released = made(FACTS, tmp_path / "a")["FAIR-poster-1.png"]
    draft = made(replace(FACTS, released=False), tmp_path / "b")["FAIR-poster-1.png"]
    with Image.open(released) as one, Image.open(draft) as other:
        same = ImageChops.difference(one, other).convert("L").histogram()[0]
    assert PICTURE[0] * PICTURE[1] - same > 40_000


@needs_poppler
def test_without_a_link_there_is_no_code_and_the_poster_says_whom_to_ask(tmp_path: Path) -> None:
    files = made(replace(FACTS, link=""), tmp_path)
    assert read_codes(files["FAIR-poster-1.png"]).codes == ()
    (text,) = pages_of(files["FAIR-poster-1-A4.pdf"])
    assert "报名请联系小禾苗亲子社" in text
    assert "扫码" not in text


def test_a_long_link_has_a_code_that_is_still_scanned(tmp_path: Path) -> None:
    link = "https://example.org/" + "a1B2" * 70
    assert read_codes(made(replace(FACTS, link=link), tmp_path)["FAIR-poster-1.png"]).codes == (link,)


@needs_poppler
def test_a_long_text_becomes_smaller_and_stays_whole(tmp_path: Path) -> None:
    text = "\n\n".join(f"第{n}段：" + "请带一件旧衣服来。" * 4 for n in range(8))
    (shown,) = pages_of(made(replace(FACTS, text=text), tmp_path)["FAIR-poster-1-A4.pdf"])
    assert "".join(text.split()) in shown


@pytest.mark.parametrize("change", [{"text": "很长的正文。" * 400}, {"title": "很长的标题" * 40}])
def test_what_does_not_fit_is_refused_before_anything_is_written(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(InvalidInput) as raised:
        made(replace(FACTS, **change), tmp_path / "out")  # type: ignore[arg-type]
    assert raised.value.code == "poster_too_long"
    assert not (tmp_path / "out").exists()


def test_an_event_always_has_the_same_poster_and_another_one_its_own(tmp_path: Path) -> None:
    first, again, other = (
        made(replace(FACTS, code=code), tmp_path / name)["FAIR-poster-1.png"].read_bytes()
        for name, code in (("a", "FAIR"), ("b", "FAIR"), ("c", "CAMP"))
    )
    assert first == again
    assert first != other


def test_every_kind_has_its_colour_and_its_word() -> None:
    for kind in EventKind:
        assert own_colour(kind)
        for language in LANGUAGES:
            assert Words(language).has(f"poster.kind_{kind.value}")

"""Codes that are made can be read, are as small as may be, and are drawn as they are."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from eventdesk.errors import InvalidInput
from eventdesk.exchange import looks, qr

TICKET = "ED1" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567" * 5 + "QRSTUVWXYZ234"


def picture(text: str, scale: int = 3) -> Image.Image:
    return Image.open(io.BytesIO(qr.png(text, scale)))


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=400))
@settings(max_examples=40, deadline=None)
def test_what_is_written_in_the_alphanumeric_mode_is_read(text: str) -> None:
    assert looks.read(picture(text).convert("L")).texts == (text,)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=80))
@settings(max_examples=40, deadline=None)
def test_other_texts_are_read_as_well(text: str) -> None:
    assert looks.read(picture(text).convert("L")).texts == (text,)


def test_a_ticket_takes_version_7() -> None:
    assert len(TICKET) == 176
    assert len(qr.matrix(TICKET)) == 7 * 4 + 17


@pytest.mark.parametrize(
    ("text", "version"),
    [
        # The most that a version holds at level M, and one more (ISO/IEC 18004 table 7).
        ("A" * 20, 1),
        ("A" * 21, 2),
        ("A" * 178, 7),
        ("A" * 179, 8),
        ("A" * 262, 9),
        ("A" * 263, 10),
        ("A" * 970, 20),
        ("A" * 3391, 40),
        ("a" * 14, 1),
        ("a" * 15, 2),
        ("a" * 180, 9),
        ("a" * 181, 10),
        ("a" * 2331, 40),
    ],
)
def test_the_smallest_version_that_holds_the_text_is_taken(text: str, version: int) -> None:
    assert len(qr.matrix(text)) == version * 4 + 17


@pytest.mark.parametrize("text", ["A" * 3392, "a" * 2332, "\u7b7e" * 778])
def test_a_text_that_no_code_can_hold_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        qr.matrix(text)
    assert refused.value.code == "qr_too_long"


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        qr.png("")
    assert refused.value.code == "qr_empty"


def test_the_picture_has_its_quiet_zone_and_two_colours() -> None:
    code = picture(TICKET, scale=5)
    side = 45 + 2 * qr.QUIET_ZONE
    assert (code.mode, code.size) == ("1", (side * 5, side * 5))
    margin = code.crop((0, 0, side * 5, qr.QUIET_ZONE * 5))
    assert margin.getextrema() == (255, 255)
    assert code.getpixel((qr.QUIET_ZONE * 5, qr.QUIET_ZONE * 5)) == 0


@given(st.text(alphabet="ABCXYZ0123456789", min_size=1, max_size=200))
@settings(max_examples=40, deadline=None)
def test_blocks_cover_exactly_the_dark_modules_once(text: str) -> None:
    drawing = qr.drawing(text)
    painted = [
        (x, y)
        for block in drawing.blocks
        for x in range(block.x, block.x + block.width)
        for y in range(block.y, block.y + block.height)
    ]
    dark = {
        (x + qr.QUIET_ZONE, y + qr.QUIET_ZONE)
        for y, row in enumerate(qr.matrix(text))
        for x, module in enumerate(row)
        if module
    }
    assert len(painted) == len(dark)
    assert set(painted) == dark
    assert drawing.side == len(qr.matrix(text)) + 2 * qr.QUIET_ZONE

"""Codes are read out of whatever a camera makes of them, and no file is too odd for a clear answer."""

import io
import os
import random
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from benchmarks.photographs import Shot, photograph
from benchmarks.qr import hard_shots, ticket
from eventdesk.errors import UnreadableFile
from eventdesk.exchange import codes, qr
from resources.words import LANGUAGES, Words

TICKET = ticket(random.Random(7))


def code(text: str = TICKET, scale: int = 4) -> Image.Image:
    return Image.open(io.BytesIO(qr.png(text, scale))).convert("L")


def saved(picture: Image.Image, path: Path, **options: object) -> Path:
    picture.save(path, **options)
    return path


def refusal(path: Path) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as refused:
        codes.read_codes(path)
    for language in LANGUAGES:
        words = Words(language)
        assert words(f"errors_pictures.{refused.value.code}", **refused.value.details)
        assert words(f"errors_pictures.{refused.value.code}_hint", **refused.value.details)
    return refused.value


SHOTS = {
    "straight": Shot(),
    "turned": Shot(turn=33, noise=4),
    "upside down": Shot(turn=180),
    "tilted": Shot(tilt=0.45, turn=30, noise=3),
    "inverted": Shot(inverted=True, noise=3),
    "mirrored": Shot(mirrored=True, noise=3),
    "dim": Shot(contrast=0.05, noise=2),
    "half in shadow": Shot(shade=0.95, noise=3),
    "noisy": Shot(noise=40),
    "blurred": Shot(blur=3.4, noise=3),
    "blurred and turned": Shot(module=4, blur=2, turn=20, noise=3),
    "compressed": Shot(module=4, jpeg=10, blur=1),
    "2 px a module": Shot(module=2),
    "2 px a module, turned and blurred": Shot(module=2, turn=10, blur=1, noise=2),
    "1.5 px a module": Shot(module=1.5, turn=17),
    "12 megapixels": Shot(size=(4000, 3000), module=12, turn=7, noise=5),
    "12 megapixels, out of focus": Shot(size=(4000, 3000), module=12, blur=6, noise=4),
}


@pytest.mark.parametrize("shot", SHOTS.values(), ids=SHOTS.keys())
def test_a_photographed_code_is_read(shot: Shot, tmp_path: Path) -> None:
    path = saved(photograph(TICKET, shot, seed=5), tmp_path / "photo.png", compress_level=1)
    assert codes.read_codes(path).codes == (TICKET,)


def test_a_picture_without_a_code_shows_none(tmp_path: Path) -> None:
    result = codes.read_codes(saved(photograph(TICKET, Shot(blur=30)), tmp_path / "desk.jpg"))
    assert result.file == "desk.jpg"
    assert result.codes == ()
    assert result.ms > 0


def test_several_codes_are_read_from_top_to_bottom(tmp_path: Path) -> None:
    sheet = Image.new("L", (1400, 1500), 255)
    texts = [f"{TICKET[:-2]}{number:02}" for number in range(6)]
    for number, text in enumerate(texts):
        turned = code(text, 2 + number % 3).rotate(number * 7, expand=True, fillcolor=255)
        sheet.paste(turned, (60 + number % 2 * 650, 40 + number // 2 * 480))
    sheet.paste(code(texts[0], 2), (500, 1350))
    assert sorted(codes.read_codes(saved(sheet, tmp_path / "sheet.png")).codes) == texts


def test_a_sharp_code_does_not_hide_a_blurred_one(tmp_path: Path) -> None:
    sheet = photograph("BLURRED", Shot(module=6, blur=3.4, noise=3, size=(1200, 500)), seed=2)
    sheet.paste(code("SHARP"), (20, 20))
    assert set(codes.read_codes(saved(sheet, tmp_path / "two.png")).codes) == {"SHARP", "BLURRED"}


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "bmp", "tif", "avif", "jp2", "ppm"])
def test_every_usual_format_is_read(ending: str, tmp_path: Path) -> None:
    path = saved(code().convert("RGB"), tmp_path / f"code.{ending}")
    assert codes.read_codes(path).codes == (TICKET,)


def test_a_wrong_ending_does_not_matter(tmp_path: Path) -> None:
    path = saved(code(), tmp_path / "code.png").rename(tmp_path / "code.jpg")
    assert codes.read_codes(path).codes == (TICKET,)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_colour_mode_is_read(mode: str, tmp_path: Path) -> None:
    grey = code()
    if mode == "I;16":
        deep = b"".join(struct.pack("<H", level * 40 + 900) for level in grey.tobytes())
        picture = Image.frombytes("I;16", grey.size, deep)
    else:
        picture = grey.convert(mode)
    assert codes.read_codes(saved(picture, tmp_path / "code.tif")).codes == (TICKET,)


@pytest.mark.parametrize("ink", [0, 255])
def test_a_code_on_a_transparent_ground_is_read(ink: int, tmp_path: Path) -> None:
    grey = code()
    picture = Image.merge("LA", (Image.new("L", grey.size, ink), ImageChops.invert(grey)))
    assert codes.read_codes(saved(picture, tmp_path / "code.png")).codes == (TICKET,)


def test_a_code_that_differs_in_colour_alone_is_read(tmp_path: Path) -> None:
    # Red on green, equally bright (ITU-R BT.601 weights).
    grey = code()
    red = grey.point(lambda level: 0 if level else 196)
    green = grey.point(lambda level: 100 if level else 0)
    picture = Image.merge("RGB", (red, green, Image.new("L", grey.size)))
    assert codes.read_codes(saved(picture, tmp_path / "code.png")).codes == (TICKET,)


def test_a_code_cut_off_at_its_edge_is_read(tmp_path: Path) -> None:
    grey = code()
    margin = 4 * qr.QUIET_ZONE
    cut = grey.crop((margin, margin, grey.width - margin, grey.height - margin))
    assert codes.read_codes(saved(cut, tmp_path / "code.png")).codes == (TICKET,)


def test_every_page_of_a_scan_is_read(tmp_path: Path) -> None:
    path = saved(code("ONE"), tmp_path / "scan.tif", save_all=True, append_images=[code("TWO"), code("THREE")])
    assert codes.read_codes(path).codes == ("ONE", "TWO", "THREE")


def test_an_animation_is_read_until_its_code_shows(tmp_path: Path) -> None:
    blank = Image.new("L", code().size, 200)
    path = saved(blank, tmp_path / "code.gif", save_all=True, append_images=[code(), code()], duration=100)
    assert codes.read_codes(path).codes == (TICKET,)


@pytest.mark.parametrize("name", ["gone.png", "no/such/folder.png", "a" * 400, "bad\0name.png"])
def test_a_missing_picture_is_said_to_be_missing(name: str, tmp_path: Path) -> None:
    assert refusal(tmp_path / name).code == "picture_missing"


def test_a_folder_is_no_picture(tmp_path: Path) -> None:
    assert refusal(tmp_path).code == "picture_is_folder"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    assert refusal(tmp_path / "pipe.png").code == "picture_unreadable"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "picture_unreadable"),
        (b"not a picture at all", "picture_unreadable"),
        (b"\x89PNG\r\n\x1a\n", "picture_unreadable"),
        (b"PK\x03\x04" + bytes(60), "picture_unreadable"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "picture_unreadable"),
        (b"%PDF-1.7\n", "picture_pdf"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "picture_heic"),
    ],
)
def test_other_files_are_refused_with_what_they_are(content: bytes, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    assert refusal(path).code == expected


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "bmp", "tif"])
def test_a_truncated_picture_is_refused(ending: str, tmp_path: Path) -> None:
    path = saved(photograph(TICKET, Shot(noise=20)).convert("RGB"), tmp_path / f"code.{ending}")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    assert refusal(path).code in {"picture_damaged", "picture_unreadable"}


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes whose pixels would fill gigabytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [9_000, 12_000, 60_000])
def test_a_huge_picture_is_refused_before_it_is_unpacked(side: int, tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(bomb(side, side))
    started = time.perf_counter()
    assert refusal(path).code == "picture_too_large"
    assert time.perf_counter() - started < 1


def test_a_huge_photograph_is_unpacked_smaller(tmp_path: Path) -> None:
    wall = Image.new("L", (10_000, 9_000), 255)
    wall.paste(code(scale=40), (3000, 2000))
    assert codes.read_codes(saved(wall, tmp_path / "wall.jpg", quality=60)).codes == (TICKET,)


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_pictures_are_read_or_refused(data: st.DataObject, tmp_path: Path) -> None:
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000", "PPM"]))
    file = io.BytesIO()
    code("DAMAGED", 2).convert("RGB").save(file, kind)
    content = bytearray(file.getvalue())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(content)
    with suppress(UnreadableFile):
        assert set(codes.read_codes(path).codes) <= {"DAMAGED"}


@given(content=st.binary(max_size=400))
@example(content=b"BM" + bytes(60))
@example(content=b"GIF89a" + bytes(20))
@example(content=b"II*\x00" + bytes(20))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_random_bytes_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "random"
    path.write_bytes(content)
    assert refusal(path).code.startswith("picture_")


@pytest.mark.parametrize(("stride", "step", "start"), [(1280, 1, 0), (1344, 1, 0), (2560, 2, 0), (2560, 2, 1)])
def test_a_frame_is_read_where_it_lies(stride: int, step: int, start: int) -> None:
    frame = photograph(TICKET, Shot(turn=12, noise=4), seed=1)
    pixels = frame.tobytes()
    plane = bytearray(stride * frame.height)
    for y in range(frame.height):
        row = slice(start + y * stride, start + y * stride + frame.width * step, step)
        plane[row] = pixels[y * frame.width : (y + 1) * frame.width]
    for thorough in (False, True):
        seen = codes.decode_luminance(
            memoryview(plane)[start:], frame.width, frame.height, stride, step=step, thorough=thorough
        )
        assert seen == (TICKET,)


def test_a_thorough_look_reads_a_blurred_frame() -> None:
    frame = photograph(TICKET, Shot(blur=3.2, noise=3), seed=1)
    pixels = frame.tobytes()
    assert codes.decode_luminance(pixels, 1280, 720, 1280) == ()
    assert codes.decode_luminance(pixels, 1280, 720, 1280, thorough=True) == (TICKET,)
    spread = bytearray(2 * len(pixels))
    spread[::2] = pixels
    assert codes.decode_luminance(spread, 1280, 720, 2560, step=2, thorough=True) == (TICKET,)


@pytest.mark.parametrize("measures", [(1280, 721, 1280), (1281, 720, 1281), (0, 720, 1280), (1280, 0, 1280)])
def test_a_plane_that_is_too_short_is_refused(measures: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="shorter"):
        codes.decode_luminance(bytes(1280 * 720), *measures)


def test_single_looks_read_nearly_all_hard_frames() -> None:
    chance = random.Random(3)
    shots = hard_shots()[::4]
    read = 0
    for number, shot in enumerate(shots):
        text = ticket(chance)
        read += codes.decode_luminance(photograph(text, shot, number).tobytes(), 1280, 720, 1280) == (text,)
    assert read >= 0.97 * len(shots)

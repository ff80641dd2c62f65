"""The tones are what the design says, and silence is never an error."""

import array
import wave
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

from resources import path
from scripts.make_sounds import TONES, samples
from ui.scanner.sounds import Sounds, Tone


def recording(tone: Tone) -> tuple[int, list[int]]:
    with wave.open(str(path("sounds", f"{tone.value}.wav"))) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getframerate(), array.array("h", file.readframes(file.getnframes())).tolist()


def pitch(piece: list[int], rate: int) -> float:
    """Rising zero crossings a second."""
    return sum(a < 0 <= b for a, b in pairwise(piece)) / len(piece) * rate


@pytest.mark.parametrize(
    ("tone", "parts"),
    [
        (Tone.ADMIT, [(660, 90), (880, 90)]),
        (Tone.ATTENTION, [(660, 110), (0, 70), (660, 110)]),
        (Tone.REFUSE, [(220, 420)]),
    ],
)
def test_a_tone_has_its_pitch_and_length(tone: Tone, parts: list[tuple[int, int]]) -> None:
    rate, heard = recording(tone)
    assert len(heard) == pytest.approx(rate * sum(length for _, length in parts) / 1000, abs=len(parts))
    start = 0
    for frequency, length in parts:
        piece = heard[start : start + rate * length // 1000]
        assert pitch(piece, rate) == pytest.approx(frequency, abs=15)
        assert (max(piece) > 8000) == (frequency > 0)
        start += len(piece)


def test_tones_begin_and_end_softly() -> None:
    for tone in Tone:
        _, heard = recording(tone)
        assert max(map(abs, (*heard[:10], *heard[-10:]))) < 1500
        assert max(map(abs, heard)) < 20_000


def test_the_files_are_those_that_the_script_makes() -> None:
    assert {tone.value for tone in Tone} == set(TONES)
    for tone in Tone:
        _, heard = recording(tone)
        made = samples(tone.value)
        assert len(heard) == len(made)
        assert max(abs(a - b * 32767) for a, b in zip(heard, made, strict=True)) <= 1


def test_without_a_loudspeaker_or_muted_there_is_silence(qtbot: QtBot) -> None:
    sounds = Sounds()
    sounds.load()
    for tone in Tone:
        assert sounds.play(tone) in {True, False}
    with qtbot.waitSignal(sounds.muted_changed) as heard:
        sounds.set_muted(True)
    assert heard.args == [True]
    assert sounds.muted
    assert sounds.play(Tone.REFUSE) is False
    with qtbot.assertNotEmitted(sounds.muted_changed):
        sounds.set_muted(True)

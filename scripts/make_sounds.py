"""Makes the tones of the verdicts, ``resources/sounds/*.wav``, from their frequencies. Run it after changing
them."""

import math
import struct
import wave
from pathlib import Path

RATE = 44_100
LEVEL = 0.5
FADE_S = 0.006
"""Tones swell and fade for so long: cut off at once they would click."""

# (frequency in Hz, 0 for silence; milliseconds)
TONES: dict[str, tuple[tuple[int, int], ...]] = {
    "admit": ((660, 90), (880, 90)),
    "attention": ((660, 110), (0, 70), (660, 110)),
    "refuse": ((220, 420),),
}
OVERTONES = {"refuse": ((2, 0.35), (3, 0.2))}
"""Small loudspeakers hardly sound 220 Hz; its overtones let it be heard."""


def samples(name: str) -> list[float]:
    """The tone's samples, from -1 to 1."""
    overtones = ((1, 1.0), *OVERTONES.get(name, ()))
    loudest = sum(part for _, part in overtones)
    result: list[float] = []
    for frequency, milliseconds in TONES[name]:
        count = RATE * milliseconds // 1000
        for number in range(count):
            moment = number / RATE
            swell = min(1.0, moment / FADE_S, (count - number) / RATE / FADE_S)
            sound = sum(part * math.sin(2 * math.pi * frequency * order * moment) for order, part in overtones)
            result.append(LEVEL * swell * sound / loudest)
    return result


def write(folder: Path) -> None:
    """Writes all tones into ``folder`` as 16-bit mono."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in TONES:
        values = [round(sample * 32767) for sample in samples(name)]
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(struct.pack(f"<{len(values)}h", *values))


if __name__ == "__main__":
    write(Path(__file__).resolve().parent.parent / "resources" / "sounds")

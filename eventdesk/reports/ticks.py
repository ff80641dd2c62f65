"""Round numbers for an axis."""


def nice_ticks(most: int) -> list[int]:
    """Whole numbers from 0 to at least ``most`` in three to five equal steps of 1, 2, 4 or 5 times a power of
    ten."""
    power = 1
    while True:
        for digit in (1, 2, 4, 5):
            step = digit * power
            if step * 4 >= most:
                last = max(-(-most // step), 1)
                return [step * index for index in range(last + 1)]
        power *= 10

"""A QR code as a terminal shows it."""

import qrcode

_QUIET = 2
"""Light modules around the code; a screen's dark background does the rest."""


def blocks(text: str) -> str:
    """Half blocks, two rows of modules in one line; light on dark, as terminals are."""
    code = qrcode.QRCode(border=_QUIET, error_correction=qrcode.constants.ERROR_CORRECT_L, mask_pattern=3)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    shapes = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    return "\n".join("".join(shapes[pair] for pair in zip(*two, strict=True)) for two in zip(rows[::2], rows[1::2], strict=True))

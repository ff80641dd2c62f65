"""A receipt for a registration's payment: one page, half an A4 sheet, with its number."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from reportlab.lib.pagesizes import A5, landscape
from reportlab.lib.units import mm

from eventdesk.domain.fee import capitals
from eventdesk.domain.money import number
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.fonts import BOLD
from eventdesk.reports.paper import Paper
from eventdesk.reports.phrases import clock, day
from resources.words import Words

_MARGIN: float = 14 * mm
_LABEL = 96.0
_ROW = 25.0


@dataclass(frozen=True)
class ReceiptFacts:
    """What stands on the receipt. ``amount`` and ``refunded`` (of the whole registration) are in fen; moments are aware, in
    the organisation's zone; payer and phone as they may be shown."""

    organisation: str
    number: str
    at: datetime
    payer: str
    phone: str
    event: str
    code: str
    starts: datetime
    adults: int
    children: int
    amount: int
    method: str
    note: str
    refunded: int
    taker: str


def write_receipt(facts: ReceiptFacts, words: Words, *, folder: Path) -> Path:
    """Writes the receipt, named by its number."""

    def write(out: BinaryIO) -> None:
        _Receipt(out, facts, words).draw()

    return write_whole(folder, f"receipt-{facts.number}.pdf", write, trouble="receipt_not_written")


class _Receipt:
    """Draws the page."""

    def __init__(self, out: BinaryIO, facts: ReceiptFacts, words: Words) -> None:
        self.facts, self.words = facts, words
        size = landscape(A5)
        title = words("fees.receipt_file", number=facts.number)
        self.paper = Paper(out, size, title=title, author=facts.organisation, subject=facts.code)
        self.size, self.room = size, size[0] - 2 * _MARGIN

    def draw(self) -> None:
        """The page, and the end of the file."""
        paper, facts, words = self.paper, self.facts, self.words
        paper.begin(self.size)
        left, right, y = _MARGIN, _MARGIN + self.room, _MARGIN
        paper.text(left, y + 20, words("fees.receipt_title"), font=BOLD, size=22)
        paper.text(right, y + 11, words("fees.receipt_number", number=facts.number), font=BOLD, size=11, anchor="end")
        paper.text(right, y + 26, day(facts.at, words), size=10, token="text2", anchor="end")
        paper.text(left, y + 40, facts.organisation, size=11, token="text2", room=self.room * 0.6)
        y += 52
        paper.line(left, y, right, y, "border-strong", line=1)
        y = self._amount(y + 10)
        for key, text in self._rows():
            paper.middle(left, y + _ROW / 2, words(f"fees.receipt_{key}"), size=10.5, token="muted", room=_LABEL - 8)
            paper.middle(left + _LABEL, y + _ROW / 2, text, size=11, room=self.room - _LABEL)
            y += _ROW
            paper.line(left, y, right, y, "border")
        self._foot()
        paper.save()

    def _amount(self, y: float) -> float:
        paper, facts, words = self.paper, self.facts, self.words
        high = 46.0
        paper.rect(_MARGIN, y, self.room, high, fill="sunken", radius=6)
        amount = words("fees.amount", amount=number(facts.amount, places=True))
        wide = paper.middle(_MARGIN + self.room - 14, y + high / 2, amount, font=BOLD, size=20, anchor="end")
        said = self._said()
        if said:
            paper.middle(_MARGIN + 14, y + high / 2, said, font=BOLD, size=12, room=self.room - wide - 40)
        return y + high + 6

    def _said(self) -> str:
        """The amount in words where the language has them for receipts."""
        words = self.words
        digits = words("fees.capital_digits")
        if len(digits) != 10:
            return ""
        yuan, jiao, cent, whole = list(words("fees.capital_ends"))
        return capitals(
            self.facts.amount, digits, words("fees.capital_units"), yuan=yuan, jiao=jiao, cent=cent, whole=whole
        )

    def _rows(self) -> list[tuple[str, str]]:
        facts, words = self.facts, self.words
        found = [
            ("payer", words("fees.receipt_payer_line", name=facts.payer, phone=facts.phone).strip()),
            ("event", words("fees.receipt_event_line", title=facts.event, date=day(facts.starts, words),
                            time=clock(facts.starts))),
            ("party", words("fees.receipt_party_line", adults=facts.adults, children=facts.children)),
            ("method", words(f"fees.method_{facts.method}")),
        ]  # fmt: skip
        if facts.note:
            found.append(("note", facts.note))
        if facts.refunded:
            found.append(("refunded", words("fees.amount", amount=number(facts.refunded, places=True))))
        return found

    def _foot(self) -> None:
        paper, words = self.paper, self.words
        y = self.size[1] - _MARGIN - 4
        taker = words("fees.receipt_taker", name=self.facts.taker) if self.facts.taker else words("fees.receipt_taker_line")
        paper.text(_MARGIN, y, taker, size=10, token="text2")
        paper.text(_MARGIN + self.room, y, words("fees.receipt_seal"), size=10, token="text2", anchor="end")

"""The report as PDF: A4, Chinese that can be searched and copied, readable in grey, the same bytes for the
same document."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from eventdesk.reports.document import ReportDocument
from eventdesk.reports.exporters.files import write_whole
from eventdesk.reports.exporters.pdf_story import story
from eventdesk.reports.fonts import BOLD, REGULAR, fitted, register_fonts
from eventdesk.reports.glyphs import Glyphs
from eventdesk.reports.palette import Palette, load_palette
from eventdesk.reports.phrases import headline, named
from resources.words import Words

MARGIN = 15 * mm
_FOOT = 11 * mm
_ABOVE = 14.0  # points that an entry of the outline shows above its heading
_LANGUAGES = {"zh": "zh-CN", "en": "en"}


def export(
    document: ReportDocument, *, folder: Path, words: Words, zone: ZoneInfo, name: str, logo: bytes | None = None
) -> Path:
    """An A4 document. Every page says which revision it belongs to, with its hash, and which page of how many
    it is. ``logo``: a picture above the title (see :mod:`eventdesk.reports.logo`)."""
    register_fonts()
    palette = load_palette("light")

    def write(file: BinaryIO) -> None:
        template = BaseDocTemplate(
            file,
            pagesize=A4,
            leftMargin=MARGIN,
            rightMargin=MARGIN,
            topMargin=MARGIN,
            bottomMargin=MARGIN + 4 * mm,
            title=headline(document, words),
            author=document.masthead.organisation,
            subject=document.masthead.subject,
            creator="EventDesk",
            lang=_LANGUAGES[words.language],
            invariant=1,
        )
        frame = Frame(
            template.leftMargin, template.bottomMargin, template.width, template.height, 0, 0, 0, 0, id="page"
        )
        template.addPageTemplates(PageTemplate(id="page", frames=[frame]))
        footer = _Footer(document, words, palette)
        template.build(
            story(document, words=words, palette=palette, zone=zone, width=template.width, logo=logo),
            canvasmaker=partial(_PagedCanvas, footer=footer.draw, initialFontName=REGULAR),
        )

    return write_whole(folder, f"{name}.pdf", write)


class _Footer:
    """What stands at the foot of each page."""

    def __init__(self, document: ReportDocument, words: Words, palette: Palette) -> None:
        self.words, self.palette = words, palette
        self.left = words("report.footer", revision=document.revision, digest=document.proof)
        self.title = Glyphs().printable(named(document.masthead.title, words))

    def draw(self, canvas: Canvas, page: int, pages: int) -> None:
        width = A4[0]
        canvas.setStrokeColor(HexColor(self.palette["border"]))
        canvas.setLineWidth(0.5)
        canvas.line(MARGIN, _FOOT + 9, width - MARGIN, _FOOT + 9)
        canvas.setFillColor(HexColor(self.palette["muted"]))
        canvas.setFont(REGULAR, 6.5)
        canvas.drawString(MARGIN, _FOOT, self.left)
        canvas.setFont(BOLD, 7.5)
        canvas.drawRightString(width - MARGIN, _FOOT, self.words("report.page", page=page, pages=pages))
        if page > 1:
            canvas.setFont(REGULAR, 7.5)
            canvas.drawString(MARGIN, A4[1] - 10 * mm, fitted(self.title, REGULAR, 7.5, width - 2 * MARGIN))


class _PagedCanvas(Canvas):  # type: ignore[misc]  # reportlab ships no annotations
    """Keeps its pages until their number is known, then draws the footers and writes them."""

    def __init__(self, *args: Any, footer: Callable[[Canvas, int, int], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._footer = footer
        self._kept: list[dict[str, Any]] = []
        # (page, title, level, height): the canvas that a page was drawn on is gone when it is written.
        self._marks: list[tuple[int, str, int, float]] = []

    def mark(self, title: str, level: int, y: float) -> None:
        """An entry of the outline, for the page that is being drawn."""
        self._marks.append((len(self._kept) + 1, title, level, y))

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        pages = len(self._kept)
        for page, state in enumerate(self._kept, start=1):
            self.__dict__.update(state)
            self._footer(self, page, pages)
            self._outline_page(page)
            super().showPage()
        if self._marks:
            self.showOutline()
        super().save()

    def _outline_page(self, page: int) -> None:
        for number, (of, title, level, y) in enumerate(self._marks):
            if of == page:
                self.bookmarkPage(f"part-{number}", fit="XYZ", left=0, top=y + _ABOVE)
                self.addOutlineEntry(title, f"part-{number}", level=level, closed=False)

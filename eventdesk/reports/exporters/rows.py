"""The figures as rows of text and numbers, the same in every format that has rows."""

from collections.abc import Iterator

from eventdesk.reports.document import Figure, ReportDocument, Value, band_label
from eventdesk.reports.phrases import say, word
from resources.words import Words

HEADINGS = ("key", "value", "numerator", "denominator", "definition")
# A spreadsheet that opens a text beginning so may run it as a formula (OWASP, "CSV Injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def figure_rows(
    document: ReportDocument, words: Words
) -> Iterator[tuple[Figure, tuple[str, Value, int | None, int | None, str]]]:
    """Each figure with its row under :data:`HEADINGS`."""
    for figure in document.figures:
        yield (
            figure,
            (figure.key, figure.value, figure.numerator, figure.denominator, define(figure, words)),
        )


def define(figure: Figure, words: Words) -> str:
    """What a figure means, in a sentence."""
    return word(f"definition_{figure.definition}", words)


def call(figure: Figure, words: Words) -> str:
    """What a figure is called. Figures of a station, an age or a slot name it."""
    name = figure.subject
    if figure.definition.startswith("age_band"):
        name = say(band_label(name), words)
    return word(f"name_{figure.definition}", words, name=name)


def like_a_formula(text: str) -> bool:
    """Whether a spreadsheet could take a text for something to run."""
    return text.startswith(FORMULA_STARTS)

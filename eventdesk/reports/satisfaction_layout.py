"""What the satisfaction report puts first, and its tables."""

from eventdesk.domain.feedback_figures import FigureKind
from eventdesk.reports.document import Column, Highlight, Layout, Listing, Phrase, Table, Value, ValueKind
from eventdesk.reports.satisfaction_facts import QuestionFact, SatisfactionFacts, SlotAnswers
from eventdesk.reports.satisfaction_figures import content_said, mean_said

_SHARES = (ValueKind.RATE, ValueKind.RATE, ValueKind.RATE)


def layout(facts: SatisfactionFacts) -> Layout:
    """The numbers at the top, the main figures, and what is printed."""
    main = ["responses", "invited", "response_rate", "goal.content", "goal.mean"]
    if facts.main is not None and not facts.main.suppressed:
        parts = ("answered", "top2", "top2_interval.low", "top2_interval.high", "mean", "mean_interval.low", "mean_interval.high")
        main += [f"questions.{facts.main.key}.{part}" for part in parts]
    if facts.recommending is not None and not facts.recommending.suppressed:
        main += [f"questions.{facts.recommending.key}.{part}" for part in ("nps", "nps_interval.low", "nps_interval.high")]
    listings = [Listing("questions", (34, 12, 10, 11, 11, 11, 11, 11))]
    if facts.slots:
        listings.append(Listing("slot_answers", (40, 12, 12, 12, 12, 12, 18)))
    return Layout(highlights(facts), tuple(main), tuple(listings), source="answers", note="note_figures_answers")


def highlights(facts: SatisfactionFacts) -> tuple[Highlight, ...]:
    """Responses, the content, the mean, the recommendation; a number that is not there says why."""
    return (_responses(facts), _content(facts), _mean(facts), _nps(facts))


def _responses(facts: SatisfactionFacts) -> Highlight:
    came, asked = facts.answered_invitation, facts.invited
    if came is not None and asked:
        note = Phrase("kpi_responses_note", (("came", came), ("asked", asked), ("share", came / asked)))
    else:
        note = Phrase("kpi_responses_open")
    return Highlight("responses", facts.responses, ValueKind.COUNT, note)


def _content(facts: SatisfactionFacts) -> Highlight:
    of = facts.main
    if of is None or of.top2 is None or of.top2_interval is None:
        return Highlight("content", None, ValueKind.RATE, Phrase("too_few"))
    low, high = of.top2_interval.low, of.top2_interval.high
    values = (("low", low), ("high", high), ("goal", facts.goals.content))
    return Highlight("content", of.top2, ValueKind.RATE, Phrase(f"kpi_content_{content_said(facts)}", values))


def _mean(facts: SatisfactionFacts) -> Highlight:
    of = facts.main
    if of is None or of.mean is None:
        return Highlight("mean", None, ValueKind.MEAN, Phrase("too_few"))
    if of.mean_interval is None:
        return Highlight("mean", of.mean, ValueKind.MEAN, Phrase("kpi_mean_no_interval", (("top", of.top),)))
    low, high = f"{of.mean_interval.low:.2f}", f"{of.mean_interval.high:.2f}"
    values = (("low", low), ("high", high), ("goal", f"{facts.goals.mean:g}"), ("top", of.top))
    return Highlight("mean", of.mean, ValueKind.MEAN, Phrase(f"kpi_mean_{mean_said(facts)}", values))


def _nps(facts: SatisfactionFacts) -> Highlight:
    of = facts.recommending
    if of is None:
        return Highlight("nps", None, ValueKind.POINTS, Phrase("kpi_nps_not_asked"))
    if of.nps is None or of.nps_interval is None:
        return Highlight("nps", None, ValueKind.POINTS, Phrase("too_few"))
    low, high = f"{of.nps_interval.low:+.0f}", f"{of.nps_interval.high:+.0f}"
    return Highlight("nps", of.nps, ValueKind.POINTS, Phrase("kpi_nps_note", (("low", low), ("high", high), ("n", of.answered))))


def tables(facts: SatisfactionFacts) -> tuple[Table, ...]:
    """The questions, how their answers are spread, and the slots."""
    return (_questions(facts), _answers(facts), _slots(facts))


def _questions(facts: SatisfactionFacts) -> Table:
    names = ("top2", "low", "high")
    columns = (
        Column("question"), Column("kind", ValueKind.WORD), Column("answered_count", ValueKind.COUNT),
        *(Column(name, kind) for name, kind in zip(names, _SHARES, strict=True)), Column("mean", ValueKind.MEAN),
        Column("nps", ValueKind.POINTS),
    )  # fmt: skip
    return Table("questions", columns, tuple(_question(of) for of in facts.questions))


def _question(of: QuestionFact) -> tuple[Value, ...]:
    interval = of.top2_interval if of.kind is FigureKind.RATING else None
    low, high = (None, None) if interval is None else (interval.low, interval.high)
    answered = of.answered if of.counts_told else None
    return (of.text, "too_few" if of.suppressed else of.kind.value, answered, of.top2, low, high, of.mean, of.nps)


def _answers(facts: SatisfactionFacts) -> Table:
    """The question that stands for the event first: a workbook draws it from there."""
    columns = (Column("question"), Column("answer"), Column("answers", ValueKind.COUNT), Column("share", ValueKind.RATE))
    ordered = sorted(facts.questions, key=lambda of: of.key != facts.overall)
    rows: list[tuple[Value, ...]] = []
    for of in ordered:
        for value, count in of.histogram:
            said: Value = value if isinstance(value, int) else (of.labels or {}).get(value, value)
            rows.append((of.text, said, count, count / of.answered if of.answered else None))
    return Table("answers", columns, tuple(rows))


def _slots(facts: SatisfactionFacts) -> Table:
    columns = (
        Column("slot"), Column("answered_count", ValueKind.COUNT), Column("content_count", ValueKind.COUNT),
        *(Column(name, kind) for name, kind in zip(("top2", "low", "high"), _SHARES, strict=True)),
        Column("told", ValueKind.WORD),
    )  # fmt: skip
    return Table("slot_answers", columns, tuple(_slot(of) for of in facts.slots))


def _slot(of: SlotAnswers) -> tuple[Value, ...]:
    if of.suppressed or of.answered is None or of.top2_count is None or of.top2_interval is None:
        return (of.title, None, None, None, None, None, "hidden")
    share = of.top2_count / of.answered
    return (of.title, of.answered, of.top2_count, share, of.top2_interval.low, of.top2_interval.high, "told")

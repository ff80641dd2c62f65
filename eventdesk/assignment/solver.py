"""The road to HiGHS.

It runs on one thread with a fixed seed, so that the same question has the same answer as long as time suffices. Nothing
here knows what a column means.
"""

import time
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from typing import Any

from eventdesk.assignment.model import Model

CLOSE = 1e-4
"""Costs are whole numbers; the solver's sums are not quite."""


class Absent(Exception):
    """The solver's library is not there."""


def present() -> bool:
    """Whether the solver's library is there. The first call imports it, which takes a tenth of a second."""
    try:
        import highspy
    except ImportError:
        return False
    return bool(highspy.Highs)


@dataclass(frozen=True)
class Answer:
    """The best columns found, None if none were; ``bound``: no answer has a smaller sum."""

    values: list[float] | None
    bound: float
    proven: bool

    @property
    def least(self) -> int:
        """The smallest whole number that is not below the bound; a very small one where there is no bound."""
        return ceil(self.bound - CLOSE) if isfinite(self.bound) else -(10**9)


Better = Callable[[Sequence[float] | None, float], None]
"""Hears of better columns, or of None where only the bound was looked at."""


def solve(
    model: Model,
    costs: Mapping[int, float],
    *,
    keep: Sequence[tuple[Mapping[int, float], float]] = (),
    start: Sequence[float] | None = None,
    seconds: float,
    nodes: int | None = None,
    whole: bool = False,
    better: Better | None = None,
    cancelled: Callable[[], bool],
) -> Answer:
    """Makes the sum of ``costs`` small, where each sum of ``keep`` must not pass its limit.

    ``start`` holds the rules and is what to better. It ends when it has the best, when time is up, or soon after
    ``cancelled`` says so. ``whole`` says that every answer's sum is a whole number, so that a bound less than one away proves
    it. ``better`` hears of each better answer and, now and then, of the bound. Raises :class:`Absent` without the library.
    """
    try:
        import highspy
    except ImportError as problem:
        raise Absent from problem
    library: Any = highspy  # its annotations ask for numpy's arrays where any buffer does
    highs = _made(library, seconds)
    if nodes is not None:
        highs.setOptionValue("mip_max_nodes", nodes)
    if whole:
        highs.setOptionValue("mip_abs_gap", 1 - CLOSE)
    _pass(highs, library, model, costs, keep)
    if start is not None:
        given = library.HighsSolution()
        given.col_value = list(start)
        highs.setSolution(given)
    until = time.monotonic() + seconds

    def ask(event: Any) -> None:
        if cancelled() or time.monotonic() >= until:
            event.interrupt()

    highs.cbMipInterrupt += ask
    highs.cbSimplexInterrupt += ask
    if better is not None:
        _tell(highs, better)
    highs.run()
    info = highs.getInfo()
    solved = info.primal_solution_status == int(library.SolutionStatus.kSolutionStatusFeasible)
    values = list(highs.getSolution().col_value) if solved else None
    status = highs.getModelStatus()
    done = status in (library.HighsModelStatus.kOptimal, library.HighsModelStatus.kInfeasible)
    return Answer(values, info.mip_dual_bound if solved or not done else float("inf"), done)


def relax(
    model: Model,
    costs: Mapping[int, float],
    *,
    keep: Sequence[tuple[Mapping[int, float], float]] = (),
    seconds: float,
    cancelled: Callable[[], bool],
) -> Answer:
    """As :func:`solve`, but columns may be anything between 0 and 1, which takes a small part of the time. The sum is a bound
    for whole columns, and those that are not 0 are the ones worth looking at. Not ``proven``: cut short, then nothing is said.
    """
    try:
        import highspy
    except ImportError as problem:
        raise Absent from problem
    library: Any = highspy
    highs = _made(library, seconds)
    highs.setOptionValue("solve_relaxation", True)
    _pass(highs, library, model, costs, keep)
    until = time.monotonic() + seconds

    def ask(event: Any) -> None:
        if cancelled() or time.monotonic() >= until:
            event.interrupt()

    highs.cbSimplexInterrupt += ask
    highs.run()
    if highs.getModelStatus() != library.HighsModelStatus.kOptimal:
        return Answer(None, float("-inf"), proven=False)
    return Answer(list(highs.getSolution().col_value), highs.getInfo().objective_function_value, proven=True)


def _made(library: Any, seconds: float) -> Any:
    highs = library.Highs()
    for option, value in _OPTIONS:
        highs.setOptionValue(option, value)
    highs.setOptionValue("time_limit", max(0.01, seconds))
    return highs


def _tell(highs: Any, better: Better) -> None:
    def improved(event: Any) -> None:
        better(list(event.data_out.mip_solution), event.data_out.mip_dual_bound)

    def logged(event: Any) -> None:
        better(None, event.data_out.mip_dual_bound)

    highs.cbMipImprovingSolution += improved
    highs.cbMipLogging += logged


_OPTIONS: tuple[tuple[str, Any], ...] = (
    ("output_flag", False), ("threads", 1), ("parallel", "off"), ("random_seed", 0), ("mip_rel_gap", 0.0),
)  # fmt: skip


def _pass(
    highs: Any,
    library: Any,
    model: Model,
    costs: Mapping[int, float],
    keep: Sequence[tuple[Mapping[int, float], float]],
) -> None:
    infinite = float(library.kHighsInf)
    sums = array("d", bytes(8 * model.width))
    for column, cost in costs.items():
        sums[column] = cost
    lower, upper, begins = array("d", model.lower), array("d", model.upper), array("i", model.begins)
    columns, values = array("i", model.columns), array("d", model.values)
    for row, limit in keep:
        for column in sorted(row):
            columns.append(column)
            values.append(row[column])
        begins.append(len(columns))
        lower.append(-infinite)
        upper.append(limit)
    highs.passModel(
        model.width, len(lower), len(columns), int(library.MatrixFormat.kRowwise), int(library.ObjSense.kMinimize), 0.0,
        sums, array("d", bytes(8 * model.width)), array("d", [1.0]) * model.width, lower, upper,
        begins, columns, values, array("i", [int(whole) for whole in model.whole]),
    )  # fmt: skip

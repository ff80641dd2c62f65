"""Counts of what the hub did, as Prometheus reads them (text format 0.0.4). No station and no event is named."""

from collections import Counter
from collections.abc import Mapping

from eventdesk import __version__
from eventdesk.hub.quarantine import Volume
from eventdesk.hub.upstream import UpstreamState


class Metrics:
    """Counts since the start. Touched by the event loop alone."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, str, int]] = Counter()
        self._seconds: Counter[tuple[str, str]] = Counter()
        self._items: Counter[str] = Counter()
        self.waiting = 0

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered."""
        self._requests[method, route, status] += 1
        self._seconds[method, route] += seconds  # type: ignore[assignment]  # a Counter adds up fractions as well

    def judged(self, outcomes: Counter[str]) -> None:
        """Items got their verdicts."""
        self._items.update(outcomes)

    def text(self, *, logs: int, items: int, stations: int) -> str:
        """All counts, with what the database holds."""
        lines = ["# TYPE eventdesk_hub_info gauge", f'eventdesk_hub_info{{version="{__version__}"}} 1']
        lines.append("# TYPE eventdesk_hub_requests_total counter")
        for (method, route, status), n in sorted(self._requests.items()):
            lines.append(f'eventdesk_hub_requests_total{{method="{method}",route="{route}",status="{status}"}} {n}')
        lines.append("# TYPE eventdesk_hub_request_seconds_total counter")
        for (method, route), seconds in sorted(self._seconds.items()):
            lines.append(f'eventdesk_hub_request_seconds_total{{method="{method}",route="{route}"}} {seconds:.6f}')
        lines.append("# TYPE eventdesk_hub_items_total counter")
        lines += [f'eventdesk_hub_items_total{{outcome="{outcome}"}} {n}' for outcome, n in sorted(self._items.items())]
        for name, value in (("logs", logs), ("stored_items", items), ("stations", stations), ("waiting_requests", self.waiting)):
            lines += [f"# TYPE eventdesk_hub_{name} gauge", f"eventdesk_hub_{name} {value}"]
        return "\n".join(lines) + "\n"


def quarantine_text(volume: Volume) -> str:
    """How much was kept apart."""
    lines = []
    for name, value in (("items", volume.count), ("bytes", volume.size), ("oldest_seconds", volume.oldest_seconds)):
        lines += [f"# TYPE eventdesk_hub_quarantine_{name} gauge", f"eventdesk_hub_quarantine_{name} {value}"]
    return "\n".join(lines) + "\n"


def relay_text(state: UpstreamState, counts: Mapping[str, int]) -> str:
    """How far everything is passed on to the hub above."""
    lines = ["# TYPE eventdesk_hub_relay_total counter"]
    lines += [f'eventdesk_hub_relay_total{{what="{what}"}} {n}' for what, n in sorted(counts.items())]
    success = 0.0 if state.success is None else state.success.timestamp()
    for name, value in (
        ("pending_items", state.pending), ("pending_reports", state.reports_pending), ("refused_reports", state.refused),
        ("failing", int(bool(state.problem))), ("last_success_seconds", success),
    ):  # fmt: skip
        lines += [f"# TYPE eventdesk_hub_relay_{name} gauge", f"eventdesk_hub_relay_{name} {value}"]
    return "\n".join(lines) + "\n"

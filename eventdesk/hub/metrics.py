"""Counts of what the hub did, as Prometheus reads them (text format 0.0.4). No station and no event is named."""

from collections import Counter

from eventdesk import __version__


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

"""Counts what happens at the doors, for Prometheus. No label ever holds personal data."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector


class Meter:
    """The deployment's metrics, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._calls = _Calls()
        self.registry.register(self._calls)
        self._ended = Counter(
            "autheid_requests_ended",
            "Requests ended by a person or an RP.",
            ("kind", "outcome"),
            registry=self.registry,
        )
        self._answer_seconds = Histogram(
            "autheid_answer_seconds",
            "From Create to the person's answer.",
            buckets=(0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600),
            registry=self.registry,
        )

    def call(self, door: str, method: str, code: str) -> None:
        """One call was answered."""
        self._calls.tally[door, method, code] += 1

    def ended(self, kind: str, outcome: str, seconds: float) -> None:
        """One request was answered by its person."""
        self._ended.labels(kind, outcome).inc()
        self._answer_seconds.observe(seconds)

    def gauge(self, name: str, text: str, read: Callable[[], float]) -> None:
        """A number that is read when it is asked for."""
        Gauge(f"autheid_{name}", text, registry=self.registry).set_function(read)

    def page(self) -> bytes:
        """The text exposition format, version 0.0.4."""
        return generate_latest(self.registry)


class _Calls(Collector):
    """Calls, tallied on the event loop's thread alone: the library's own counter locks each time, for 5 µs."""

    def __init__(self) -> None:
        self.tally: Tally[tuple[str, str, str]] = Tally()

    def collect(self) -> Iterator[Metric]:
        """The tally as Prometheus wants it."""
        calls = CounterMetricFamily(
            "autheid_calls", "Calls by door, method and outcome.", labels=("door", "method", "code")
        )
        for labels, count in sorted(self.tally.items()):
            calls.add_metric(labels, count)
        yield calls

"""Counts what happens at the doors, for Prometheus. No label ever holds personal data."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest


class Meter:
    """The deployment's metrics, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._calls = Counter(
            "autheid_calls",
            "Calls by door, method and outcome.",
            ("door", "method", "code"),
            registry=self.registry,
        )
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
        self._children: dict[tuple[str, str, str], Counter] = {}

    def call(self, door: str, method: str, code: str) -> None:
        """One call was answered."""
        key = (door, method, code)
        child = self._children.get(key)
        if child is None:
            child = self._children[key] = self._calls.labels(*key)
        child.inc()

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

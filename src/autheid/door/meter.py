"""Counts what happens at the doors, for Prometheus. No label ever holds personal data.

Processes that share a port are one to whoever asks: counters and gauges are added up over all of them. What is told is
always what was kept in common before, so that a counter never goes back, whichever process answers.
"""

from __future__ import annotations

import asyncio
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import msgspec
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

_log = structlog.get_logger("autheid.metrics")
_KEEP_SECONDS = 1.0
_CREATED = "_created"


class Figures(Protocol):
    """Where the processes that share a port keep their figures."""

    def keep(self, own: bytes) -> None:
        """In place of what this process kept before. Raises OSError."""
        ...

    def everyone(self) -> list[tuple[bytes, bool]]:
        """What each process has kept, and whether it lives."""
        ...


class _Family(msgspec.Struct, frozen=True, array_like=True):
    name: str
    text: str
    kind: str
    samples: list[tuple[str, dict[str, str], float]]


class Meter:
    """The deployment's metrics, in a registry of its own."""

    def __init__(self, figures: Figures | None = None) -> None:
        """`figures` where several processes share the port."""
        self._figures = figures
        self._turn = asyncio.Lock()
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

    async def page(self) -> bytes:
        """The text exposition format, version 0.0.4."""
        if self._figures is None:
            return generate_latest(self.registry)
        await self._keep(self._figures)
        everyone = await asyncio.to_thread(self._figures.everyone)
        together = CollectorRegistry()
        together.register(_Together(everyone))
        return generate_latest(together)

    async def keep_telling(self) -> None:
        """Until cancelled: have the other processes know what this one has counted, a second ago at most."""
        while self._figures is not None:
            await self._keep(self._figures)
            await asyncio.sleep(_KEEP_SECONDS)

    async def _keep(self, figures: Figures) -> None:
        # In turn: an older figure must not come after a newer one.
        async with self._turn:
            own = msgspec.json.encode(
                [
                    _Family(
                        family.name,
                        family.documentation,
                        family.type,
                        [(sample.name, sample.labels, float(sample.value)) for sample in family.samples],
                    )
                    for family in self.registry.collect()
                ]
            )
            try:
                await asyncio.to_thread(figures.keep, own)
            except OSError as error:
                _log.warning("figures_not_kept", reason=str(error))


class _Together(Collector):
    """What several processes have counted, added up."""

    def __init__(self, everyone: Iterable[tuple[bytes, bool]]) -> None:
        self._everyone = [(msgspec.json.decode(kept, type=list[_Family]), lives) for kept, lives in everyone]

    def collect(self) -> Iterator[Metric]:
        """Of processes that have fallen only what was counted: what they had in hand is gone."""
        found: dict[str, Metric] = {}
        values: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], float]] = {}
        for families, lives in self._everyone:
            for family in families:
                if family.kind == "gauge" and not lives:
                    continue
                found.setdefault(family.name, Metric(family.name, family.text, family.kind))
                of_family = values.setdefault(family.name, {})
                for name, labels, value in family.samples:
                    key = (name, tuple(sorted(labels.items())))
                    # When counting began is the one moment among the figures.
                    both = min if name.endswith(_CREATED) else _sum
                    of_family[key] = both(of_family[key], value) if key in of_family else value
        for name, metric in found.items():
            for (sample, labelled), value in values[name].items():
                metric.add_sample(sample, dict(labelled), value)
            yield metric


def _sum(one: float, other: float) -> float:
    return one + other


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

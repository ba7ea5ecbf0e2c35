"""Where the time goes: a sampling profiler of one thread, and the calls counted by cProfile."""

from __future__ import annotations

import cProfile
import io
import pstats
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from autheid.token.algorithm import TokenAlgorithm
from bench.inside import inside

_EVERY_SECONDS = 0.001
_TOP = 25
_SAMPLED_CYCLES = 8_000
_COUNTED_CYCLES = 1_600


class Sampler:
    """Samples by CPU time. What C code uses counts for the Python line that called it."""

    def __init__(self) -> None:
        self.samples = 0
        self.by_line: Counter[str] = Counter()
        self.by_function: Counter[str] = Counter()
        self.inclusive: Counter[str] = Counter()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Sample while inside."""
        before = signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, _EVERY_SECONDS, _EVERY_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def _sample(self, _number: int, frame: FrameType | None) -> None:
        self.samples += 1
        if frame is None:
            return
        place = _short(frame.f_code.co_filename)
        self.by_line[f"{place}:{frame.f_lineno} {frame.f_code.co_name}"] += 1
        self.by_function[f"{place} {frame.f_code.co_qualname}"] += 1
        seen = set()
        above: FrameType | None = frame
        while above is not None:
            seen.add(f"{_short(above.f_code.co_filename)} {above.f_code.co_qualname}")
            above = above.f_back
        self.inclusive.update(seen)

    def table(self, title: str, counted: Counter[str], cpu_ms: float, top: int = _TOP) -> str:
        """The heaviest, as a share and as microseconds of a cycle."""
        lines = [title]
        for name, samples in counted.most_common(top):
            share = samples / self.samples
            lines.append(f"  {share:6.1%} {share * cpu_ms * 1000:7.1f} µs  {name}")
        return "\n".join(lines)


def _short(path: str) -> str:
    for mark in ("/src/", "/site-packages/", "/lib/python3", "/bench/"):
        _before, found, rest = path.rpartition(mark)
        if found:
            return rest if mark != "/bench/" else "bench/" + rest
    return path


async def profile(algorithm: TokenAlgorithm = TokenAlgorithm.ES256) -> str:
    """The cycle in process: top by self time, by line, with all that was called, and by number of calls."""
    with tempfile.TemporaryDirectory(prefix="autheid-bench-") as folder:
        async with inside(Path(folder)) as world:
            plain = await world.run(algorithm, _COUNTED_CYCLES)
            sampler = Sampler()
            with sampler.at_work():
                await world.run(algorithm, _SAMPLED_CYCLES)
            counter = cProfile.Profile()
            counter.enable()
            await world.run(algorithm, _COUNTED_CYCLES)
            counter.disable()
    whole = plain.cpu_ms + plain.signing_ms
    counted = io.StringIO()
    pstats.Stats(counter, stream=counted).sort_stats("tottime").print_stats(_TOP)
    return "\n\n".join(
        (
            (
                f"{algorithm.value}, in process, no server: {plain.cpu_ms:.3f} ms CPU a cycle, {plain.loop_ms:.3f} of it on "
                f"the loop's thread; {plain.writes_per_commit:.1f} writes a commit; {sampler.samples} samples.\n"
                f"Lines of bench/ and device/ are the generator: {plain.signing_ms:.3f} ms of signing, and making the calls."
            ),
            sampler.table("Self time by function", sampler.by_function, whole),
            sampler.table("Self time by line", sampler.by_line, whole, top=2 * _TOP),
            sampler.table("With all that it called", sampler.inclusive, whole, top=2 * _TOP),
            f"cProfile of {_COUNTED_CYCLES} cycles (its own cost falls on what is called often)\n{counted.getvalue()}",
        )
    )

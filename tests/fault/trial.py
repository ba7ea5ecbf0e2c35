"""One trial: a deployment at work, one kind of fault again and again, and the judge's word at the end."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

from tests.fault.crowd import Crowd, summary
from tests.fault.deployment import Deployment
from tests.fault.history import violations

_BETWEEN_SECONDS = (0.3, 1.5)
"""So long the deployment works in peace between two faults, and after the last."""
_SHORT = (10,)
"""Seconds that requests are given where the clock steps: whoever waits for one goes by a clock that does not."""
_LONG = (600,)
_OF_THE_CLOCK = frozenset({"UNAUTHENTICATED", "INVALID_ARGUMENT"})
"""A session is over, or a challenge."""


@dataclass
class Trial:
    """What came of it, in figures and in sentences."""

    calls: int
    acknowledged: int
    unknown: int
    requests: int
    violations: list[str] = field(default_factory=list)


def crowd_for(deployment: Deployment, fault: str, *, seed: int) -> Crowd:
    """Clients who know what to make of this fault."""
    steps = fault.startswith("clock")
    crowd = Crowd(
        deployment.addresses,
        seed=seed,
        puts_up_with=_OF_THE_CLOCK if steps else (),
        timeouts=_SHORT if steps else _LONG,
    )
    crowd.history.clock_steps = steps
    return crowd


async def live_through(deployment: Deployment, fault: str, *, times: int, seed: int) -> Trial:
    """Let a crowd work on the deployment while the fault strikes so many times, and judge what it was told.

    The crowd looks at everything again at the end. Raises TimeoutError when somebody is not answered for too long.
    """
    chance = random.Random(seed)
    async with crowd_for(deployment, fault, seed=seed) as crowd:
        await crowd.enrol(deployment.servers()[0])

        async def strike() -> None:
            for _ in range(times):
                await asyncio.sleep(chance.uniform(*_BETWEEN_SECONDS))
                await deployment.faults()[fault]()
            await asyncio.sleep(chance.uniform(*_BETWEEN_SECONDS))

        await crowd.work(0, strike)
        return Trial(**summary(crowd), violations=violations(crowd.history))

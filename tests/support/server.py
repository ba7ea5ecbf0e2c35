"""The real server as its own process, started, stopped and killed as an operator (or a power cut) would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from autheid.account.rp import ApiKey, RelyingParty, make_api_key, prefix_of
from autheid.assemble.stores import open_stores
from autheid.config import Settings
from autheid.kernel.clock import SystemClock
from autheid.kernel.ids import RpId
from autheid.kernel.secret import system_chance
from autheid.staging.reference import TEST_API_KEY
from autheid.token.algorithm import TokenAlgorithm

TEST_KEY = TEST_API_KEY
START_SECONDS = 30.0
STOP_SECONDS = 30.0
_POLL_SECONDS = 0.02
PLENTY: dict[str, Any] = {
    "creates_per_second": 100_000,
    "creates_burst": 100_000,
    "open_prompts": 100_000,
    "open_prompts_per_party": 100_000,
    "prompts_per_address": 1_000_000,
    "device_calls_per_second": 100_000,
}
"""Settings that no test meets by accident; the tests of quotas set their own."""


class NotStartedError(Exception):
    """The server ended before it served; `code` is its exit code and the message its log."""

    def __init__(self, code: int, log: str) -> None:
        super().__init__(f"exit code {code}\n{log}")
        self.code = code
        self.log = log


class ServerProcess:
    """`python -m autheid.cli.main serve` on a free port of the loopback, with its log in a file beside its data."""

    def __init__(self, data: Path, *, machine: Mapping[str, str] | None = None, **settings: Any) -> None:
        """`settings` are the deployment's by their names; staging, port 0 and JSON logs unless they say otherwise.

        `machine` are variables of the environment beside them, such as a library to preload.
        Raises NotStartedError when it does not come up.
        """
        self.data = data
        self._codes_given: set[tuple[str, int]] = set()
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = len(list(data.parent.glob(f"{data.name}.*.log")))
        self.log_file = data.parent / f"{data.name}.{number}.log"
        said = {"profile": "staging", "port": 0, "data": data, "log_format": "json"} | settings
        self.profile = str(said["profile"])
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AUTHEID_")}
        self.settings = {f"AUTHEID_{name.upper()}": str(value) for name, value in said.items()}
        environment |= self.settings | dict(machine or {})
        with self.log_file.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "autheid.cli.main", "serve"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
            )
        self.address = self._wait_until_it_serves()
        """`http://127.0.0.1:PORT`, or https."""
        self.authority = self.address.partition("://")[2]
        self.port = int(self.authority.rpartition(":")[2])

    def _wait_until_it_serves(self) -> str:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            code = self.process.poll()
            served = self.events("serving")
            if served:
                return str(served[0]["address"])
            if code is not None:
                raise NotStartedError(code, self.log())
            time.sleep(_POLL_SECONDS)
        self.kill()
        raise NotStartedError(-1, self.log())

    def log(self) -> str:
        """Everything that it has said, on standard output and standard error."""
        return self.log_file.read_text("utf-8", errors="replace")

    def events(self, event: str) -> list[dict[str, Any]]:
        """The structured log lines of this name that are our own, in order."""
        lines = [line for line in self.log().splitlines() if line.startswith("{") and line.endswith("}")]
        return [said for line in lines if (said := json.loads(line)).get("event") == event]

    def letters(self, to: str) -> list[dict[str, Any]]:
        """The letters to this address, as staging's inbox shows them, the newest first."""
        answer = httpx.get(f"{self.address}/staging/inbox.json", params={"to": to}, verify=False)  # noqa: S501
        letters: list[dict[str, Any]] = answer.json()["letters"]
        return letters

    def code_to(self, email: str) -> str:
        """The next code to this address: waits for one that was not given out here before."""
        letter = self._awaited_letter(
            email, lambda letter: letter["code"] and (email, letter["at"]) not in self._codes_given
        )
        self._codes_given.add((email, letter["at"]))
        return str(letter["code"])

    def letter_to(self, email: str, kind: str) -> dict[str, Any]:
        """The newest letter of this kind to this address: waits for it, since a letter is carried a moment after what it
        tells of."""
        return self._awaited_letter(email, lambda letter: letter["kind"] == kind)

    def _awaited_letter(self, email: str, is_wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            for letter in self.letters(email):
                if is_wanted(letter):
                    return letter
            time.sleep(_POLL_SECONDS)
        raise TimeoutError("no such letter came")

    def memory(self) -> int:
        """Resident memory in bytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text("ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def ask_to_stop(self) -> None:
        """SIGTERM, without waiting."""
        self.process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """SIGTERM, and the exit code; killed and -9 when it takes too long."""
        if self.process.poll() is None:
            self.ask_to_stop()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return -signal.SIGKILL

    def kill(self) -> None:
        """SIGKILL: nothing is finished, nothing is flushed."""
        self.process.kill()
        self.process.wait()

    def pause(self) -> None:
        """SIGSTOP: it stands still, with its connections open."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """SIGCONT."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def serving(data: Path, **settings: Any) -> Iterator[ServerProcess]:
    """A server until the block is left; then it is stopped if it still runs."""
    server = ServerProcess(data, **settings)
    try:
        yield server
    finally:
        server.stop()


async def add_party(
    data: Path,
    rp: str,
    *,
    token_algorithm: TokenAlgorithm = TokenAlgorithm.RS256,
    der_signatures: bool = False,
    disabled: bool = False,
    revoked: bool = False,
    **settings: Any,
) -> str:
    """A relying party's API key, written into the deployment before (or while) it is served."""
    stores = await open_stores(Settings(data=data, **settings))
    try:
        party = RelyingParty(RpId(rp), f"The {rp}", token_algorithm, der_signatures)
        await stores.parties.create_party(party)
        api_key = make_api_key(system_chance)
        assert await stores.parties.add_key(
            ApiKey(
                prefix=prefix_of(api_key),
                rp=party.rp,
                key_hash=stores.api_keys(api_key.encode()),
                created=SystemClock().now(),
            )
        )
        if disabled:
            assert await stores.parties.disable_party(party.rp)
        if revoked:
            assert await stores.parties.revoke_key(prefix_of(api_key))
        return api_key
    finally:
        await stores.database.close()

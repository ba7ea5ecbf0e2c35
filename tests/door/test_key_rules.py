"""What a key may, and from where, is the same over REST and gRPC, HTTP/1.1 and HTTP/2."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from autheid.account.rp import ApiKey, KeyRight, make_api_key, prefix_of
from autheid.config import Settings
from autheid.kernel.clock import Millis, SystemClock, after
from autheid.kernel.secret import system_chance
from autheid.staging.reference import TEST_RP
from tests.door.running import Running, running
from tests.support.rp import DOORS, RefusedError, rp_at

WHOM = "approve+0s@example.com"


@pytest.fixture
async def inside(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(Settings(profile="staging", data=tmp_path / "data", drain_seconds=5)) as it:
        yield it


async def _key(inside: Running, **more: object) -> str:
    secret = make_api_key(system_chance)
    stores = inside.service.stores
    facts: dict[str, object] = {
        "prefix": prefix_of(secret),
        "rp": TEST_RP.rp,
        "key_hash": stores.api_keys(secret.encode()),
        "created": SystemClock().now(),
    }
    assert await stores.parties.add_key(ApiKey(**facts | more))  # type: ignore[arg-type]
    return secret


@pytest.mark.parametrize("door", DOORS)
async def test_a_key_is_held_to_its_addresses_permissions_and_end(inside: Running, door: str) -> None:
    refused = {
        await _key(inside, networks=("198.51.100.0/24",)): "this API key may not be used from this address",
        await _key(
            inside, rights=frozenset({KeyRight.READ})
        ): "this API key has no permission `requests:write`",
        await _key(inside, expires=Millis(1)): "a valid API key is needed: `Authorization: Bearer KEY`",
    }
    for key, sentence in refused.items():
        async with rp_at(door, inside.address, key=key) as rp:
            with pytest.raises(RefusedError) as error:
                await rp.create(email=WHOM)
            assert error.value.message == sentence
    here = ("127.0.0.0/8", "::1/128")
    soon = after(SystemClock().now(), seconds=60)
    async with rp_at(door, inside.address, key=await _key(inside, networks=here, expires=soon)) as rp:
        request_id = await rp.create(email=WHOM)
        assert (await rp.result(request_id))["status"] == "SUCCESS"
    writer = await _key(inside, rights=frozenset({KeyRight.ASK}))
    async with rp_at(door, inside.address, key=writer) as rp:
        request_id = await rp.create(email=WHOM)
        with pytest.raises(RefusedError, match="requests:read"):
            await rp.result(request_id)

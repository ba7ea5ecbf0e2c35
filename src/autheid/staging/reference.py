"""The relying party and the API key that the reference publishes for the test environment."""

from __future__ import annotations

from autheid.account.rp import ApiKey, RelyingParty, prefix_of
from autheid.kernel.clock import Clock
from autheid.kernel.ids import RpId
from autheid.kernel.secret import KeyedHash
from autheid.needs.parties import Parties

TEST_RP = RelyingParty(rp=RpId("auth-eid-test"), name="Auth eID Test")
TEST_API_KEY = "Pj+GIg2/l7ZKmicZi37+1giqKJ1WH3Vt8vSSxCuvPkKD"
"""Public knowledge (api-reference, "Production environment"), so it opens nothing but the staging profile."""


async def open_test_rp(parties: Parties, *, hasher: KeyedHash, clock: Clock) -> None:
    """Make sure that the test RP and its key are there."""
    await parties.create_party(TEST_RP)
    await parties.add_key(
        ApiKey(
            prefix=prefix_of(TEST_API_KEY),
            rp=TEST_RP.rp,
            key_hash=hasher(TEST_API_KEY.encode()),
            created=clock.now(),
        )
    )

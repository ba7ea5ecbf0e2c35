"""What any store promises about relying parties and keys (`autheid.needs.parties`)."""

from __future__ import annotations

import asyncio

import msgspec

from autheid.account.rp import ApiKey, RelyingParty
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import SigningKey, make_signing_key
from tests.support.stores import Shelf, Store

NOW = Millis(1_700_000_000_000)
SHOP = RelyingParty(RpId("shop"), "The “Shop”", TokenAlgorithm.RS256)
BANK = RelyingParty(RpId("bank"), "Bank", TokenAlgorithm.ES256, der_signatures=True)


def _key(prefix: str = "Pj+GIg2/", rp: str = "shop", *, created: int = NOW) -> ApiKey:
    return ApiKey(prefix=prefix, rp=RpId(rp), key_hash=b"\0hash\xff", created=created)


async def test_a_party_is_kept_whole_and_listed_by_name(shelf: Shelf) -> None:
    for party in (SHOP, BANK):
        assert await shelf.store.parties.create_party(party)
    store = await shelf.reopen()
    assert await store.parties.parties() == [BANK, SHOP]


async def test_a_name_is_given_once_and_the_first_stays(store: Store) -> None:
    made = await asyncio.gather(
        *(store.parties.create_party(msgspec.structs.replace(SHOP, name=str(n))) for n in range(20))
    )
    assert made.count(True) == 1
    assert [party.name for party in await store.parties.parties()] == [str(made.index(True))]


async def test_an_unknown_party_has_nothing(store: Store) -> None:
    assert await store.parties.parties() == []
    assert await store.parties.keys_of(RpId("nobody")) == []
    assert not await store.parties.disable_party(RpId("nobody"))


async def test_a_party_is_disabled_once_and_its_keys_say_so(shelf: Shelf) -> None:
    for party in (SHOP, BANK):
        await shelf.store.parties.create_party(party)
    await shelf.store.parties.add_key(_key())
    assert await shelf.store.parties.disable_party(SHOP.rp)
    assert not await shelf.store.parties.disable_party(SHOP.rp)
    disabled = msgspec.structs.replace(SHOP, disabled=True)
    store = await shelf.reopen()
    assert await store.parties.parties() == [BANK, disabled]
    assert await store.parties.key_by_prefix("Pj+GIg2/") == (_key(), disabled)


async def test_a_key_is_found_by_its_prefix_in_this_very_case(shelf: Shelf) -> None:
    await shelf.store.parties.create_party(SHOP)
    assert await shelf.store.parties.add_key(_key())
    store = await shelf.reopen()
    assert await store.parties.key_by_prefix("Pj+GIg2/") == (_key(), SHOP)
    for other in ("pj+gig2/", "Pj+GIg2", "Pj+GIg2//", "%", ""):
        assert await store.parties.key_by_prefix(other) is None


async def test_a_prefix_is_given_once_and_only_to_a_party_that_is_there(store: Store) -> None:
    for party in (SHOP, BANK):
        await store.parties.create_party(party)
    assert await store.parties.add_key(_key())
    assert not await store.parties.add_key(_key(rp="bank"))
    assert not await store.parties.add_key(_key("other+++", rp="nobody"))
    assert await store.parties.keys_of(BANK.rp) == []


async def test_keys_are_listed_in_the_order_they_were_made(store: Store) -> None:
    await store.parties.create_party(SHOP)
    keys = [_key("c", created=1), _key("a", created=2), _key("b", created=2)]
    for key in reversed(keys):
        await store.parties.add_key(key)
    assert await store.parties.keys_of(SHOP.rp) == keys


async def test_a_key_is_revoked_once_and_alone(shelf: Shelf) -> None:
    await shelf.store.parties.create_party(SHOP)
    for prefix in ("a", "b"):
        await shelf.store.parties.add_key(_key(prefix))
    assert await shelf.store.parties.revoke_key("a")
    assert not await shelf.store.parties.revoke_key("a")
    assert not await shelf.store.parties.revoke_key("x")
    assert [key.revoked for key in await (await shelf.reopen()).parties.keys_of(SHOP.rp)] == [True, False]


async def test_signing_keys_are_kept_whole_and_retired_by_algorithm(shelf: Shelf) -> None:
    first, other, second, third = (
        make_signing_key(algorithm, active_from=Millis(active_from))
        for algorithm, active_from in [
            (TokenAlgorithm.ES256, 1),
            (TokenAlgorithm.RS256, 2),
            (TokenAlgorithm.ES256, 3),
            (TokenAlgorithm.ES256, 4),
        ]
    )
    for key in (first, other):
        await shelf.store.signing_keys.add_signing_key(key, retire_others_at=None)
    assert await shelf.store.signing_keys.signing_keys() == [first, other]
    await shelf.store.signing_keys.add_signing_key(second, retire_others_at=Millis(50))
    await shelf.store.signing_keys.add_signing_key(third, retire_others_at=Millis(60))

    def until(key: SigningKey, moment: int) -> SigningKey:
        return msgspec.structs.replace(key, published_until=Millis(moment))

    expected = [until(first, 50), other, until(second, 60), third]
    assert await (await shelf.reopen()).signing_keys.signing_keys() == expected

"""A verification that ended is told to whoever has a KYC of the person, once; on a real store, by a clock that is set."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from autheid.account.rp import RelyingParty
from autheid.hook.endpoint import Endpoint, EndpointId, HookSecret
from autheid.hook.event import EventKind
from autheid.kernel.clock import Millis, SetClock
from autheid.kernel.ids import AccountId, DeviceId, RequestKey, UniqueUserId
from autheid.kernel.secret import digest, system_chance
from autheid.needs.cases import CaseWritten
from autheid.request.kind import RequestKind
from autheid.request.opening import Opening
from autheid.request.state import IdentificationEvidence, KycEvidence, Succeeded
from autheid.usecase.tell_expiry import TellExpiry
from tests.contract.test_cases import NOW, _accepted, _account, _case
from tests.support.samples import changed, opening_of
from tests.support.stores import IDS, Store, open_sqlite

_ENDS = Millis(NOW + 1000)
_PERSON = IdentificationEvidence(
    **{name: "x" for name in IdentificationEvidence.__struct_fields__ if name != "user_pub_key"},
    user_pub_key=b"k",
)


async def _verify(store: Store, account: AccountId, case_name: str, ends: int) -> None:
    case = _case(account, case_name)
    assert await store.cases.add(case)
    accepted = msgspec.structs.replace(case, state=_accepted(ends), version=2)
    assert await store.cases.write(accepted, now=NOW) is CaseWritten.WRITTEN


async def _give_kyc(store: Store, account: AccountId, *, number: int) -> Opening:
    key = RequestKey((NOW << 22) + number)
    opening = changed(
        opening_of(kind=RequestKind.KYC),
        key=key,
        request_id=IDS.make(key, system_chance),
        account=account,
        created=NOW,
    )
    await store.requests.open(opening, address=digest(b"a"), idempotency=None, limits=None)
    evidence = KycEvidence(
        identification=_PERSON,
        passport_issuing_state="SWE",
        passport_number="1",
        passport_expiration="2031-01-01",
        screenings=(),
        kyc_file="a",
        residency_file="b",
        embedded=False,
    )
    ended = Succeeded(NOW, DeviceId("d"), "Phone", UniqueUserId("ada00000"), evidence, b"s")
    assert await store.requests.end(opening, ended)
    return opening


async def test_whoever_has_a_kyc_is_told_once_and_only_when_nothing_newer_holds(tmp_path: Path) -> None:
    store, clock = await open_sqlite(tmp_path), SetClock(NOW)
    rp = opening_of().rp
    await store.parties.create_party(RelyingParty(rp, "The Shop"))
    await store.hooks.add(
        Endpoint(
            endpoint_id=EndpointId("ep_1"),
            rp=rp,
            url="https://shop.example",
            kinds=frozenset({EventKind.KYC_EXPIRED}),
            secrets=(HookSecret(b"s" * 32),),
            created=NOW,
        )
    )
    ada, bo = [(await _account(store, name)).account for name in ("ada", "bo")]
    for account in (ada, bo):
        await _verify(store, account, f"first of {account}", _ENDS)
        await _give_kyc(store, account, number=2 * account)
    latest = await _give_kyc(store, ada, number=2 * ada + 100)
    await _verify(store, bo, "second of bo", _ENDS + 10**9)

    def tell() -> TellExpiry:
        return TellExpiry(cases=store.cases, requests=store.requests, hooks=store.hooks, clock=clock)

    first = tell()
    assert await first() == 0
    clock.advance(millis=1000)
    assert (await first(), await first(), await tell()()) == (2, 0, 2)
    (event,) = await store.hooks.due(now=clock.now(), most=5)
    told = json.loads(event.body)
    assert (told["type"], told["data"]) == ("kyc.expired", {"request_id": latest.request_id})
    await store.close()

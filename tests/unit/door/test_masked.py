"""The call that the portal shows is one that the API would take, but for what is masked in it."""

from __future__ import annotations

import json

import msgspec
import pytest

from autheid.door.portal.masked import MASK, call_of, masked_email
from autheid.door.wire_json import create_request_of
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RequestId, RequestKey, RpId
from autheid.request.kind import RequestKind
from autheid.request.opening import Claim, KycOptions, NewRequest, Opening
from tests.support.world import asking

ASKED = {
    "plain": asking(),
    "claims": asking(claims=(Claim("level", "gold"),), verified_only=True),
    "signature": asking(RequestKind.SIGNATURE, protobuf=True, invisible_data=b"secret", verified_only=True),
    "kyc": msgspec.structs.replace(asking(RequestKind.KYC), kyc=KycOptions(embedded=True)),
    "local": asking(local=True, started_from="Chrome", description="two\nlines", timeout_seconds=120),
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_the_shown_call_parses_and_tells_nothing_personal(asked: NewRequest) -> None:
    opening = Opening(
        key=RequestKey(1),
        request_id=RequestId("x"),
        rp=RpId("shop"),
        rp_name="The Shop",
        account=None,
        email="ada@example.com",
        created=Millis(0),
        asked=asked,
    )
    shown = json.dumps(call_of(opening))
    wire = create_request_of(shown.encode())
    assert wire.title == asked.title
    assert (wire.use_local_account, wire.started_from) == (asked.local, asked.started_from)
    for personal in ("ada@example.com", "gold", "secret"):
        assert personal not in shown


def test_an_address_keeps_its_first_letter_and_its_domain() -> None:
    assert masked_email("ada@example.com") == f"a{MASK}@example.com"
    assert masked_email("") == ""

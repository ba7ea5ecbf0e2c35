"""Fixed values for crafts that need no world: one opening of each kind, always the same bytes."""

from __future__ import annotations

import msgspec

from autheid.account.device import Device, device_id_of
from autheid.device.key import P256, DeviceKey
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, RequestId, RequestKey, RpId
from autheid.pki.curve import Curve
from autheid.request.kind import RequestKind
from autheid.request.opening import NewRequest, Opening
from tests.support.world import asking

CREATED = Millis(1_700_000_000_123)
ACCOUNT = AccountId(7)


def fixed_key(curve: str = P256, *, number: int = 1) -> DeviceKey:
    """A device key that is the same in every run. Its signatures on P-256 are not: they are salted."""
    return DeviceKey(curve, number.to_bytes(32, "big"))


def device_of(key: DeviceKey, *, account: AccountId = ACCOUNT, retired: bool = False) -> Device:
    """The enrolled device that this key is."""
    return Device(
        device_id=device_id_of(key.public_key),
        account=account,
        curve=Curve(key.curve),
        public_key=key.public_key,
        name="Phone",
        retired=retired,
    )


def opening_of(asked: NewRequest | None = None, *, kind: RequestKind = RequestKind.AUTHENTICATION) -> Opening:
    """An opening of this request, addressed to `ACCOUNT`."""
    asked = asked or asking(kind)
    return Opening(
        key=RequestKey(CREATED << 22),
        request_id=RequestId("JHgBYyLjUsJkKktsclwkMfkcv8MRgLkrubwzHBdnIJ4c"),
        rp=RpId("shop"),
        rp_name="The Shop",
        account=ACCOUNT,
        email="" if asked.email is None else asked.email.written,
        created=CREATED,
        asked=asked,
    )


def changed(opening: Opening, **changes: object) -> Opening:
    """The opening with some fields replaced."""
    return msgspec.structs.replace(opening, **changes)

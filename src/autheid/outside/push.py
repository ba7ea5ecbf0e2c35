"""Web Push: RFC 8030 for the way, RFC 8291 for the content, RFC 8292 (VAPID) for who sends."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import NamedTuple
from urllib.parse import urlsplit

import http_ece
import httpx
import msgspec
import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

from autheid.account.push import Subscription
from autheid.kernel.clock import Clock, Millis
from autheid.kernel.ids import AccountId
from autheid.kernel.secret import base64url_text
from autheid.needs.push import Subscriptions

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # FIPS 186-5, P-256
_MOST_WAITING = 10_000
_AT_ONCE = 16
_PATIENCE_SECONDS = 10
_TOKEN_SECONDS = 12 * 3600  # RFC 8292 §2: at most 24 hours
_GONE = frozenset({404, 410})  # RFC 8030 §7.3
_log = structlog.get_logger("autheid.push")


class VapidKey:
    """The key that says who sends; it follows from the master secret, so subscriptions outlive a restart."""

    def __init__(self, seed: bytes, *, contact: str) -> None:
        """`seed` has 48 bytes, so that the scalar is no likelier to be one than another (FIPS 186-5 §A.2.1)."""
        self._key = ec.derive_private_key(int.from_bytes(seed, "big") % (_ORDER - 1) + 1, ec.SECP256R1())
        self._jwk = ECKey.import_key(self._key)
        self._contact = contact

    @property
    def public(self) -> str:
        """The uncompressed point in base64url, as browsers want it."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64url_text(point)

    def authorization(self, endpoint: str, now: Millis) -> str:
        """The header for a push service (RFC 8292 §3)."""
        parts = urlsplit(endpoint)
        claims = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": now // 1000 + _TOKEN_SECONDS,
            "sub": self._contact,
        }
        token = jwt.encode({"alg": "ES256", "typ": "JWT"}, claims, self._jwk, algorithms=["ES256"])
        return f"vapid t={token}, k={self.public}"


class _Waiting(NamedTuple):
    account: AccountId
    request_id: str
    expires: Millis


class WebPush:
    """Wakes browsers, one after another in the background. What is too much is dropped: the app shows what waits."""

    def __init__(self, *, subscriptions: Subscriptions, key: VapidKey, clock: Clock) -> None:
        self._subscriptions = subscriptions
        self._key = key
        self._clock = clock
        self._waiting: deque[_Waiting] = deque(maxlen=_MOST_WAITING)
        self._some = asyncio.Event()

    def nudge(self, account: AccountId, request_id: str, *, expires: Millis) -> None:
        """Note that this account is to be woken."""
        self._waiting.append(_Waiting(account, request_id, expires))
        self._some.set()

    async def run(self) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as http:
            while True:
                await self._some.wait()
                self._some.clear()
                while self._waiting:
                    batch = [self._waiting.popleft() for _ in range(min(_AT_ONCE, len(self._waiting)))]
                    await asyncio.gather(*(self._wake(http, one) for one in batch))

    async def _wake(self, http: httpx.AsyncClient, waiting: _Waiting) -> None:
        try:
            for subscription in await self._subscriptions.subscriptions_of(waiting.account):
                await self._send(http, subscription, waiting)
        except Exception as error:  # noqa: BLE001 - a wake-up is worth a line in the log, never the service
            _log.warning("push_failed", reason=type(error).__name__)

    async def _send(self, http: httpx.AsyncClient, subscription: Subscription, waiting: _Waiting) -> None:
        now = self._clock.now()
        left = (waiting.expires - now) // 1000
        if left <= 0:
            return
        # Who asks stands in no message: a lock screen is no place for it.
        plain = msgspec.json.encode({"requestId": waiting.request_id})
        body = http_ece.encrypt(
            plain,
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=subscription.p256dh,
            auth_secret=subscription.auth,
            version="aes128gcm",
        )
        headers = {
            "authorization": self._key.authorization(subscription.endpoint, now),
            "content-encoding": "aes128gcm",
            "ttl": str(left),
            "urgency": "high",
        }
        answer = await http.post(subscription.endpoint, content=body, headers=headers)
        if answer.status_code in _GONE:
            await self._subscriptions.unsubscribe(subscription.endpoint, device=None)
        elif answer.is_error:
            _log.warning("push_refused", status=answer.status_code)

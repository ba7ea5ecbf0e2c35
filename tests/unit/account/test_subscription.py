"""Which addresses the server lets itself be told to call: those of push services that it knows, and no other."""

from __future__ import annotations

import pytest

from autheid.account.subscription import ENDPOINT_CHARACTERS, Subscription, check_auth, check_endpoint

SERVICES = ("fcm.googleapis.com", "push.apple.com", "http://127.0.0.1:9000")


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/dPVk:APA91b-Q_x",
        "https://web.push.apple.com/QGj",
        "https://a.b.push.apple.com/x?y=z",
        "http://127.0.0.1:9000/one",
    ],
)
def test_an_endpoint_of_a_known_service_is_taken(endpoint: str) -> None:
    assert check_endpoint(endpoint, services=SERVICES) == endpoint


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "fcm.googleapis.com/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com:443/x",
        "https://evilfcm.googleapis.com.example/x",
        "https://evil-fcm.googleapis.com/x",
        "https://xpush.apple.com/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://evil.example/https://fcm.googleapis.com/x",
        "https://evil.example\\.push.apple.com/x",
        "https://evil.example#.push.apple.com/x",
        "https://evil.example?.push.apple.com/x",
        "https://[::1]/x",
        "https://127.0.0.1/x",
        "http://127.0.0.1:9001/x",
        "http://127.0.0.1/x",
        "http://127.0.0.1:9000.evil.example/x",
        "HTTPS://fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x\r\nhost: evil.example",
        "https://fcm.googleapis.com/ x",
        "https://fcm.googleapis.com/ö",
        "https://fcm.googleapis.com/" + "x" * ENDPOINT_CHARACTERS,
        "file:///etc/passwd",
    ],
)
def test_every_other_address_is_refused(endpoint: str) -> None:
    with pytest.raises(ValueError):
        check_endpoint(endpoint, services=SERVICES)


def test_without_services_nothing_is_called() -> None:
    with pytest.raises(ValueError):
        check_endpoint("https://fcm.googleapis.com/x", services=())


def test_a_subscription_has_a_secret_of_sixteen_bytes() -> None:
    """RFC 8291 §3.2."""
    assert check_auth(bytes(16)) == bytes(16)
    for auth in (b"", bytes(15), bytes(17)):
        with pytest.raises(ValueError):
            check_auth(auth)


def test_a_subscription_knows_its_service() -> None:
    assert Subscription("https://a.example/b/c", b"", b"").service == "https://a.example"

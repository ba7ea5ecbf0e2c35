from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from autheid.hook.delivery import PAUSES_SECONDS, pause_after
from autheid.hook.endpoint import OVERLAP_SECONDS, Endpoint, headers_of, new_endpoint, parse_url, rotated
from autheid.hook.event import EventKind, event, events_of_ending
from autheid.kernel.clock import Millis, after
from autheid.kernel.errors import Refusal
from autheid.kernel.ids import RpId
from autheid.kernel.secret import system_chance
from autheid.request.state import TimedOut
from tests.support.samples import opening_of

NOW = Millis(1_700_000_000_000)
RP = RpId("bank")
_KINDS = frozenset({EventKind.REQUEST_FINISHED})
_EVENT = event(EventKind.REQUEST_FINISHED, RP, at=NOW, unique="r", data={"request_id": "r"})


def _endpoint(now: Millis = NOW) -> Endpoint:
    return new_endpoint(
        RP, "https://bank.example/hook", _KINDS, allow_local=False, now=now, chance=system_chance
    )


def _this_moment() -> Millis:
    """The library's receiver knows no other time than the machine's, and forgives five minutes."""
    return Millis(int(datetime.now(UTC).timestamp() * 1000))


def test_what_we_sign_the_specifications_own_library_verifies() -> None:
    endpoint = _endpoint()
    headers = headers_of(endpoint, _EVENT.event_id, _EVENT.body, now=_this_moment())
    told = Webhook(endpoint.secrets[0].text()).verify(_EVENT.body, headers)
    assert told == json.loads(_EVENT.body)
    assert (told["type"], told["data"]) == ("request.finished", {"request_id": "r"})
    with pytest.raises(WebhookVerificationError):
        Webhook(endpoint.secrets[0].text()).verify(_EVENT.body + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(_endpoint().secrets[0].text()).verify(_EVENT.body, headers)


def test_while_secrets_rotate_both_verify_and_a_day_later_the_new_one_alone() -> None:
    now = _this_moment()
    before = _endpoint(Millis(now - 10 * OVERLAP_SECONDS * 1000))
    endpoint = rotated(before, now=now, chance=system_chance)
    headers = headers_of(endpoint, _EVENT.event_id, _EVENT.body, now=now)
    for secret in endpoint.secrets:
        Webhook(secret.text()).verify(_EVENT.body, headers)
    assert [one.value for one in endpoint.alive(after(now, seconds=OVERLAP_SECONDS))] == [
        endpoint.secrets[0].value
    ]
    with pytest.raises(Refusal, match="two secrets are alive"):
        rotated(endpoint, now=now, chance=system_chance)
    again = rotated(endpoint, now=after(now, seconds=OVERLAP_SECONDS), chance=system_chance)
    assert len(again.secrets) == 2


@pytest.mark.parametrize(
    "url",
    [
        "", "bank.example", "http://bank.example/", "ftp://bank.example", "https://", "https:///hook", "https://user@bank.example/",
        "https://bank.example/#part", "https://bank.example/a b", "https://bänk.example/", "https://bank.example\\@evil.example/",
        "https://bank.example/\n", "https://bank.example:port/", "javascript:alert(1)", "https://" + "a" * 2_000,
    ],
)  # fmt: skip
def test_an_address_that_may_not_be_called_is_refused_naming_the_field(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_url(url, allow_local=True)
    assert refused.value.field == "url"


def test_plain_http_is_for_this_machine_and_staging_alone() -> None:
    assert parse_url("http://127.0.0.1:8000/hook?a=1", allow_local=True)
    assert parse_url("https://[2001:db8::1]:8443/hook", allow_local=False)
    with pytest.raises(Refusal):
        parse_url("http://127.0.0.1:8000/hook", allow_local=False)


def test_an_event_has_the_same_id_whenever_it_is_made() -> None:
    opening = opening_of()
    once, twice = (events_of_ending(opening, TimedOut(at=NOW)) for _ in range(2))
    assert once == twice
    (finished,) = once
    assert json.loads(finished.body)["data"]["status"] == "TIMEOUT"
    assert opening.email.encode() not in finished.body


def test_pauses_grow_and_end_after_two_days() -> None:
    assert list(PAUSES_SECONDS) == sorted(PAUSES_SECONDS)
    assert 44 * 3600 < sum(PAUSES_SECONDS) <= 48 * 3600
    assert pause_after(1) == 5
    assert pause_after(len(PAUSES_SECONDS) + 1) is None

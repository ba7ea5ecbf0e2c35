"""Create calls that are nearly right: an answer or a refusal in words of the API, never a fault of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autheid.config import Settings
from tests.door.running import Running, running_aside
from tests.support.rp import RefusedError, answer_of
from tests.support.server import TEST_KEY

HEADERS = {"authorization": f"Bearer {TEST_KEY}"}
PLENTY = 1_000_000
FUZZ = settings(
    max_examples=150,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
FIELDS = (
    "type",
    "email",
    "use_local_account",
    "eid_unique_id",
    "timeout_seconds",
    "timeoutSeconds",
    "title",
    "description",
    "ra_pub_key",
    "idempotent_key",
    "timestamp_created",
    "disable_biometric_authorization",
    "authenticate",
    "signature",
    "kyc",
    "device_key",
    "deviceKey",
)
INNER = (
    "verified_only",
    "claims",
    "key",
    "val",
    "serialization",
    "invisible_data",
    "invisibleData",
    "format",
    "files_format",
    "known_device_ids",
    "register_key",
)
GOOD: dict[str, Any] = {"type": "AUTHENTICATION", "email": "fuzz@example.net", "title": "Fuzz"}

_TEXT = st.text(st.characters(codec=None, categories=None), max_size=40)
_SCALAR = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | _TEXT
    | st.sampled_from(["AUTHENTICATION", "SIGNATURE", "KYC", "a@example.net", "AA==", "_-8", "30", "PEM", ""])
)
_VALUE = st.recursive(
    _SCALAR,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(INNER) | _TEXT, inner, max_size=4)
        | st.fixed_dictionaries({"claims": st.lists(inner, max_size=3)})
    ),
    max_leaves=8,
)
_OBJECT = st.dictionaries(st.sampled_from(FIELDS) | _TEXT, _VALUE, max_size=6)
_NEARLY_GOOD = _OBJECT.map(lambda fields: GOOD | fields)
_BODY = (_OBJECT | _NEARLY_GOOD).map(lambda fields: json.dumps(fields).encode())


@pytest.fixture(scope="module")
def aside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("fuzz") / "data"
    plenty = Settings(
        profile="staging",
        data=data,
        creates_per_second=PLENTY,
        creates_burst=PLENTY,
        open_prompts=PLENTY,
        open_prompts_per_party=PLENTY,
        prompts_per_address=PLENTY,
    )
    with running_aside(plenty) as it:
        yield it


@pytest.fixture(scope="module")
def web(aside: Running) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=aside.address, headers=HEADERS, trust_env=False, timeout=20) as client:
        yield client


def check(answer: httpx.Response) -> None:
    """A success, or the error object with a status of the caller's fault and a sentence of bearable length."""
    try:
        assert answer_of(answer)["success"] is True
    except RefusedError as refused:
        assert refused.code in {"INVALID_ARGUMENT", "FAILED_PRECONDITION"}  # noqa: PT017 - both are right
        assert 0 < len(refused.message) <= 300  # noqa: PT017
        assert "autheid." not in refused.message  # noqa: PT017


@FUZZ
@given(body=_BODY)
@example(body=json.dumps(GOOD).encode())
@example(body=json.dumps(GOOD | {"timeout_seconds": "a\nb"}).encode())
@example(body=json.dumps(GOOD | {"a\nb": 1}).encode())
def test_any_json_is_answered_or_refused(body: bytes, web: httpx.Client) -> None:
    check(web.post("/v1/requests", content=body))


@FUZZ
@given(body=_NEARLY_GOOD.map(lambda fields: json.dumps(fields).encode()), data=st.data())
def test_a_body_with_a_few_bytes_changed_is_answered_or_refused(
    body: bytes, data: st.DataObject, web: httpx.Client
) -> None:
    damaged = bytearray(body)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    check(web.post("/v1/requests", content=bytes(damaged)))


def test_after_all_of_it_the_service_is_well(web: httpx.Client, tmp_path: Path) -> None:
    assert web.get("/healthz").status_code == 200
    check(web.post("/v1/requests", json=GOOD))

"""The RP API's other methods, who may call them, and how much: the same through every door."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.door.conftest import Doors
from tests.support.rp import (
    GRPC,
    HTTP1,
    Fields,
    RefusedError,
    RestRp,
    Rp,
    asking,
    rp_at,
    rp_at_each_door,
)
from tests.support.server import TEST_KEY, serving

NEEDED = "a valid API key is needed: `Authorization: Bearer KEY`"
UNKNOWN = RefusedError("UNAUTHENTICATED", 16, NEEDED)
NOT_FOUND = RefusedError("NOT_FOUND", 5, "no such request")
NO_ID = "A" * 44
METHODS: dict[str, Fields] = {
    "Create": asking(),
    "GetResult": {"request_id": NO_ID},
    "Cancel": {"request_id": NO_ID},
    "GetFile": {"request_id": NO_ID, "file_type": "KYC_PDF"},
    "GetOcsp": {"device_id": "AQID"},
}
WRONG = {
    "none": None,
    "empty": "",
    "a bare key": TEST_KEY,
    "another scheme": f"Basic {TEST_KEY}",
    "no credential": "Bearer",
    "a short one": "Bearer abc",
    "a changed last letter": f"Bearer {TEST_KEY[:-1]}E",
    "a known prefix": f"Bearer {TEST_KEY[:8]}{'A' * 36}",
    "an unknown one": f"Bearer {'A' * 44}",
    "a key twice": f"Bearer {TEST_KEY} {TEST_KEY}",
}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("header", WRONG.values(), ids=WRONG.keys())
async def test_a_wrong_key_opens_no_method(method: str, header: str | None, rps: dict[str, Rp]) -> None:
    for door, rp in rps.items():
        rp.authorization = header
        with pytest.raises(RefusedError) as refused:
            await rp.call(method, METHODS[method])
        assert refused.value == UNKNOWN, door


async def test_rest_names_the_scheme_to_an_unknown_caller(doors: Doors) -> None:
    """RFC 9110 §11.6.1."""
    async with rp_at(HTTP1, doors.address, key=None) as rp:
        assert isinstance(rp, RestRp)
        answer = await rp.send("Create", asking())
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_revoked_key_is_unknown_and_a_disabled_party_is_told_so(
    doors: Doors, rps: dict[str, Rp]
) -> None:
    disabled = RefusedError("FAILED_PRECONDITION", 9, "this relying party's account is disabled")
    for rp in rps.values():
        for key, expected in ((doors.revoked_key, UNKNOWN), (doors.disabled_key, disabled)):
            rp.authorization = f"bearer  {key}"
            with pytest.raises(RefusedError) as refused:
                await rp.call("Create", asking())
            assert refused.value == expected


@pytest.mark.parametrize("request_id", [NO_ID, "A", "-" * 44, "A" * 4000, "É" * 44])
async def test_an_unknown_id_is_not_found_at_any_door(request_id: str, rps: dict[str, Rp]) -> None:
    for door, rp in rps.items():
        for method in ("GetResult", "GetStatus", "Cancel"):
            with pytest.raises(RefusedError) as refused:
                await rp.call(method, {"request_id": request_id})
            assert refused.value == NOT_FOUND, door


async def test_another_partys_request_is_not_found_but_its_status_is_told(
    doors: Doors, rps: dict[str, Rp]
) -> None:
    """Whoever has the id may ask for the status: the id is the secret."""
    for rp in rps.values():
        request_id = await rp.create()
        rp.authorization = f"Bearer {doors.other_key}"
        for method in ("GetResult", "Cancel", "GetFile"):
            fields = {"request_id": request_id} | ({"file_type": "KYC_PDF"} if method == "GetFile" else {})
            with pytest.raises(RefusedError) as refused:
                await rp.call(method, fields)
            assert refused.value == NOT_FOUND
        rp.authorization = None
        assert (await rp.status(request_id))["status"] == "NOT_READY"


async def test_an_idempotent_key_is_each_partys_own(doors: Doors, rps: dict[str, Rp]) -> None:
    fields = asking(idempotent_key="shared by two parties")
    ids = set()
    for rp in rps.values():
        for key in (TEST_KEY, doors.other_key):
            rp.authorization = f"Bearer {key}"
            ids.add((await rp.call("Create", fields))["request_id"])
    assert len(ids) == 2


async def test_grpc_refuses_an_empty_id_and_a_file_without_a_type(doors: Doors) -> None:
    async with rp_at(GRPC, doors.address) as rp:
        for method, field in (
            ("GetResult", "request_id"),
            ("GetStatus", "request_id"),
            ("Cancel", "request_id"),
            ("GetOcsp", "device_id"),
        ):
            with pytest.raises(RefusedError, match=f"INVALID_ARGUMENT 3: {field}: is required"):
                await rp.call(method, {})
        with pytest.raises(RefusedError, match="file_type: must be KYC_PDF or RESIDENCY_PROOF_PDF"):
            await rp.call("GetFile", {"request_id": NO_ID})


async def test_rest_ocsp_without_a_device_is_invalid_too(doors: Doors) -> None:
    async with rp_at(HTTP1, doors.address) as rp:
        with pytest.raises(RefusedError, match="INVALID_ARGUMENT 3: device_id: is required"):
            await rp.call("GetOcsp", {})


async def test_a_request_of_another_kind_has_no_file(rps: dict[str, Rp]) -> None:
    for rp in rps.values():
        request_id = await rp.create()
        for file_type in ("KYC_PDF", "RESIDENCY_PROOF_PDF"):
            with pytest.raises(RefusedError) as refused:
                await rp.call("GetFile", {"request_id": request_id, "file_type": file_type})
            assert refused.value == RefusedError("NOT_FOUND", 5, "this request has no such file")


async def test_cancel_may_be_repeated_at_every_door(rps: dict[str, Rp]) -> None:
    for rp in rps.values():
        request_id = await rp.create()
        for again in rps.values():
            assert await again.cancel(request_id) == {"success": True, "request_id": request_id}
        result = await rp.result(request_id)
        assert (result["status"], result["status_code"]) == ("RP_CANCELLED", 20003)


STATUSES: dict[str, tuple[int, Fields]] = {
    "SUCCESS": (10000, {"email": "approve+0s.statuses@example.com"}),
    "NOT_READY": (20001, {"timeout_seconds": 600}),
    "TIMEOUT": (20002, {"timeout_seconds": 10}),
    "RP_CANCELLED": (20003, {}),
    "USER_CANCELLED": (20004, {"email": "cancel+0s.statuses@example.com"}),
    "ACCOUNT_NOT_VERIFIED": (
        20005,
        {
            "email": "approve-unverified+0s.statuses@example.com",
            "authenticate": {"verified_only": True},
        },
    ),
}


async def test_every_status_and_result_reads_alike_at_every_door(rps: dict[str, Rp]) -> None:
    """One request of each status: the same JSON object through REST and through gRPC, and what Cancel says then."""
    first = rps[HTTP1]
    ids = {status: await first.create(**fields) for status, (_, fields) in STATUSES.items()}
    await first.cancel(ids["RP_CANCELLED"])
    ends = [status for status in STATUSES if status != "NOT_READY"]
    results = await asyncio.gather(
        *(asyncio.gather(*(rp.result(ids[end]) for rp in rps.values())) for end in ends)
    )
    for end, (one, two, three) in zip(ends, results, strict=True):
        assert one == two == three
        assert (one["status"], one["status_code"], one["success"]) == (end, STATUSES[end][0], True)
        assert ("authentication" in one) is (end == "SUCCESS")
    for status, request_id in ids.items():
        expected = {
            "success": True,
            "request_id": request_id,
            "status": status,
            "status_code": STATUSES[status][0],
        }
        for rp in rps.values():
            rp.authorization = None
            assert await rp.status(request_id) == expected


async def test_cancel_after_an_end_tells_which_alike_at_every_door(rps: dict[str, Rp]) -> None:
    for email in ("approve+0s.late@example.com", "cancel+0s.late@example.com"):
        request_id = await rps[HTTP1].create(email=email)
        before = await rps[HTTP1].result(request_id)
        refusals = []
        for rp in rps.values():
            with pytest.raises(RefusedError) as refused:
                await rp.cancel(request_id)
            refusals.append(refused.value)
        assert refusals == [refusals[0]] * 3
        assert refusals[0].code == "FAILED_PRECONDITION"
        assert await rps[GRPC].result(request_id) == before


@pytest.fixture
async def tight(tmp_path: Path) -> AsyncIterator[dict[str, Rp]]:
    """A server that has little to give, and an RP at each of its doors."""
    with serving(
        tmp_path / "data", creates_per_second=1, creates_burst=7, open_waits=2, open_prompts_per_party=3
    ) as server:
        async with rp_at_each_door(server.address) as rps:
            yield rps


async def test_quotas_are_one_for_all_doors_and_say_when_to_come_again(tight: dict[str, Rp]) -> None:
    """Open prompts for an address, blocked calls and creates of a key: RESOURCE_EXHAUSTED, with Retry-After."""
    opened = [await tight[HTTP1].create(email="busy@example.net", timeout_seconds=600) for _ in range(3)]
    for rp in tight.values():
        with pytest.raises(RefusedError) as refused:
            await rp.create(email="Busy@example.net")
        assert (refused.value.code, refused.value.number) == ("RESOURCE_EXHAUSTED", 8)
        assert refused.value.message == "this address has too many requests waiting for an answer"
        assert 590 <= int(refused.value.retry_after or 0) <= 600

    async with AsyncExitStack() as stack:
        waits = [asyncio.create_task(tight[door].result(opened[0])) for door in (HTTP1, GRPC)]
        stack.callback(lambda: [wait.cancel() for wait in waits])
        await asyncio.sleep(0.3)
        for rp in tight.values():
            with pytest.raises(RefusedError) as refused:
                await rp.result(opened[1])
            expected = "too many calls of this API key are waiting for a result; poll the status instead"
            assert refused.value == RefusedError("RESOURCE_EXHAUSTED", 8, expected, "5")
        await tight[HTTP1].cancel(opened[0])
        assert [it["status"] for it in await asyncio.gather(*waits)] == ["RP_CANCELLED"] * 2
    assert (await tight[HTTP1].cancel(opened[1]))["success"] is True

    for rp in tight.values():
        refusal = await until_refused(rp)
        expected = "too many Create calls with this API key; slow down"
        assert refusal == RefusedError("RESOURCE_EXHAUSTED", 8, expected, "1")


async def until_refused(rp: Rp) -> RefusedError:
    """What ends a burst of Create calls."""
    for _ in range(20):
        try:
            await rp.create()
        except RefusedError as refusal:
            return refusal
    raise AssertionError("20 calls at once were all taken")

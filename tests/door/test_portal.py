"""The portal's door without a browser: keys that do what they say, requests that arrive, figures, masks, and Auth eID itself."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from autheid.account.letter import LetterKind, words_of
from autheid.config import Settings
from autheid.request.approval import Answer, UnverifiedApproval
from autheid.request.start_code import parse_start
from autheid.request.statement import approval_statement
from autheid.usecase.sign_in_by_eid import PORTAL_PARTY
from tests.support.desk import Desk, office
from tests.support.world import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    settings = Settings(
        issuer="autheid.test",
        data=tmp_path,
        portal_sign_up="open",
        open_prompts_per_party=50,
        open_prompts=50,
    )
    async with World(tmp_path, settings=settings) as world:
        yield world


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    async with office(world) as made:
        desk = made.desk()
        await desk.sign_up("maja@nordbank.example")
        await desk.found()
        yield desk


async def _key(desk: Desk, **more: object) -> tuple[str, str]:
    body = {"name": "Web shop", "rights": ["requests:write", "requests:read"]} | more
    made = await desk.post(desk.at("/keys"), body)
    return made["secret"], made["key"]["id"]


async def _create(desk: Desk, key: str, email: str = "ada@example.com", **more: object) -> tuple[int, dict]:  # type: ignore[type-arg]
    body = {"type": "AUTHENTICATION", "email": email, "title": "Sign in"} | more
    answer = await desk.http.post("/v1/requests", json=body, headers={"authorization": f"Bearer {key}"})
    return answer.status_code, answer.json()


async def test_a_key_opens_what_it_may_from_where_it_may_until_it_ends(desk: Desk, world: World) -> None:
    reader, _ = await _key(desk, rights=["requests:read"])
    assert (await _create(desk, reader))[0] == 403
    elsewhere, _ = await _key(desk, networks=["198.51.100.0/24"])
    assert (await _create(desk, elsewhere))[1]["message"] == "this API key may not be used from this address"
    here, _ = await _key(desk, networks=["203.0.113.5", "2001:db8::/32"])
    assert (await _create(desk, here))[0] == 200
    soon = world.clock.now() + 60_000
    brief, _ = await _key(desk, expiresAt=soon)
    assert (await _create(desk, brief))[0] == 200
    world.clock.advance(seconds=60)
    assert (await _create(desk, brief))[0] == 401
    for wrong, field in (
        ({"networks": ["not a network"]}, "networks"),
        ({"networks": ["10.0.0.1/8"]}, "networks"),
        ({"rights": []}, "rights"),
        ({"expiresAt": 1}, "expires"),
        ({"name": " "}, "name"),
        ({"name": "a\u202eb"}, "name"),
    ):
        body = {"name": "x", "rights": ["requests:read"]} | wrong
        status, said = await desk.refused(desk.at("/keys"), body)
        assert (status, said.partition(":")[0]) == (400, field)


async def test_a_rotated_key_works_through_the_overlap_and_a_revoked_one_not_at_all(
    desk: Desk, world: World
) -> None:
    old, key_id = await _key(desk)
    turned = await desk.post(desk.at(f"/keys/{key_id}/rotate"), {"overlapSeconds": 3600})
    assert (await desk.refused(desk.at(f"/keys/{key_id}/rotate"), {"overlapSeconds": 0}))[0] == 400
    assert (await desk.refused(desk.at(f"/keys/{key_id}/rotate"), {"overlapSeconds": 7}))[0] == 400
    assert [(await _create(desk, one))[0] for one in (old, turned["secret"])] == [200, 200]
    await desk.post(
        desk.at(f"/keys/{key_id}"), {"name": "Longer", "rights": ["requests:write", "requests:read"]}
    )
    world.clock.advance(seconds=3600)
    assert [(await _create(desk, one))[0] for one in (old, turned["secret"])] == [401, 200]
    await desk.post(desk.at(f"/keys/{turned['key']['id']}/revoke"))
    world.clock.advance(seconds=1)
    assert (await _create(desk, turned["secret"]))[0] == 401
    states = {one["state"] for one in await desk.get(desk.at("/keys"))}
    assert states == {"expired", "revoked"}
    events = [one for one in await world.letters() if one.kind is LetterKind.KEY_EVENT]
    assert [one.detail.partition(") ")[2] for one in events] == [
        "was created by Maja Holm from 203.0.113.5",
        "was made by a rotation by Maja Holm from 203.0.113.5",
        "is being rotated by Maja Holm from 203.0.113.5",
        "was changed by Maja Holm from 203.0.113.5",
        "was revoked by Maja Holm from 203.0.113.5",
    ]
    acts = [(act["what"], act["outcome"]) for act in await desk.get(desk.at("/acts"))]
    assert acts[:4] == [
        ("RevokeKey", "done"),
        ("ChangeKey", "done"),
        ("RotateKey", "refused"),
        ("RotateKey", "refused"),
    ]
    assert acts[-1] == ("CreateOrganisation", "done")
    kept = (await desk.call("GET", desk.at("/acts"))).text
    assert old not in kept
    assert turned["secret"] not in kept


async def test_a_request_is_listed_found_followed_and_cancelled_with_nothing_personal(
    desk: Desk, world: World
) -> None:
    phone = await world.enrol_phone("ada@example.com")
    key, _ = await _key(desk)
    _, created = await _create(desk, key)
    await _create(desk, key, "nobody@example.com", title="To nobody")
    opening = (await world.show.pending(phone.device))[0]
    world.clock.advance(seconds=0.8)
    await world.show.pending(phone.device)
    world.clock.advance(seconds=2)
    await world.answer(phone.device, opening.request_id, phone.answer(opening))
    page = await desk.get(desk.at("/requests"))
    assert [(row["status"], row["email"], row["title"]) for row in page["requests"]] == [
        ("NOT_READY", "n•••@example.com", "To nobody"),
        ("SUCCESS", "a•••@example.com", "Sign in"),
    ]
    assert page["waiting"] == 1
    for query, count in (
        ("status=SUCCESS", 1),
        ("status=TIMEOUT", 0),
        ("type=KYC", 0),
        ("email=ADA@example.com", 1),
        (f"before={page['requests'][0]['requestId']}", 1),
        (f"since={world.clock.now() + 1}", 0),
    ):
        assert len((await desk.get(desk.at(f"/requests?{query}")))["requests"]) == count, query
    for query in ("status=FINE", "type=x", "email=x", "since=-1"):
        assert (await desk.refused(desk.at(f"/requests?{query}"), verb="GET"))[0] == 400
    whole = await desk.get(desk.at(f"/requests/{created['request_id']}"))
    assert [(step["what"], step["afterMillis"]) for step in whole["steps"]] == [
        ("created", 0),
        ("seen", 0),
        ("approved", 2800),
    ]
    text = (await desk.call("GET", desk.at(f"/requests/{created['request_id']}"))).text
    for secret in ("ada@example.com", phone.device.device_id, phone.account.unique_user_id, "Phone"):
        assert secret not in text
    assert whole["answer"]["authentication"]["jwt"].endswith(".•••.•••")
    assert whole["call"] == {
        "type": "AUTHENTICATION",
        "email": "a•••@example.com",
        "title": "Sign in",
        "timeout_seconds": 60,
    }
    unknown = page["requests"][0]["requestId"]
    waits = await desk.get(desk.at(f"/requests/{unknown}"))
    assert [step["what"] for step in waits["steps"]] == ["created", "waits"], "seen would tell who is known"
    await desk.post(desk.at(f"/requests/{unknown}/cancel"))
    assert (await desk.get(desk.at(f"/requests/{unknown}")))["row"]["status"] == "RP_CANCELLED"


async def test_figures_count_calls_requests_and_refusals_and_come_as_a_table(
    desk: Desk, world: World
) -> None:
    key, _ = await _key(desk)
    await _create(desk, key)
    assert (await _create(desk, key, "x"))[0] == 400
    latest = await desk.get(desk.at("/calls"))
    assert [(one["method"], one["code"]) for one in latest] == [
        ("Create", "INVALID_ARGUMENT"),
        ("Create", "OK"),
    ]
    assert "email" in latest[0]["message"]
    await world.service.count()
    [today] = await desk.get(desk.at("/usage?days=1"))
    assert (today["calls"], today["refused"], today["requests"]) == (2, 1, {"NOT_READY": 1})
    assert (await desk.get(desk.at("/keys")))[0]["usedAt"] is not None
    table = await desk.call("GET", desk.at("/usage.csv?days=2"))
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    lines = table.text.removeprefix("\ufeff").splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("date,success,")
    assert lines[2].endswith(",2,1")
    assert (await desk.refused(desk.at("/usage?days=0"), verb="GET"))[0] == 400


async def test_auth_eid_signs_its_own_members_in_by_a_code_and_by_a_number(desk: Desk, world: World) -> None:
    phone = await world.enrol_phone("maja@home.example")
    async with office(world) as made:
        other = made.desk()
        knocked = await other.post("/eid", {"email": "maja@home.example", "startedFrom": "Chrome"})
        assert knocked["matchNumber"]
        ticket = {"requestId": knocked["requestId"], "ticket": knocked["ticket"]}
        assert (await other.post("/eid/look", ticket))["status"] == "Waiting"
        assert (await other.refused("/eid/look", ticket | {"ticket": "x"}))[0] == 404
        assert (await other.refused("/eid/enter", ticket))[0] == 400
        opening = next(one for one in await world.show.pending(phone.device) if one.rp == PORTAL_PARTY.rp)
        picked = opening.match_number
        statement = approval_statement(opening, Answer.APPROVE, match_number=picked)
        approval = UnverifiedApproval(Answer.APPROVE, phone.key.sign(statement), b"", picked)
        await world.answer(phone.device, opening.request_id, approval)
        assert (await other.post("/eid/look", ticket))["status"] == "Succeeded"
        assert (await other.post("/eid/enter", ticket)) == {"known": False}
        await desk.prove()
        await desk.post("/eid/link", ticket)
        assert (await desk.get("/me"))["hasEid"]
        assert (await other.refused("/eid/enter", ticket))[0] == 400, "an approval counts once"
        scanned = await other.post("/eid", {})
        ticket = {"requestId": scanned["requestId"], "ticket": scanned["ticket"]}
        code = (await other.post("/eid/look", ticket))["qr"].partition("#start=")[2]
        assert parse_start(code).request_id == scanned["requestId"]
        await world.cases.picking(phone.device, code)
        local = next(one for one in await world.show.pending(phone.device) if one.asked.local)
        await world.answer(phone.device, local.request_id, phone.answer(local))
        assert (await other.post("/eid/enter", ticket)) == {"known": True}
        assert (await other.get("/me"))["email"] == "maja@nordbank.example"


async def test_a_logo_is_drawn_anew_and_shown_under_a_name_of_its_own(desk: Desk) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (300, 100), (0, 88, 65, 128)).save(out, "PNG", pnginfo=None)
    assert (await desk.call("POST", desk.at("/logo"), out.getvalue())).status_code == 200
    logo = (await desk.get(desk.at("")))["logo"]
    served = await desk.http.get(f"/rp/logos/{logo}.png")
    assert served.headers["content-type"] == "image/png"
    drawn = Image.open(io.BytesIO(served.content))
    assert (drawn.size, drawn.mode) == ((256, 256), "RGBA")
    status, said = await desk.refused(desk.at("/logo"), b"<svg onload=alert(1)>")
    assert (status, said.partition(":")[0]) == (400, "picture")
    assert (await desk.call("POST", desk.at("/logo"), b"")).status_code == 200
    assert (await desk.http.get(f"/rp/logos/{logo}.png")).status_code == 404


async def test_where_members_are_invited_nobody_signs_up_and_no_key_is_made_before_the_domain(
    tmp_path: Path,
) -> None:
    async with World(tmp_path) as world, office(world) as made:
        nobody = made.desk()
        assert (await nobody.refused("/sign-up", {"name": "A", "email": "a@a.example"}))[0] == 403
        assert not (await nobody.get("/about"))["signUp"]
    settings = Settings(issuer="autheid.test", data=tmp_path, portal_sign_up="open")
    async with World(tmp_path, settings=settings) as world, office(world) as made:
        desk = made.desk()
        await desk.sign_up("maja@nordbank.example")
        desk.rp = (await desk.post("/organisations", {"name": "Nordbank"}))["rp"]
        key = {"name": "x", "rights": ["requests:read"]}
        assert "prove your domain" in (await desk.refused(desk.at("/keys"), key))[1]
        claimed = await desk.post(desk.at("/domain"), {"domain": "Nordbank.Example."})
        assert claimed["domain"] == "nordbank.example"
        assert claimed["domainRecord"] == "_autheid.nordbank.example"
        for wrong in ("localhost", "http://a.example", "a_b.example", "1.2.3.4", "-a.example", "x" * 300):
            assert (await desk.refused(desk.at("/domain"), {"domain": wrong}))[0] == 400, wrong
        assert "neither in the DNS" in (await desk.refused(desk.at("/domain/check")))[1]


async def test_an_invitation_comes_by_mail_in_its_inviters_language_and_changes_nobodys_role(
    desk: Desk, world: World
) -> None:
    await desk.post("/me", {"name": "Maja Holm", "language": "sv"})
    invited = await desk.post(desk.at("/invitations"), {"email": "olle@nordbank.example", "role": "viewer"})
    [letter] = [one for one in await world.letters() if one.kind is LetterKind.INVITED]
    assert (letter.to, letter.language, letter.link) == ("olle@nordbank.example", "sv", invited["link"])
    assert "teamet för Nordbank AB" in words_of(letter)[1]
    mine = {"email": "MAJA@nordbank.example", "role": "viewer"}
    assert (await desk.refused(desk.at("/invitations"), mine))[1].startswith("email: is a member's already")
    async with office(world) as made:
        olle = made.desk()
        await olle.join(invited["link"], "Olle")
        olle.rp = desk.rp
        assert (await olle.refused("/join/look", {"token": invited["link"].partition("=")[2]}))[0] == 404
        who = {member["isMe"]: member["worker"] for member in await desk.get(desk.at("/members"))}
        me, worker = who[True], who[False]
        assert "at least one owner" in (await desk.refused(desk.at(f"/members/{me}"), {"role": "viewer"}))[1]
        assert "at least one owner" in (await desk.refused(desk.at("/leave")))[1]
        await desk.post(desk.at(f"/members/{worker}/remove"))
        assert (await olle.refused(olle.at("/keys"), verb="GET"))[0] == 404, "at once, in the same session"


async def test_codes_of_sign_ups_are_guessed_five_times_at_most_and_tell_nobody_who_is_known(
    world: World,
) -> None:
    async with office(world) as made:
        desk = made.desk()
        await desk.sign_up("maja@a.example")
        other = made.desk()
        begun = await other.post("/sign-up", {"name": "Eve", "email": "maja@a.example"})
        assert set(begun) == {"signUpId", "expiresAt"}, "the same as for an address that nobody has"
        for _ in range(5):
            assert (await other.refused(f"/sign-up/{begun['signUpId']}/code", {"code": "000000"}))[0] == 403
        status, said = await other.refused(f"/sign-up/{begun['signUpId']}/code", {"code": "000000"})
        assert (status, said) == (400, "this sign-up is over: begin again")
        for _ in range(3):
            await other.post("/sign-up", {"name": "Eve", "email": "maja@a.example"})
        assert (await other.refused("/sign-up", {"name": "Eve", "email": "Maja@a.example"}))[0] == 429

"""Every route of the portal and the console × every role × another organisation's objects, made from the tables."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from autheid.config import Settings
from autheid.door.work import Access, Proof, WorkRoute
from autheid.team.role import RIGHTS, Right, Role
from autheid.team.worker import IDLE_SECONDS
from tests.support.desk import ORIGIN, Desk, office
from tests.support.world import World, settle

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Cast:
    """One of each role, one of another team, and nobody."""

    world: World
    roles: dict[str, Desk]
    stranger: Desk
    nobody: Desk
    officer: Desk
    chief: Desk


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def cast(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Cast]:
    folder = tmp_path_factory.mktemp("matrix")
    settings = Settings(
        issuer="autheid.test", data=folder, portal_sign_up="open", device_calls_per_second=100_000
    )
    async with World(folder, settings=settings) as world, office(world) as made:
        cast = Cast()
        cast.world = world
        cast.nobody, cast.stranger = made.desk(), made.desk()
        owner = made.desk()
        await owner.sign_up("owner@a.example")
        await owner.found("Alpha")
        cast.roles = {Role.OWNER.value: owner}
        for role in (Role.DEVELOPER, Role.VIEWER):
            invited = await owner.post(
                owner.at("/invitations"), {"email": f"{role.value}@a.example", "role": role.value}
            )
            desk = made.desk()
            await desk.join(invited["link"], role.value)
            desk.rp = owner.rp
            cast.roles[role.value] = desk
        await cast.stranger.sign_up("stranger@b.example")
        await cast.stranger.found("Beta")
        cast.officer, cast.chief = made.desk("console"), made.desk("console")
        await cast.chief.join(await made.invite_officer("Chief", owns=True))
        await cast.officer.join(await made.invite_officer("Olle"))
        yield cast


def _path(route: WorkRoute, rp: str) -> str:
    path = route.path.replace("{rp}", rp)
    while "{" in path:
        head, _, rest = path.partition("{")
        path = head + "none" + rest.partition("}")[2]
    return path


async def _status(desk: Desk, route: WorkRoute, rp: str = "") -> int:
    if route.method == "WatchTeamRequests":
        # An answer that goes on is not waited for: who may not is told at once, and a page that asks may go.
        return (await desk.call("GET", _path(route, rp).replace("/events", "/requests"))).status_code
    return (await desk.call(route.verb, _path(route, rp))).status_code


async def test_the_portal_lets_each_role_do_what_the_table_says_and_nobody_else_anything(cast: Cast) -> None:
    table = cast.world.service.tables["portal"]
    assert len(table) > 50
    rp = cast.roles["owner"].rp
    for route in table:
        if not isinstance(route.access, Right):
            continue
        assert await _status(cast.nobody, route, rp) == 401, route.method
        assert await _status(cast.stranger, route, rp) == 404, route.method
        assert await _status(cast.stranger, route, "no-such-team") == 404, route.method
        for role in Role:
            if route.method == "LeaveTeam":
                continue  # each may, and would be gone
            desk = cast.roles[role.value]
            status = await _status(desk, route, rp)
            if route.access in RIGHTS[role]:
                assert status not in {401, 403, 500, 501}, (route.method, role, status)
            else:
                assert status == 403, (route.method, role, status)


async def test_objects_of_another_team_are_not_found(cast: Cast) -> None:
    owner, stranger = cast.roles["owner"], cast.stranger
    await stranger.prove()
    made = await stranger.post(stranger.at("/keys"), {"name": "Theirs", "rights": ["requests:read"]})
    hook = await stranger.post(
        stranger.at("/webhooks"), {"url": "https://beta.example/h", "events": ["request.finished"]}
    )
    me = (await stranger.get(stranger.at("/members")))[0]["worker"]
    invited = await stranger.post(stranger.at("/invitations"), {"email": "x@b.example", "role": "viewer"})
    assert invited["link"]
    invitation = (await stranger.get(stranger.at("/invitations")))[0]["invitation"]
    theirs = {
        "/keys/{id}/revoke": made["key"]["id"],
        "/keys/{id}/rotate": made["key"]["id"],
        "/webhooks/{id}": hook["endpoint"]["endpoint"],
        "/webhooks/{id}/remove": hook["endpoint"]["endpoint"],
        "/webhooks/{id}/rotate": hook["endpoint"]["endpoint"],
        "/webhooks/{id}/test": hook["endpoint"]["endpoint"],
        "/members/{id}/remove": me,
        "/invitations/{id}/revoke": invitation,
    }
    await owner.prove()
    for path, name in theirs.items():
        body = {"overlapSeconds": 0} if path.startswith("/keys") and "rotate" in path else {}
        status, said = await owner.refused(owner.at(path.replace("{id}", name)), body)
        assert status == 404, (path, said)
    assert len(await stranger.get(stranger.at("/keys"))) == 1
    assert (
        await owner.call("GET", owner.at(f"/webhooks/{hook['endpoint']['endpoint']}/deliveries"))
    ).status_code == 404


async def test_the_console_is_for_officers_and_its_office_for_owners(cast: Cast) -> None:
    for route in cast.world.service.tables["console"]:
        if route.access is Access.ANYBODY or route.method in {"SignOut", "SignOutOthers"}:
            continue
        nobody = cast.nobody
        nobody.realm = "console"
        assert await _status(nobody, route) == 401, route.method
        nobody.realm = "portal"
        member = cast.roles["owner"]
        member.realm = "console"
        assert await _status(member, route) == 401, f"{route.method}: a member is no officer"
        member.realm = "portal"
        chief = await _status(cast.chief, route)
        assert chief not in {401, 403, 500}, (route.method, chief)
        officer = await _status(cast.officer, route)
        if route.access is Access.OWNER:
            assert officer == 403, route.method
        else:
            assert officer not in {401, 403, 500}, (route.method, officer)


async def test_what_changes_anything_comes_from_our_own_page_alone(cast: Cast) -> None:
    owner = cast.roles["owner"]
    body = {"name": "Alpha", "tokenAlgorithm": "RS256", "derSignatures": False}
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
    ):
        answer = await owner.call("POST", owner.at(""), body, **headers)
        assert answer.status_code in {400, 403}, headers
    assert (await owner.call("GET", owner.at("/keys"), **{"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await owner.call("POST", owner.at(""), body)).status_code == 200


async def test_a_pause_and_time_void_what_the_session_may(cast: Cast) -> None:
    """After a quarter of an hour what is dangerous wants the passkey again, and every secret wants it fresh."""
    owner, clock = cast.roles["owner"], cast.world.clock
    await owner.prove()
    clock.advance(seconds=IDLE_SECONDS)
    alive = {
        route.path: route for route in cast.world.service.tables["portal"] if route.proof is not Proof.NONE
    }
    body = {"name": "Alpha", "tokenAlgorithm": "RS256", "derSignatures": False}
    assert len(alive) > 10
    assert await owner.refused(owner.at(""), body) == (400, "proof: is needed again: use your passkey")
    assert (await owner.get("/me"))["freshUntil"] == 0
    await owner.prove()
    await owner.post(owner.at(""), body)
    key = {"name": "Shop", "rights": ["requests:read"]}
    assert (await owner.post(owner.at("/keys"), key))["secret"]
    clock.advance(seconds=5 * 60 + 1)
    await owner.post(owner.at(""), body)
    assert (await owner.refused(owner.at("/keys"), key))[1].startswith("proof:")
    clock.advance(seconds=12 * 3600)
    assert (await owner.refused("/me", verb="GET"))[0] == 401
    await owner.sign_in()
    assert (await owner.get("/me"))["email"] == "owner@a.example"


async def test_a_call_is_judged_when_it_is_whole_not_when_it_begins(cast: Cast) -> None:
    """Whoever is removed while their body still drips in has no part any more when it has come."""
    owner, viewer = cast.roles["owner"], cast.roles["developer"]
    await owner.sign_in()
    await viewer.sign_in()
    worker = next(
        one["worker"] for one in await owner.get(owner.at("/members")) if one["role"] == "developer"
    )
    begun, removed = asyncio.Event(), asyncio.Event()

    async def dripping() -> AsyncIterator[bytes]:
        yield b'{"name": "x", '
        begun.set()
        await removed.wait()
        yield b'"rights": ["requests:read"]}'

    headers = {"origin": ORIGIN, "content-type": "application/json"}
    url = f"/portal/v1{viewer.at('/keys')}"
    call = asyncio.create_task(viewer.http.post(url, content=dripping(), headers=headers))
    await begun.wait()
    await settle()
    await owner.post(owner.at(f"/members/{worker}/remove"))
    removed.set()
    assert (await call).status_code == 404


async def test_an_assertion_counts_once_and_for_its_purpose_and_realm_alone(
    cast: Cast, tmp_path: Path
) -> None:
    owner = cast.roles["owner"]
    used = await owner.used_passkey("sign in")
    await owner.post("/sign-in", used)
    assert (await owner.refused("/sign-in", used))[0] == 400
    other_purpose = await owner.used_passkey("prove")
    assert (await owner.refused("/sign-in", other_purpose))[0] == 401
    owner.realm = "console"
    assert (await owner.refused("/sign-in", await owner.used_passkey("sign in")))[0] == 401
    owner.realm = "portal"
    forged = await owner.used_passkey("sign in")
    owner.passkey = type(owner.passkey)(owner.passkey.origin, credential_id=owner.passkey.credential_id)
    other_key = await owner.used_passkey("sign in")
    assert (await owner.refused("/sign-in", other_key))[0] == 401
    assert (await owner.refused("/sign-in", forged | {"challenge": other_key["challenge"]}))[0] in {400, 401}

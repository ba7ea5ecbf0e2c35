"""What every store promises of people at work (see `autheid.needs.staff`)."""

from __future__ import annotations

from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.needs.staff import SignUp
from autheid.team.act import Act, Outcome
from autheid.team.role import Invitation, Role
from autheid.team.worker import Realm, Worker, WorkerId, WorkPasskey, WorkSession
from tests.support.stores import Shelf

NOW = Millis(1_700_000_000_000)


def _worker(name: str, realm: Realm = Realm.PORTAL, **more: object) -> Worker:
    facts: dict[str, object] = {
        "worker": WorkerId(f"{realm.value}-{name}"),
        "realm": realm,
        "name": name.title(),
        "email": f"{name}@a.example",
        "created": NOW,
    }
    return Worker(**facts | more)  # type: ignore[arg-type]


def _passkey(number: int) -> WorkPasskey:
    return WorkPasskey(credential_id=bytes([number]), public_key=b"k", name="Laptop", added=NOW, used=NOW)


def _invitation(name: str, rp: RpId | None, role: Role = Role.DEVELOPER) -> Invitation:
    return Invitation(
        invitation=name,
        token_hash=name.encode(),
        realm=Realm.CONSOLE if rp is None else Realm.PORTAL,
        rp=rp,
        role=role,
        email=f"{name}@a.example",
        name="",
        invited_by="Maja",
        made=NOW,
        expires=Millis(NOW + 1000),
    )


async def test_a_sign_up_is_used_once_and_an_address_has_one_worker_in_a_realm(shelf: Shelf) -> None:
    staff = shelf.store.staff
    sign_up = SignUp(
        sign_up="s1",
        name="Maja",
        email="maja@a.example",
        language="sv",
        code_hash=b"c",
        tries_left=2,
        expires=NOW,
    )
    await staff.begin_sign_up(sign_up, letters=(), now=NOW)
    counted = await staff.count_try("s1")
    assert counted is not None
    assert (counted.tries_left, counted.language) == (1, "sv")
    await staff.give_back_try("s1")
    assert await staff.count_try("none") is None
    maja = _worker("maja")
    assert await staff.add_worker(maja, _passkey(1), sign_up="s1")
    assert await staff.count_try("s1") is None
    again = _worker("other", email="MAJA@A.example")
    assert not await staff.add_worker(again, _passkey(2)), "another spelling of the mailbox"
    assert await staff.worker(again.worker) is None
    assert await staff.add_worker(_worker("maja", Realm.CONSOLE), _passkey(3)), (
        "the other realm is another worker"
    )
    found = await staff.worker_by_email(Realm.PORTAL, "Maja@a.example")
    assert found == maja
    assert await staff.passkey(bytes([1])) == (_passkey(1), maja)


async def test_the_last_way_in_stays_and_one_account_is_one_workers(shelf: Shelf) -> None:
    staff = shelf.store.staff
    maja, olle = _worker("maja"), _worker("olle")
    await staff.add_worker(maja, _passkey(1))
    await staff.add_worker(olle, _passkey(2))
    assert not await staff.remove_passkey(maja.worker, bytes([1]))
    assert await staff.add_passkey(maja.worker, _passkey(3))
    assert not await staff.add_passkey(olle.worker, _passkey(3)), "a credential is one worker's"
    assert await staff.remove_passkey(maja.worker, bytes([3]))
    linked = _worker("maja", unique_user_id="abcd1234")
    assert await staff.write_worker(linked)
    assert await staff.worker_by_user("abcd1234") == linked
    assert not await staff.write_worker(_worker("olle", unique_user_id="abcd1234"))
    assert await staff.remove_passkey(maja.worker, bytes([1])), "the account signs in"
    assert await staff.passkeys(maja.worker) == []


async def test_what_a_worker_writes_of_themselves_never_lets_them_in_again(shelf: Shelf) -> None:
    staff = shelf.store.staff
    olle = _worker("olle", Realm.CONSOLE, owns=True)
    await staff.add_worker(olle, _passkey(1))
    assert await staff.set_standing(olle.worker, owns=False, disabled=True)
    assert await staff.write_worker(olle), "as it was read before"
    found = await staff.worker(olle.worker)
    assert found is not None
    assert (found.owns, found.disabled) == (False, True)


async def test_sessions_end_one_by_one_all_but_one_and_with_time(shelf: Shelf) -> None:
    staff = shelf.store.staff
    maja = _worker("maja")
    await staff.add_worker(maja, _passkey(1))
    session = WorkSession(worker=maja, opened=NOW, seen=NOW, proven=NOW, expires=Millis(NOW + 10))
    for token in (b"a", b"b", b"c"):
        await staff.open_session(token, session, credential_id=bytes([1]))
    await staff.touch_session(b"a", seen=Millis(NOW + 5), proven=Millis(0))
    touched = await staff.session(b"a")
    assert touched is not None
    assert (touched.seen, touched.proven) == (NOW + 5, 0)
    await staff.end_session(b"b")
    assert await staff.session(b"b") is None
    await staff.end_sessions(maja.worker, but=b"a")
    assert await staff.session(b"c") is None
    assert await staff.use_challenge(b"x", expires=NOW)
    assert not await staff.use_challenge(b"x", expires=NOW)
    await staff.forget_old(now=Millis(NOW + 10))
    assert await staff.session(b"a") is None


async def test_a_team_keeps_an_owner_and_an_invitation_gives_one_seat(shelf: Shelf) -> None:
    staff = shelf.store.staff
    maja, olle = _worker("maja"), _worker("olle")
    await staff.add_worker(maja, _passkey(1))
    rp = RpId("nordbank")
    assert await staff.found_party(RelyingParty(rp, "Nordbank"), maja.worker, now=NOW)
    assert not await staff.found_party(RelyingParty(rp, "Other"), maja.worker, now=NOW)
    assert not await staff.set_role(rp, maja.worker, Role.VIEWER)
    assert not await staff.set_role(rp, maja.worker, None)
    await staff.invite(_invitation("i1", rp), letters=(), now=NOW)
    assert [one.invitation for one in await staff.invitations(Realm.PORTAL, rp)] == ["i1"]
    assert await staff.invitations(Realm.CONSOLE, None) == []
    found = await staff.invitation_by_token(b"i1")
    assert found == _invitation("i1", rp)
    assert await staff.add_worker(olle, _passkey(2), invitation="i1")
    assert not await staff.accept_invitation("i1", maja.worker, now=NOW)
    assert [(one.worker.name, one.role) for one in await staff.members(rp)] == [
        ("Maja", Role.OWNER),
        ("Olle", Role.DEVELOPER),
    ]
    assert await staff.set_role(rp, olle.worker, Role.OWNER)
    assert await staff.set_role(rp, maja.worker, None)
    assert await staff.memberships(maja.worker) == []
    assert await staff.membership(RpId("none"), olle.worker) is None
    await staff.invite(_invitation("i2", None), letters=(), now=NOW)
    assert not await staff.revoke_invitation(Realm.PORTAL, rp, "i2"), "another's"
    assert await staff.revoke_invitation(Realm.CONSOLE, None, "i2")


async def test_acts_are_kept_in_order_with_what_came_of_them(shelf: Shelf) -> None:
    staff = shelf.store.staff
    rp = RpId("nordbank")
    act = Act(realm=Realm.PORTAL, rp=None, at=NOW, worker="w", name="Maja", what="Found", detail="x")
    first = await staff.begin_act(act)
    assert await staff.acts(Realm.PORTAL, rp, before=None, most=9) == []
    known = Act(realm=Realm.PORTAL, rp=rp, at=NOW, worker="w", name="Maja", what="Found", detail="y")
    await staff.end_act(first, known, Outcome.DONE)
    second = await staff.begin_act(known)
    acts = await staff.acts(Realm.PORTAL, rp, before=None, most=9)
    assert [(number, one.detail, one.outcome) for number, one in acts] == [
        (second, "y", Outcome.BEGUN),
        (first, "y", Outcome.DONE),
    ]
    assert [number for number, _ in await staff.acts(Realm.PORTAL, rp, before=second, most=9)] == [first]
    assert await staff.acts(Realm.CONSOLE, None, before=None, most=9) == []

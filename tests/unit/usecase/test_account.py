"""The account of a person with a guarded device: PIN, passkey, addresses, devices and the ways back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path

import msgspec
import pytest

from autheid.account.device import Join
from autheid.account.letter import LetterKind
from autheid.account.pin import PIN_TRIES, PROVEN_SECONDS
from autheid.account.proof import Act, act_statement, session_statement
from autheid.device.key import DeviceKey
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import base64_bytes, base64_text, base64url_text, digest
from autheid.person.email import parse_email
from autheid.request.approval import Answer, UnverifiedApproval
from autheid.request.opening import Opening
from autheid.request.state import Succeeded, UserCancelled
from autheid.request.statement import approval_statement
from autheid.usecase.enrol_device import JOIN_LIFE_SECONDS, Enrolled, TypedPin
from autheid.usecase.verify_act import UnverifiedAct
from tests.support.passkey import PRESENT, Authenticator
from tests.support.world import EnrolledPhone, World, asking, candidate

PROOF, SHARE = b"p" * 32, b"s" * 32
ADA = "ada@example.com"


class WebPhone(EnrolledPhone):
    """A device with a PIN and a session key, as the app is one."""

    session: DeviceKey


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with World(tmp_path) as world:
        await world.add_rp()
        yield world


@pytest.fixture
async def phone(world: World) -> WebPhone:
    enrolment_id, _ = await world.enrol.begin(parse_email(ADA))
    key, session = DeviceKey.make(), DeviceKey.make()
    guarded = msgspec.structs.replace(
        candidate(key, enrolment_id), session_key=session.public_key, pin=TypedPin(PROOF, SHARE)
    )
    enrolled = await world.enrol.complete(enrolment_id, code=await world.code_to(ADA), candidate=guarded)
    assert isinstance(enrolled, Enrolled)
    phone = WebPhone(key, enrolled.account, enrolled.device)
    phone.session = session
    return phone


async def refused(work: Awaitable[object]) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        await work
    return refusal.value


async def asked(world: World, **more: object) -> Opening:
    party = (await world.stores.parties.parties())[0]
    return await world.create(party, asking(**more))  # type: ignore[arg-type]


# The PIN


async def test_the_share_comes_for_the_right_pin_alone(world: World, phone: WebPhone) -> None:
    prove = world.cases.account.prove_pin
    assert await prove(phone.device, b"x" * 32, request_id="") == (None, PIN_TRIES - 1)
    assert await prove(phone.device, PROOF, request_id="") == (SHARE, PIN_TRIES)
    await world.restart()
    assert await world.cases.account.prove_pin(phone.device, PROOF, request_id="") == (SHARE, PIN_TRIES)


async def test_five_wrong_pins_lock_it_however_they_come_and_the_person_is_told(
    world: World, phone: WebPhone
) -> None:
    prove = world.cases.account.prove_pin
    told = await asyncio.gather(*(prove(phone.device, b"x" * 32, request_id="") for _ in range(20)))
    assert sorted(left for _, left in told) == [0] * 16 + [1, 2, 3, 4]
    assert await prove(phone.device, PROOF, request_id="") == (None, 0)
    assert [letter.kind for letter in await world.letters()].count(LetterKind.PIN_LOCKED) == 1


async def test_a_stolen_database_holds_neither_proof_nor_share(world: World, phone: WebPhone) -> None:
    lock = await world.stores.guards.pin_lock(phone.device.device_id)
    assert lock is not None
    assert PROOF not in lock.proof_hash
    assert digest(PROOF) != lock.proof_hash
    assert SHARE not in lock.sealed_share


async def test_an_approval_needs_the_pin_for_this_very_request_a_moment_ago(
    world: World, phone: WebPhone
) -> None:
    one, two = await asked(world), await asked(world)
    answer = phone.answer(one)
    assert (await refused(world.answer(phone.device, one.request_id, answer))).kind is Kind.FORBIDDEN
    prove = world.cases.account.prove_pin
    await prove(phone.device, PROOF, request_id=two.request_id)
    assert (await refused(world.answer(phone.device, one.request_id, answer))).kind is Kind.FORBIDDEN
    await prove(phone.device, PROOF, request_id=one.request_id)
    slow = await asked(world, timeout_seconds=600)
    await prove(phone.device, PROOF, request_id=slow.request_id)
    world.clock.advance(seconds=PROVEN_SECONDS)
    late = await refused(world.answer(phone.device, slow.request_id, phone.answer(slow)))
    assert late.kind is Kind.FORBIDDEN
    await prove(phone.device, PROOF, request_id=slow.request_id)
    _, ended = await world.answer(phone.device, slow.request_id, phone.answer(slow))
    assert isinstance(ended, Succeeded)


async def test_a_changed_pin_opens_what_the_old_one_did_and_only_the_key_changes_it(
    world: World, phone: WebPhone
) -> None:
    new = TypedPin(b"n" * 32, b"t" * 32)
    detail = base64_text(digest(new.proof + new.share))
    change = world.cases.account.change_pin
    other = world.act_of(phone, Act.CHANGE_PIN, base64_text(digest(new.share + new.proof)))
    assert (await refused(change(phone.device, new, other))).field == "signature"
    await change(phone.device, new, world.act_of(phone, Act.CHANGE_PIN, detail))
    prove = world.cases.account.prove_pin
    assert (await prove(phone.device, PROOF, request_id=""))[0] is None
    assert await prove(phone.device, new.proof, request_id="") == (new.share, PIN_TRIES)


# The passkey


async def add_passkey(world: World, phone: EnrolledPhone, authenticator: Authenticator) -> None:
    act = world.act_of(phone, Act.ADD_PASSKEY, base64url_text(authenticator.credential_id))
    made = authenticator.make(base64_bytes(act.challenge))
    await world.cases.account.change_passkey.add(phone.device, made, act)


async def test_a_passkeys_word_over_this_statement_approves_and_is_kept(
    world: World, phone: WebPhone
) -> None:
    authenticator = Authenticator()
    await add_passkey(world, phone, authenticator)
    opening, other = await asked(world), await asked(world)
    word = authenticator.approve(approval_statement(opening, Answer.APPROVE))
    elsewhere = Authenticator("http://evil.example:1", credential_id=authenticator.credential_id)
    for wrong in (
        authenticator.approve(approval_statement(other, Answer.APPROVE)),
        authenticator.approve(approval_statement(opening, Answer.CANCEL)),
        authenticator.approve(approval_statement(opening, Answer.APPROVE), flags=PRESENT),
        elsewhere.approve(approval_statement(opening, Answer.APPROVE)),
        msgspec.structs.replace(word, credential_id=b"another"),
        msgspec.structs.replace(word, signature=b""),
        msgspec.structs.replace(word, client_data_json=b"{}"),
        msgspec.structs.replace(word, authenticator_data=b"x" * 20_000),
    ):
        refusal = await refused(world.answer(phone.device, opening.request_id, phone.answer(opening), wrong))
        assert (refusal.kind, refusal.field) == (Kind.INVALID, "assertion")
    _, ended = await world.answer(phone.device, opening.request_id, phone.answer(opening), word)
    assert isinstance(ended, Succeeded)
    assert ended.assertion == word


async def test_where_the_pin_is_forced_a_passkey_does_not_count(world: World, phone: WebPhone) -> None:
    authenticator = Authenticator()
    await add_passkey(world, phone, authenticator)
    opening = await asked(world, pin_only=True)
    word = authenticator.approve(approval_statement(opening, Answer.APPROVE))
    answer = phone.answer(opening)
    assert (
        await refused(world.answer(phone.device, opening.request_id, answer, word))
    ).kind is Kind.FORBIDDEN
    await world.cases.account.prove_pin(phone.device, PROOF, request_id=opening.request_id)
    _, ended = await world.answer(phone.device, opening.request_id, answer)
    assert isinstance(ended, Succeeded)


async def test_a_passkey_is_made_here_now_and_with_the_person_verified(world: World, phone: WebPhone) -> None:
    add = world.cases.account.change_passkey.add
    here = Authenticator()
    for authenticator, flags, fresh in (
        (Authenticator("http://evil.example:1"), None, True),
        (here, PRESENT, True),
        (here, None, False),
    ):
        act = world.act_of(phone, Act.ADD_PASSKEY, base64url_text(authenticator.credential_id))
        challenge = base64_bytes(act.challenge) if fresh else b"an older challenge"
        made = authenticator.make(challenge) if flags is None else authenticator.make(challenge, flags=flags)
        refusal = await refused(add(phone.device, made, act))
        assert (refusal.kind, refusal.field) == (Kind.INVALID, "credential")
    assert await world.stores.guards.passkey(phone.device.device_id) is None


async def test_a_removed_passkey_approves_nothing(world: World, phone: WebPhone) -> None:
    authenticator = Authenticator()
    await add_passkey(world, phone, authenticator)
    change = world.cases.account.change_passkey
    await change.remove(phone.device, world.act_of(phone, Act.REMOVE_PASSKEY))
    assert (
        await refused(change.remove(phone.device, world.act_of(phone, Act.REMOVE_PASSKEY)))
    ).kind is Kind.NOT_FOUND
    opening = await asked(world)
    word = authenticator.approve(approval_statement(opening, Answer.APPROVE))
    refusal = await refused(world.answer(phone.device, opening.request_id, phone.answer(opening), word))
    assert refusal.kind is Kind.FORBIDDEN


# The session key, and what it can not do


def signed_by(key: DeviceKey, opening: Opening, answer: Answer) -> UnverifiedApproval:
    return UnverifiedApproval(answer, key.sign(approval_statement(opening, answer)), b"")


async def test_the_session_key_opens_sessions_and_says_no(world: World, phone: WebPhone) -> None:
    challenge, _ = world.challenges.make()
    statement = session_statement(device_id=phone.device.device_id, challenge=challenge)
    token, _ = await world.open_session(phone.device.device_id, challenge, phone.session.sign(statement))
    assert (await world.recognise_device(token)).device_id == phone.device.device_id
    opening = await asked(world)
    _, ended = await world.answer(
        phone.device, opening.request_id, signed_by(phone.session, opening, Answer.NOT_ME)
    )
    assert isinstance(ended, UserCancelled)
    assert ended.not_me


async def test_the_session_key_neither_approves_nor_changes_the_account(
    world: World, phone: WebPhone
) -> None:
    opening = await asked(world)
    await world.cases.account.prove_pin(phone.device, PROOF, request_id=opening.request_id)
    approval = signed_by(phone.session, opening, Answer.APPROVE)
    assert (await refused(world.answer(phone.device, opening.request_id, approval))).field == "signature"
    challenge, _ = world.challenges.make()
    statement = act_statement(
        act=Act.MAKE_RECOVERY_CODE, device_id=phone.device.device_id, challenge=challenge, detail=""
    )
    act = UnverifiedAct(challenge, phone.session.sign(statement))
    refusal = await refused(world.cases.account.make_recovery_code(phone.device, act))
    assert refusal.field == "signature"


async def test_an_act_counts_once_for_what_it_names_and_for_a_minute(world: World, phone: WebPhone) -> None:
    make = world.cases.account.make_recovery_code
    act = world.act_of(phone, Act.MAKE_RECOVERY_CODE)
    await make(phone.device, act)
    assert (await refused(make(phone.device, act))).field == "challenge"
    other = world.act_of(phone, Act.REMOVE_PASSKEY)
    assert (await refused(make(phone.device, other))).field == "signature"
    late = world.act_of(phone, Act.MAKE_RECOVERY_CODE)
    world.clock.advance(seconds=61)
    assert (await refused(make(phone.device, late))).field == "challenge"


async def test_a_revoked_devices_act_is_refused_at_once(world: World, phone: WebPhone) -> None:
    tablet = await world.enrol_another(phone)
    act = world.act_of(tablet, Act.MAKE_RECOVERY_CODE)
    revoke = world.act_of(phone, Act.REVOKE_DEVICE, tablet.device.device_id)
    await world.cases.account.revoke_device(phone.device, tablet.device.device_id, revoke)
    refusal = await refused(world.cases.account.make_recovery_code(tablet.device, act))
    assert refusal.kind is Kind.UNKNOWN_CALLER


# Addresses


async def test_an_address_is_added_by_its_code_and_belongs_to_one_account(
    world: World, phone: WebPhone
) -> None:
    bob = await world.enrol_phone("bob@example.com")
    add = world.cases.account.add_email
    taken = parse_email("bob@example.com")
    enrolment_id, _ = await add.begin(
        phone.device, taken, world.act_of(phone, Act.ADD_EMAIL, taken.written), language="en"
    )
    code = await world.code_to("bob@example.com")
    assert (await refused(add.confirm(bob.device, enrolment_id, code=code))).kind is Kind.NOT_FOUND
    assert (await refused(add.confirm(phone.device, enrolment_id, code=code))).kind is Kind.PRECONDITION
    other = parse_email("Ada@Second.example")
    enrolment_id, _ = await add.begin(
        phone.device, other, world.act_of(phone, Act.ADD_EMAIL, other.written), language="sv"
    )
    wrong = await refused(add.confirm(phone.device, enrolment_id, code="000000"))
    assert wrong.kind is Kind.FORBIDDEN
    await add.confirm(phone.device, enrolment_id, code=await world.code_to(other.written))
    found = await world.stores.people.account_by_email(parse_email("ada@second.example"))
    assert found is not None
    assert found.unique_user_id == phone.account.unique_user_id


async def test_an_enrolment_for_an_address_enrols_no_device(world: World, phone: WebPhone) -> None:
    email = parse_email("second@example.com")
    act = world.act_of(phone, Act.ADD_EMAIL, email.written)
    enrolment_id, _ = await world.cases.account.add_email.begin(phone.device, email, act, language="en")
    code = await world.code_to(email.written)
    assert (await refused(world.complete(enrolment_id, code))).kind is Kind.NOT_FOUND
    assert (await refused(world.enrol.check(enrolment_id, code=code))).kind is Kind.NOT_FOUND


async def test_the_last_address_stays(world: World, phone: WebPhone) -> None:
    remove = world.cases.account.remove_email
    act = world.act_of(phone, Act.REMOVE_EMAIL, ADA)
    assert (await refused(remove(phone.device, parse_email(ADA), act))).kind is Kind.PRECONDITION


# Devices, and the ways back


async def test_the_last_device_goes_only_when_a_recovery_code_leads_back(
    world: World, phone: WebPhone
) -> None:
    revoke = world.cases.account.revoke_device
    device_id = phone.device.device_id
    first = await refused(revoke(phone.device, device_id, world.act_of(phone, Act.REVOKE_DEVICE, device_id)))
    assert first.kind is Kind.PRECONDITION
    make = world.cases.account.make_recovery_code
    code = await make(phone.device, world.act_of(phone, Act.MAKE_RECOVERY_CODE))
    await revoke(phone.device, device_id, world.act_of(phone, Act.REVOKE_DEVICE, device_id))
    enrolment_id, _ = await world.enrol.begin(parse_email(ADA))
    mail_code, key = await world.code_to(ADA), DeviceKey.make()
    for wrong in ("", "00000-00000-00000-00000-00000"):
        refusal = await refused(
            world.enrol.complete(
                enrolment_id,
                code=mail_code,
                candidate=candidate(key, enrolment_id),
                recovery_code=wrong,
            )
        )
        assert refusal.kind is (Kind.FORBIDDEN if wrong else Kind.PRECONDITION)
    restored = await world.enrol.complete(
        enrolment_id,
        code=mail_code,
        candidate=candidate(key, enrolment_id),
        recovery_code=code.replace("-", " ").lower().replace("0", "o"),
    )
    assert isinstance(restored, Enrolled)
    assert restored.account.unique_user_id == phone.account.unique_user_id


async def test_a_device_that_was_kept_out_or_asked_too_long_ago_stays_out(
    world: World, phone: WebPhone
) -> None:
    async def ask() -> Join:
        enrolment_id, _ = await world.enrol.begin(parse_email(ADA))
        join = await world.enrol.complete(
            enrolment_id,
            code=await world.code_to(ADA),
            candidate=candidate(DeviceKey.make(), enrolment_id),
            join=True,
        )
        assert isinstance(join, Join)
        return join

    admit = world.cases.account.admit_device
    kept_out = await ask()
    await admit.refuse(phone.device, kept_out.join_id)
    late = await ask()
    world.clock.advance(seconds=JOIN_LIFE_SECONDS)
    for join in (kept_out, late):
        act = world.act_of(phone, Act.ADMIT_DEVICE, join.device.device_id)
        assert (await refused(admit.admit(phone.device, join.join_id, act))).kind is Kind.NOT_FOUND
    assert len(await world.stores.people.known_devices(phone.account.account)) == 1


async def test_a_device_is_admitted_to_its_own_account_and_by_its_own_name_alone(
    world: World, phone: WebPhone
) -> None:
    bob = await world.enrol_phone("bob@example.com")
    enrolment_id, _ = await world.enrol.begin(parse_email(ADA))
    join = await world.enrol.complete(
        enrolment_id,
        code=await world.code_to(ADA),
        candidate=candidate(DeviceKey.make(), enrolment_id),
        join=True,
    )
    assert isinstance(join, Join)
    admit = world.cases.account.admit_device
    stranger = world.act_of(bob, Act.ADMIT_DEVICE, join.device.device_id)
    assert (await refused(admit.admit(bob.device, join.join_id, stranger))).kind is Kind.NOT_FOUND
    another = world.act_of(phone, Act.ADMIT_DEVICE, bob.device.device_id)
    assert (await refused(admit.admit(phone.device, join.join_id, another))).field == "signature"

"""What any store promises about accounts, devices, enrolments and sessions (`autheid.needs.people`)."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from autheid.account.account import Account
from autheid.account.device import Device, Join, JoinState, NewDevice, NewPin, device_id_of
from autheid.account.enrolment import Enrolment, EnrolmentState
from autheid.account.pin import PIN_TRIES
from autheid.device.key import P256, SECP256K1, DeviceKey
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId, UniqueUserId, make_unique_user_id
from autheid.kernel.secret import digest, system_chance
from autheid.needs.people import EmailAdded, EmailRemoved
from autheid.person.email import parse_email
from autheid.pki.curve import Curve
from autheid.pki.passkey import Passkey
from tests.support.stores import Shelf, Store

NOW = Millis(1_700_000_000_000)


def _enrolment(
    enrolment_id: str = "one", email: str = "Ada@Example.com", *, account: AccountId | None = None
) -> Enrolment:
    return Enrolment(
        enrolment_id=enrolment_id,
        email=parse_email(email),
        account=account,
        code_hash=digest(b"code"),
        tries_left=5,
        expires=Millis(NOW + 600_000),
    )


async def _complete(
    store: Store,
    enrolment: Enrolment,
    key: DeviceKey | None = None,
    *,
    fresh_id: UniqueUserId | None = None,
    now: int = NOW,
) -> tuple[Account, Device] | None:
    key = key or DeviceKey.make()
    return await store.enrolments.complete(
        enrolment,
        NewDevice(key.public_key, Curve(key.curve), "Ada’s 📱"),
        fresh_id=fresh_id or make_unique_user_id(system_chance),
        now=Millis(now),
    )


async def _enrolled(
    store: Store, email: str = "Ada@Example.com", key: DeviceKey | None = None
) -> tuple[Account, Device]:
    enrolment = _enrolment(email, email)
    await store.enrolments.begin(enrolment, now=NOW)
    made = await _complete(store, enrolment, key)
    assert made is not None
    return made


# Enrolments


async def test_a_try_is_counted_durably(shelf: Shelf) -> None:
    enrolment = _enrolment()
    await shelf.store.enrolments.begin(enrolment, now=NOW)
    for left in (4, 3):
        counted = await shelf.store.enrolments.count_try("one")
        assert counted == msgspec.structs.replace(enrolment, tries_left=left)
    for left in (2, 1, 0, -1, -2):
        counted = await (await shelf.reopen()).enrolments.count_try("one")
        assert counted is not None
        assert counted.tries_left == left


async def test_of_many_tries_at_once_each_is_counted(store: Store) -> None:
    await store.enrolments.begin(_enrolment(), now=NOW)
    counted = await asyncio.gather(*(store.enrolments.count_try("one") for _ in range(20)))
    assert sorted(c.tries_left for c in counted if c is not None) == list(range(-15, 5))


async def test_an_unknown_enrolment_has_no_tries(store: Store) -> None:
    assert await store.enrolments.count_try("nothing") is None


@pytest.mark.parametrize("curve", [P256, SECP256K1])
async def test_completing_makes_the_account_and_the_device(shelf: Shelf, curve: str) -> None:
    enrolment, key = _enrolment(), DeviceKey.make(curve)
    await shelf.store.enrolments.begin(enrolment, now=NOW)
    made = await _complete(shelf.store, enrolment, key, fresh_id=UniqueUserId("oava51cj"))
    assert made is not None
    account, device = made
    assert account == Account(
        account.account, UniqueUserId("oava51cj"), "Ada@Example.com", None, version=account.version
    )
    assert device == Device(
        device_id=device_id_of(key.public_key),
        account=account.account,
        curve=Curve(curve),
        public_key=key.public_key,
        name="Ada’s 📱",
    )
    store = await shelf.reopen()
    assert await store.people.account(account.account) == account
    assert await store.people.account_by_email(parse_email("ADA@example.COM")) == account
    assert await store.people.account_by_unique_user_id(UniqueUserId("oava51cj")) == account
    assert await store.people.device(device.device_id) == device
    assert await store.people.devices_of(account.account) == [device]
    counted = await store.enrolments.count_try("one")
    assert counted is not None
    assert counted.state is EnrolmentState.DONE


async def test_an_enrolment_is_completed_once_however_many_try(store: Store) -> None:
    enrolment = _enrolment()
    await store.enrolments.begin(enrolment, now=NOW)
    made = await asyncio.gather(*(_complete(store, enrolment) for _ in range(20)))
    assert sum(one is not None for one in made) == 1


async def test_of_many_enrolments_of_one_new_address_one_makes_the_account(store: Store) -> None:
    enrolments = [_enrolment(str(n), "ADA@example.com" if n % 2 else "ada@example.com") for n in range(20)]
    await asyncio.gather(*(store.enrolments.begin(enrolment, now=NOW) for enrolment in enrolments))
    made = await asyncio.gather(*(_complete(store, enrolment) for enrolment in enrolments))
    (account, device) = next(one for one in made if one is not None)
    assert sum(one is not None for one in made) == 1
    assert await store.people.devices_of(account.account) == [device]


async def test_an_address_that_has_an_account_by_now_is_not_enrolled_by_address(store: Store) -> None:
    await _enrolled(store)
    late = _enrolment("late", "ada@example.com")
    await store.enrolments.begin(late, now=NOW)
    assert await _complete(store, late) is None


def _join(account: Account, join_id: str = "join", key: DeviceKey | None = None) -> Join:
    key = key or DeviceKey.make()
    pin = NewPin(digest(b"proof"), b"sealed")
    device = NewDevice(key.public_key, Curve(key.curve), "Tablet", session_key=b"\2" * 33, pin=pin)
    return Join(join_id, account.account, device, NOW, Millis(NOW + 600_000))


async def _waiting(store: Store, account: Account, join_id: str = "join") -> Join:
    enrolment, join = _enrolment(join_id, "ada@example.com"), _join(account, join_id)
    await store.enrolments.begin(enrolment, now=NOW)
    assert await store.enrolments.ask_to_join(enrolment, join, now=NOW)
    return join


async def test_a_device_waits_until_it_is_admitted_once(shelf: Shelf) -> None:
    account, first = await _enrolled(shelf.store)
    join = await _waiting(shelf.store, account)
    store = await shelf.reopen()
    assert await store.enrolments.waiting_joins(account.account, now=NOW) == [join]
    assert await store.enrolments.join_outcome("join") == (join, JoinState.WAITING)
    made = await store.enrolments.admit(join, now=NOW)
    assert made is not None
    assert (made[1].session_key, made[1].guarded) == (b"\2" * 33, True)
    assert await store.enrolments.admit(join, now=NOW) is None
    assert not await store.enrolments.refuse(join, now=NOW)
    assert await store.enrolments.join_outcome("join") == (join, JoinState.ADMITTED)
    assert await store.enrolments.waiting_joins(account.account, now=NOW) == []
    assert {d.device_id for d in await store.people.devices_of(account.account)} == {
        first.device_id,
        made[1].device_id,
    }
    lock = await store.guards.pin_lock(made[1].device_id)
    assert lock is not None
    assert (lock.proof_hash, lock.sealed_share, lock.tries_left) == (digest(b"proof"), b"sealed", PIN_TRIES)


async def test_a_device_that_was_refused_or_waited_too_long_is_not_admitted(store: Store) -> None:
    account, _ = await _enrolled(store)
    refused = await _waiting(store, account, "refused")
    assert await store.enrolments.refuse(refused, now=NOW)
    assert await store.enrolments.admit(refused, now=NOW) is None
    late = await _waiting(store, account, "late")
    assert await store.enrolments.admit(late, now=late.expires) is None
    assert await store.enrolments.waiting_joins(account.account, now=late.expires) == []


async def test_a_recovery_code_restores_once(store: Store) -> None:
    account, _ = await _enrolled(store)
    one, two = _enrolment("1"), _enrolment("2")
    for enrolment in (one, two):
        await store.enrolments.begin(enrolment, now=NOW)
    await store.people.set_recovery(account.account, digest(b"recovery"), now=NOW)

    async def restore(enrolment: Enrolment, recovery: bytes) -> tuple[Account, Device] | None:
        return await store.enrolments.restore(
            enrolment,
            _join(account).device,
            account=account.account,
            recovery_hash=digest(recovery),
            now=NOW,
        )

    assert await restore(one, b"another") is None
    restored = await restore(one, b"recovery")
    assert restored is not None
    assert restored[0].unique_user_id == account.unique_user_id
    assert restored[0].recovery_hash is None
    assert await restore(two, b"recovery") is None


async def test_every_change_raises_the_accounts_version(store: Store) -> None:
    account, device = await _enrolled(store)
    versions = [account.version]

    async def now_at() -> int:
        found = await store.people.account(account.account)
        assert found is not None
        return found.version

    await store.people.set_recovery(account.account, digest(b"r"), now=NOW)
    versions.append(await now_at())
    assert await store.people.rename_device(account.account, device.device_id, "Other")
    versions.append(await now_at())
    join = await _waiting(store, account)
    versions.append(await now_at())
    assert await store.enrolments.refuse(join, now=NOW)
    versions.append(await now_at())
    assert await store.people.retire_device(device.device_id, now=NOW)
    versions.append(await now_at())
    assert versions == sorted(set(versions))


# Addresses


async def _adding(store: Store, account: Account, email: str) -> EmailAdded:
    enrolment = _enrolment(f"add {email}", email, account=account.account)
    await store.enrolments.begin(enrolment, now=NOW)
    return await store.people.add_email(enrolment, most=3, now=NOW)


async def test_an_account_has_up_to_three_addresses_and_keeps_the_last(shelf: Shelf) -> None:
    store = shelf.store
    account, _ = await _enrolled(store)
    await _enrolled(store, "bob@example.com")
    assert await _adding(store, account, "bob@example.com") is EmailAdded.TAKEN
    assert await _adding(store, account, "two@example.com") is EmailAdded.ADDED
    assert await _adding(store, account, "three@example.com") is EmailAdded.ADDED
    assert await _adding(store, account, "four@example.com") is EmailAdded.FULL
    store = await shelf.reopen()
    boxes = [box.email for box in await store.people.mailboxes(account.account)]
    assert boxes == ["Ada@Example.com", "three@example.com", "two@example.com"]
    removals = [
        await store.people.remove_email(account.account, parse_email(email), now=NOW)
        for email in ("ada@example.com", "bob@example.com", "two@example.com", "three@example.com")
    ]
    assert removals == [
        EmailRemoved.REMOVED,
        EmailRemoved.UNKNOWN,
        EmailRemoved.REMOVED,
        EmailRemoved.LAST,
    ]
    found = await store.people.account_by_email(parse_email("three@example.com"))
    assert found is not None
    assert (found.account, found.email) == (account.account, "three@example.com")
    assert await store.people.account_by_email(parse_email("ada@example.com")) is None


# PINs and passkeys


async def _guarded(store: Store) -> DeviceId:
    account, _ = await _enrolled(store)
    made = await store.enrolments.admit(await _waiting(store, account), now=NOW)
    assert made is not None
    return made[1].device_id


async def test_of_many_pin_tries_at_once_five_are_looked_at(store: Store) -> None:
    device_id = await _guarded(store)
    taken = await asyncio.gather(*(store.guards.take_pin_try(device_id) for _ in range(20)))
    assert sorted(lock.tries_left for lock in taken if lock is not None) == [0, 1, 2, 3, 4]


async def test_a_right_pin_gives_the_tries_back_and_notes_its_request(shelf: Shelf) -> None:
    device_id = await _guarded(shelf.store)
    await shelf.store.guards.take_pin_try(device_id)
    await shelf.store.guards.pin_was_right(device_id, request_id="r", now=NOW, tries=5)
    lock = await (await shelf.reopen()).guards.pin_lock(device_id)
    assert lock is not None
    assert (lock.tries_left, lock.proven_request, lock.proven_at) == (5, "r", NOW)


async def test_a_passkey_is_kept_replaced_and_forgotten_with_its_device(store: Store) -> None:
    device_id = await _guarded(store)
    assert await store.guards.passkey(device_id) is None
    for number in (b"1", b"2"):
        await store.guards.put_passkey(device_id, Passkey(number, b"key"), now=NOW)
        assert await store.guards.passkey(device_id) == Passkey(number, b"key")
    assert await store.guards.remove_passkey(device_id, now=NOW)
    assert not await store.guards.remove_passkey(device_id, now=NOW)
    await store.guards.put_passkey(device_id, Passkey(b"3", b"key"), now=NOW)
    assert await store.people.retire_device(device_id, now=NOW)
    assert await store.guards.passkey(device_id) is None
    assert await store.guards.pin_lock(device_id) is None


async def test_a_challenge_is_used_once(store: Store) -> None:
    used = await asyncio.gather(*(store.sessions.use_challenge(b"c", expires=NOW) for _ in range(9)))
    assert used.count(True) == 1


async def test_a_key_that_is_in_use_enrols_nothing_and_leaves_nothing(store: Store) -> None:
    key = DeviceKey.make()
    await _enrolled(store, "ada@example.com", key)
    enrolment = _enrolment("two", "bob@example.com")
    await store.enrolments.begin(enrolment, now=NOW)
    assert await _complete(store, enrolment, key) is None
    assert await store.people.account_by_email(parse_email("bob@example.com")) is None
    assert await _complete(store, enrolment, DeviceKey.make()) is not None


async def test_a_retired_devices_key_stays_in_use(store: Store) -> None:
    key = DeviceKey.make()
    account, device = await _enrolled(store, key=key)
    assert await store.people.retire_device(device.device_id, now=NOW)
    enrolment = _enrolment("again", "bob@example.com")
    await store.enrolments.begin(enrolment, now=NOW)
    assert await _complete(store, enrolment, key) is None
    join = _join(account, key=key)
    assert not await store.enrolments.ask_to_join(enrolment, join, now=NOW)


async def test_a_unique_user_id_is_given_once(store: Store) -> None:
    first, second = _enrolment("1", "ada@example.com"), _enrolment("2", "bob@example.com")
    for enrolment in (first, second):
        await store.enrolments.begin(enrolment, now=NOW)
    assert await _complete(store, first, fresh_id=UniqueUserId("oava51cj"))
    with pytest.raises(Exception, match=r".+"):
        await _complete(store, second, fresh_id=UniqueUserId("oava51cj"))
    assert await store.people.account_by_email(parse_email("bob@example.com")) is None
    assert await _complete(store, second)


# Accounts and devices


async def test_who_is_not_there_is_nobody(store: Store) -> None:
    assert await store.people.account(AccountId(1)) is None
    assert await store.people.account_by_email(parse_email("ada@example.com")) is None
    assert await store.people.account_by_unique_user_id(UniqueUserId("oava51cj")) is None
    assert await store.people.device(DeviceId("x")) is None
    assert await store.people.devices_of(AccountId(1)) == []
    assert not await store.people.retire_device(DeviceId("x"), now=NOW)
    assert not await store.people.set_verification(AccountId(1), NOW)


async def test_a_verification_is_set_and_taken_back(shelf: Shelf) -> None:
    account, _ = await _enrolled(shelf.store)
    for until in (Millis(NOW + 5), Millis(NOW + 9), None):
        assert await shelf.store.people.set_verification(account.account, until)
        found = await (await shelf.reopen()).people.account(account.account)
        assert found == msgspec.structs.replace(account, verified_until=until)


async def test_a_device_is_retired_once_and_stays_on_the_list(shelf: Shelf) -> None:
    account, device = await _enrolled(shelf.store)
    assert await shelf.store.people.retire_device(device.device_id, now=NOW)
    assert not await shelf.store.people.retire_device(device.device_id, now=NOW)
    retired = msgspec.structs.replace(device, retired=True)
    store = await shelf.reopen()
    assert await store.people.device(device.device_id) == retired
    assert await store.people.devices_of(account.account) == [retired]


async def test_of_two_devices_that_revoke_each_other_at_once_one_stays(store: Store) -> None:
    account, first = await _enrolled(store)
    made = await store.enrolments.admit(await _waiting(store, account), now=NOW)
    assert made is not None
    revoked = await asyncio.gather(
        *(
            store.people.retire_device(device.device_id, now=NOW, may_be_last=False)
            for device in (first, made[1])
        )
    )
    assert sorted(revoked) == [False, True]
    assert len(await store.people.known_devices(account.account)) == 1


# Sessions


async def _session(store: Store, device: Device, *, token: str = "t", challenge: str = "c") -> bool:
    return await store.sessions.open_session(
        token_hash=digest(token.encode()),
        challenge_hash=digest(challenge.encode()),
        device_id=device.device_id,
        expires=Millis(NOW + 1000),
        now=NOW,
    )


async def test_a_session_is_its_devices_until_it_expires(shelf: Shelf) -> None:
    _, device = await _enrolled(shelf.store)
    assert await _session(shelf.store, device)
    store = await shelf.reopen()
    assert await store.sessions.session_device(digest(b"t"), now=Millis(NOW + 999)) == device
    assert await store.sessions.session_device(digest(b"t"), now=Millis(NOW + 1000)) is None
    assert await store.sessions.session_device(digest(b"u"), now=NOW) is None


async def test_a_challenge_opens_one_session_however_many_try(store: Store) -> None:
    _, device = await _enrolled(store)
    opened = await asyncio.gather(*(_session(store, device, token=str(n)) for n in range(20)))
    assert opened.count(True) == 1
    assert await _session(store, device, token="x", challenge="another")


async def test_retiring_a_device_closes_its_sessions_and_no_others(store: Store) -> None:
    _, ada = await _enrolled(store)
    _, bob = await _enrolled(store, "bob@example.com")
    await _session(store, ada, token="a", challenge="a")
    await _session(store, ada, token="b", challenge="b")
    await _session(store, bob, token="c", challenge="c")
    await store.people.retire_device(ada.device_id, now=NOW)
    found = [await store.sessions.session_device(digest(token), now=NOW) for token in (b"a", b"b", b"c")]
    assert found == [None, None, bob]


async def test_tidying_forgets_sessions_and_enrolments_that_are_over(store: Store) -> None:
    _, device = await _enrolled(store)
    await _session(store, device)
    await store.enrolments.begin(_enrolment("two", "bob@example.com"), now=NOW)
    await store.requests.tidy(now=Millis(NOW + 999), keep_since=Millis(0), keep_history_since=Millis(0))
    assert await store.sessions.session_device(digest(b"t"), now=NOW) == device
    await store.requests.tidy(now=Millis(NOW + 1000), keep_since=Millis(0), keep_history_since=Millis(0))
    assert await store.sessions.session_device(digest(b"t"), now=NOW) is None
    assert await store.enrolments.count_try("two")
    await store.requests.tidy(now=Millis(NOW + 600_000), keep_since=Millis(0), keep_history_since=Millis(0))
    assert await store.enrolments.count_try("two") is None

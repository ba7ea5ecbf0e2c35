"""What any store promises about accounts, devices, enrolments and sessions (`autheid.needs.people`)."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from autheid.account.account import Account
from autheid.account.device import Device, device_id_of
from autheid.account.enrolment import Enrolment, EnrolmentState
from autheid.device.key import P256, SECP256K1, DeviceKey
from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, DeviceId, UniqueUserId, make_unique_user_id
from autheid.kernel.secret import digest, system_chance
from autheid.person.email import parse_email
from autheid.pki.curve import Curve
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
        device_key=key.public_key,
        curve=key.curve,
        name="Ada’s 📱",
        fresh_id=fresh_id or make_unique_user_id(system_chance),
        now=Millis(now),
    )


async def _enrolled(
    store: Store, email: str = "Ada@Example.com", key: DeviceKey | None = None
) -> tuple[Account, Device]:
    enrolment = _enrolment(email, email)
    await store.enrolments.begin(enrolment)
    made = await _complete(store, enrolment, key)
    assert made is not None
    return made


# Enrolments


async def test_a_try_is_counted_durably(shelf: Shelf) -> None:
    enrolment = _enrolment()
    await shelf.store.enrolments.begin(enrolment)
    for left in (4, 3):
        counted = await shelf.store.enrolments.count_try("one")
        assert counted == msgspec.structs.replace(enrolment, tries_left=left)
    for left in (2, 1, 0, -1, -2):
        counted = await shelf.reopen().enrolments.count_try("one")
        assert counted is not None
        assert counted.tries_left == left


async def test_of_many_tries_at_once_each_is_counted(store: Store) -> None:
    await store.enrolments.begin(_enrolment())
    counted = await asyncio.gather(*(store.enrolments.count_try("one") for _ in range(20)))
    assert sorted(c.tries_left for c in counted if c is not None) == list(range(-15, 5))


async def test_an_unknown_enrolment_has_no_tries(store: Store) -> None:
    assert await store.enrolments.count_try("nothing") is None


@pytest.mark.parametrize("curve", [P256, SECP256K1])
async def test_completing_makes_the_account_and_the_device(shelf: Shelf, curve: str) -> None:
    enrolment, key = _enrolment(), DeviceKey.make(curve)
    await shelf.store.enrolments.begin(enrolment)
    made = await _complete(shelf.store, enrolment, key, fresh_id=UniqueUserId("oava51cj"))
    assert made is not None
    account, device = made
    assert account == Account(account.account, UniqueUserId("oava51cj"), "Ada@Example.com", None)
    assert device == Device(
        device_id=device_id_of(key.public_key),
        account=account.account,
        curve=Curve(curve),
        public_key=key.public_key,
        name="Ada’s 📱",
    )
    store = shelf.reopen()
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
    await store.enrolments.begin(enrolment)
    made = await asyncio.gather(*(_complete(store, enrolment) for _ in range(20)))
    assert sum(one is not None for one in made) == 1


async def test_of_many_enrolments_of_one_new_address_one_makes_the_account(store: Store) -> None:
    enrolments = [_enrolment(str(n), "ADA@example.com" if n % 2 else "ada@example.com") for n in range(20)]
    await asyncio.gather(*(store.enrolments.begin(enrolment) for enrolment in enrolments))
    made = await asyncio.gather(*(_complete(store, enrolment) for enrolment in enrolments))
    (account, device) = next(one for one in made if one is not None)
    assert sum(one is not None for one in made) == 1
    assert await store.people.devices_of(account.account) == [device]


async def test_an_address_that_has_an_account_by_now_is_not_enrolled_by_address(store: Store) -> None:
    await _enrolled(store)
    late = _enrolment("late", "ada@example.com")
    await store.enrolments.begin(late)
    assert await _complete(store, late) is None


async def test_an_invited_device_joins_the_account_that_invited_it(store: Store) -> None:
    account, first = await _enrolled(store)
    invitation = _enrolment("invitation", "ada@example.com", account=account.account)
    await store.enrolments.begin(invitation)
    made = await _complete(store, invitation, now=NOW + 1)
    assert made is not None
    assert made[0] == account
    assert await store.people.devices_of(account.account) == [first, made[1]]


async def test_a_key_that_is_in_use_enrols_nothing_and_leaves_nothing(store: Store) -> None:
    key = DeviceKey.make()
    await _enrolled(store, "ada@example.com", key)
    enrolment = _enrolment("two", "bob@example.com")
    await store.enrolments.begin(enrolment)
    assert await _complete(store, enrolment, key) is None
    assert await store.people.account_by_email(parse_email("bob@example.com")) is None
    assert await _complete(store, enrolment, DeviceKey.make()) is not None


async def test_a_retired_devices_key_stays_in_use(store: Store) -> None:
    key = DeviceKey.make()
    account, device = await _enrolled(store, key=key)
    assert await store.people.retire_device(device.device_id)
    invitation = _enrolment("invitation", account=account.account)
    await store.enrolments.begin(invitation)
    assert await _complete(store, invitation, key) is None


async def test_a_unique_user_id_is_given_once(store: Store) -> None:
    first, second = _enrolment("1", "ada@example.com"), _enrolment("2", "bob@example.com")
    for enrolment in (first, second):
        await store.enrolments.begin(enrolment)
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
    assert not await store.people.retire_device(DeviceId("x"))
    assert not await store.people.set_verification(AccountId(1), NOW)


async def test_a_verification_is_set_and_taken_back(shelf: Shelf) -> None:
    account, _ = await _enrolled(shelf.store)
    for until in (Millis(NOW + 5), Millis(NOW + 9), None):
        assert await shelf.store.people.set_verification(account.account, until)
        found = await shelf.reopen().people.account(account.account)
        assert found == msgspec.structs.replace(account, verified_until=until)


async def test_a_device_is_retired_once_and_stays_on_the_list(shelf: Shelf) -> None:
    account, device = await _enrolled(shelf.store)
    assert await shelf.store.people.retire_device(device.device_id)
    assert not await shelf.store.people.retire_device(device.device_id)
    retired = msgspec.structs.replace(device, retired=True)
    store = shelf.reopen()
    assert await store.people.device(device.device_id) == retired
    assert await store.people.devices_of(account.account) == [retired]


# Sessions


async def _session(store: Store, device: Device, *, token: str = "t", challenge: str = "c") -> bool:
    return await store.sessions.open_session(
        token_hash=digest(token.encode()),
        challenge_hash=digest(challenge.encode()),
        device_id=device.device_id,
        expires=Millis(NOW + 1000),
    )


async def test_a_session_is_its_devices_until_it_expires(shelf: Shelf) -> None:
    _, device = await _enrolled(shelf.store)
    assert await _session(shelf.store, device)
    store = shelf.reopen()
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
    await store.people.retire_device(ada.device_id)
    found = [await store.sessions.session_device(digest(token), now=NOW) for token in (b"a", b"b", b"c")]
    assert found == [None, None, bob]


async def test_tidying_forgets_sessions_and_enrolments_that_are_over(store: Store) -> None:
    _, device = await _enrolled(store)
    await _session(store, device)
    await store.enrolments.begin(_enrolment("two", "bob@example.com"))
    await store.requests.tidy(now=Millis(NOW + 999), keep_since=Millis(0))
    assert await store.sessions.session_device(digest(b"t"), now=NOW) == device
    await store.requests.tidy(now=Millis(NOW + 1000), keep_since=Millis(0))
    assert await store.sessions.session_device(digest(b"t"), now=NOW) is None
    assert await store.enrolments.count_try("two")
    await store.requests.tidy(now=Millis(NOW + 600_000), keep_since=Millis(0))
    assert await store.enrolments.count_try("two") is None

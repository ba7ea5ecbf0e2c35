"""Who lives in a simulation: relying parties, persons and their devices, the same in every life."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autheid.account.account import Account
from autheid.account.device import Device, NewDevice
from autheid.account.rp import RelyingParty
from autheid.assemble.stores import Stores, open_stores
from autheid.config import Settings
from autheid.device.key import DeviceKey
from autheid.hook.endpoint import new_endpoint
from autheid.hook.event import EventKind
from autheid.kernel.clock import Millis, SetClock, after
from autheid.kernel.ids import DeviceId, RequestIds, RpId, make_unique_user_id
from autheid.kernel.secret import Chance, MasterSecret, base64_text
from autheid.needs.wrapping import KeyWrapper
from autheid.outside.secret_file import read_secret
from autheid.outside.wrapping_key import open_wrapping_key
from autheid.person.email import parse_email
from autheid.pki.authority import Authorities
from autheid.pki.curve import Curve
from autheid.store.engine import Transaction
from autheid.store.enrolments import Newcomer, add_account, add_device
from autheid.token.algorithm import TokenAlgorithm
from autheid.token.keys import KeyRing, make_signing_key
from autheid.usecase.keep_authority import KeepAuthority
from tests.sim.disk import Disk

BEGIN = 1_700_000_000_000
"""The wall clock when each life begins."""
LONG_SECONDS = 10 * 365 * 24 * 3600
NOBODYS_ADDRESS = "nobody@example.net"
NODES = 2
"""So many processes there are at most."""
_PERSONS = {"ada@example.net": ("phone", "tablet"), "bob@example.net": ("phone",)}
HOOKED = "bank"
"""The one relying party with a webhook."""
OPEN_PROMPTS_PER_PARTY = 1
_PARTIES = (HOOKED, "shop")


@dataclass
class OwnedDevice:
    """A device in somebody's hand: its key, its session, and what the service knows of it."""

    key: DeviceKey
    device: Device
    session: str


@dataclass
class Person:
    """Somebody with an account."""

    account: Account
    devices: list[OwnedDevice]


class _Derived(MasterSecret):
    """Makes each craft once, and none of them ever changes: a new process of every life would make the same again."""

    def __init__(self, secret: bytes) -> None:
        super().__init__(secret)
        self.hasher = cache(super().hasher)  # type: ignore[method-assign]
        self.sealer = cache(super().sealer)  # type: ignore[method-assign]


@dataclass
class Town:
    """Everything that stands before the first life begins."""

    disk: Disk
    settings: Settings
    master: MasterSecret
    ids: RequestIds
    wrapper: KeyWrapper
    ring: KeyRing
    authorities: Authorities
    parties: list[RelyingParty] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)


def seeded_chance(chance: random.Random) -> Chance:
    """Bytes that a seed gives."""
    return chance.randbytes


def build_town(folder: Path) -> Town:
    """In an empty folder, by the service's own stores."""
    chance = seeded_chance(random.Random(0))
    for name in ("master.secret", "wrapping.key"):
        (folder / name).write_text(base64_text(chance(32)), "utf-8")
        (folder / name).chmod(0o600)
    settings = Settings(
        issuer="autheid.test",
        data=folder,
        prompts_per_address=1000,
        open_prompts_per_party=OPEN_PROMPTS_PER_PARTY,
    )
    return asyncio.run(_settled(settings, chance))


async def _settled(settings: Settings, chance: Chance) -> Town:
    stores = await open_stores(settings)
    key = make_signing_key(TokenAlgorithm.ES256, active_from=Millis(0))
    await stores.parties.add_signing_key(key, retire_others_at=None)
    parties = [await _party(stores, name, chance) for name in _PARTIES]
    authorities = await _authorities(stores, chance)
    persons = [await _person(stores, email, names, chance) for email, names in _PERSONS.items()]
    await stores.database.close()
    master = _Derived(read_secret(settings.data / "master.secret"))
    return Town(
        disk=Disk(settings.data / "autheid.sqlite", processes=NODES),
        settings=settings,
        master=master,
        ids=stores.ids,
        wrapper=open_wrapping_key(settings.data / "wrapping.key"),
        ring=KeyRing([key]),
        authorities=authorities,
        parties=parties,
        persons=persons,
    )


async def _authorities(stores: Stores, chance: Chance) -> Authorities:
    keeper = KeepAuthority(
        certificates=stores.certificates,
        clock=SetClock(BEGIN),
        chance=chance,
        organisation="autheid.test",
    )
    await keeper.refresh()
    return keeper.known


async def _party(stores: Stores, name: str, chance: Chance) -> RelyingParty:
    party = RelyingParty(RpId(name), name.title(), TokenAlgorithm.ES256, der_signatures=False)
    await stores.parties.create_party(party)
    if name == HOOKED:
        kinds = frozenset({EventKind.REQUEST_FINISHED})
        endpoint = new_endpoint(
            party.rp, "https://bank.example/hook", kinds, allow_local=False, now=Millis(BEGIN), chance=chance
        )
        assert await stores.hooks.add(endpoint)
    return party


async def _person(stores: Stores, email: str, names: tuple[str, ...], chance: Chance) -> Person:
    clock = SetClock(BEGIN)
    keys = [DeviceKey.make(chance=chance) for _ in names]
    newcomer = Newcomer(
        parse_email(email),
        make_unique_user_id(chance),
        verified_until=after(clock.now(), seconds=LONG_SECONDS) if email.startswith("ada") else None,
    )

    async def job(tx: Transaction) -> list[tuple[Account, Device]]:
        account = await add_account(tx, newcomer, stores.people._seals, now=clock.now())
        return [
            await add_device(
                tx,
                account,
                NewDevice(key.public_key, Curve.P256, name),
                stores.people._seals,
                now=clock.now(),
            )
            for key, name in zip(keys, names, strict=True)
        ]

    made = await stores.database.write(job)
    await stores.people.set_recovery(made[0][0].account, chance(32), now=clock.now())
    return Person(
        account=made[-1][0],
        devices=[
            OwnedDevice(key, device, await _session(stores, device.device_id, chance))
            for key, (_, device) in zip(keys, made, strict=True)
        ],
    )


async def _session(stores: Stores, device_id: DeviceId, chance: Chance) -> str:
    token = chance(32).hex()
    assert await stores.people.open_session(
        token_hash=stores.master.hasher("session")(token.encode()),
        challenge_hash=chance(32),
        device_id=device_id,
        expires=after(Millis(BEGIN), seconds=LONG_SECONDS),
        now=Millis(BEGIN),
    )
    return token

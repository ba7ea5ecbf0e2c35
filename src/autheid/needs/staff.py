"""Where people at work stand: workers, their passkeys and sessions, teams, invitations, and the record of acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from autheid.account.letter import Letter
from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Millis
from autheid.kernel.ids import RpId
from autheid.team.act import Act, Outcome
from autheid.team.role import Invitation, Membership, Role
from autheid.team.worker import Realm, Worker, WorkerId, WorkPasskey, WorkSession


class SignUp(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who wants to become a member, and whose address is not proven yet."""

    sign_up: str
    name: str
    email: str
    language: str
    code_hash: bytes
    tries_left: int
    expires: Millis


class Staff(Protocol):
    """Workers of both realms. A call returns only after the commit that holds what it wrote."""

    async def begin_sign_up(self, sign_up: SignUp, *, letters: Sequence[Letter], now: Millis) -> None:
        """Keep it, and the letter with its code."""
        ...

    async def count_try(self, sign_up: str) -> SignUp | None:
        """Take a try away, and give what is left; None when there is none."""
        ...

    async def give_back_try(self, sign_up: str) -> None:
        """A right code costs no try."""
        ...

    async def add_worker(
        self,
        worker: Worker,
        passkey: WorkPasskey | None,
        *,
        sign_up: str = "",
        invitation: str = "",
    ) -> bool:
        """A new worker; the sign-up or the invitation is used up in the same transaction, with the seat it gives.

        False when the address has a worker in this realm, or the sign-up or invitation is gone.
        """
        ...

    async def accept_invitation(self, invitation: str, worker: WorkerId, *, now: Millis) -> bool:
        """Give a worker the seat; False when the invitation is gone."""
        ...

    async def worker(self, worker: WorkerId) -> Worker | None: ...

    async def worker_by_email(self, realm: Realm, email: str) -> Worker | None:
        """Two spellings of one mailbox find the same."""
        ...

    async def worker_by_user(self, unique_user_id: str) -> Worker | None:
        """Whose Auth eID account this is."""
        ...

    async def workers(self, realm: Realm) -> list[Worker]:
        """Every worker of a realm, the oldest first: for the console, whose officers are few."""
        ...

    async def write_worker(self, worker: Worker) -> bool:
        """Name, language and account, which are the worker's own; False when the account is another worker's."""
        ...

    async def set_standing(self, worker: WorkerId, *, owns: bool, disabled: bool) -> bool:
        """What others decide of a worker; False when there is none."""
        ...

    async def passkeys(self, worker: WorkerId) -> list[WorkPasskey]:
        """The oldest first."""
        ...

    async def passkey(self, credential_id: bytes) -> tuple[WorkPasskey, Worker] | None: ...

    async def add_passkey(self, worker: WorkerId, passkey: WorkPasskey) -> bool:
        """False when the credential is known."""
        ...

    async def remove_passkey(self, worker: WorkerId, credential_id: bytes) -> bool:
        """False when there is none, or it is the last and no Auth eID account signs in either."""
        ...

    async def use_challenge(self, challenge_hash: bytes, *, expires: Millis) -> bool:
        """False when it was used before."""
        ...

    async def open_session(
        self, token_hash: bytes, session: WorkSession, *, credential_id: bytes | None
    ) -> None:
        """A session, and that the passkey was used."""
        ...

    async def session(self, token_hash: bytes) -> WorkSession | None: ...

    async def touch_session(self, token_hash: bytes, *, seen: Millis, proven: Millis) -> None:
        """Write when it was used and proven last."""
        ...

    async def end_session(self, token_hash: bytes) -> None: ...

    async def end_sessions(self, worker: WorkerId, *, but: bytes = b"") -> None:
        """All of a worker, but the one with this hash."""
        ...

    async def memberships(self, worker: WorkerId) -> list[tuple[Membership, RelyingParty]]:
        """Every team that the worker is in, by the party's name."""
        ...

    async def membership(self, rp: RpId, worker: WorkerId) -> tuple[Membership, RelyingParty] | None: ...

    async def members(self, rp: RpId) -> list[Membership]:
        """A party's team, the oldest first."""
        ...

    async def found_party(self, party: RelyingParty, owner: WorkerId, *, now: Millis) -> bool:
        """A new party with its first owner; False when the id is taken."""
        ...

    async def set_role(self, rp: RpId, worker: WorkerId, role: Role | None) -> bool:
        """Another role, or None for none; False when there is no such member, or it is the last owner."""
        ...

    async def invite(self, invitation: Invitation, *, letters: Sequence[Letter], now: Millis) -> None:
        """Keep it, and the letter that tells of it."""
        ...

    async def invitation_by_token(self, token_hash: bytes) -> Invitation | None: ...

    async def invitations(self, realm: Realm, rp: RpId | None) -> list[Invitation]: ...

    async def revoke_invitation(self, realm: Realm, rp: RpId | None, invitation: str) -> bool: ...

    async def begin_act(self, act: Act) -> int:
        """Write an act down before it is done; its number."""
        ...

    async def end_act(self, number: int, act: Act, outcome: Outcome) -> None:
        """What came of it, and whose it is."""
        ...

    async def acts(
        self, realm: Realm, rp: RpId | None, *, before: int | None, most: int
    ) -> list[tuple[int, Act]]:
        """The latest first."""
        ...

    async def forget_old(self, *, now: Millis) -> None:
        """Sessions, sign-ups, challenges and invitations that have expired."""
        ...

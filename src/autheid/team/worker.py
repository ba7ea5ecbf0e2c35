"""A person at work, their passkeys and their session."""

from __future__ import annotations

from enum import Enum
from typing import NewType

import msgspec

from autheid.account.account import Language
from autheid.kernel.clock import Millis, after
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.secret import Chance, base64url_text
from autheid.person.visible import check_visible

WorkerId = NewType("WorkerId", str)
NAME_CHARACTERS = 64
SESSION_SECONDS = 12 * 3600
"""However busy a session is, it ends then."""
IDLE_SECONDS = 15 * 60
"""After so long without a call, whatever is dangerous wants the passkey again (OWASP ASVS 3.3.2)."""
FRESH_SECONDS = 5 * 60
"""A secret is shown only so soon after the passkey was used."""
MOST_PASSKEYS = 10


class Realm(Enum):
    """Where somebody works. One address may be a member in one and an officer in the other: two workers."""

    PORTAL = "portal"
    CONSOLE = "console"


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """One who signs in. `owns` is for officers: whoever runs the deployment, and may see and invite more."""

    worker: WorkerId
    realm: Realm
    name: str
    email: str
    created: Millis
    language: Language = "en"
    unique_user_id: str = ""
    """Of the Auth eID account that may sign in as this worker; empty when there is none."""
    owns: bool = False
    disabled: bool = False


class WorkPasskey(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey of a worker."""

    credential_id: bytes
    public_key: bytes
    name: str
    added: Millis
    used: Millis


class WorkSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session as the store has it. `proven` is when its worker last showed that it is them; 0 when that is void."""

    worker: Worker
    opened: Millis
    seen: Millis
    proven: Millis
    expires: Millis


def at_call(session: WorkSession, now: Millis) -> WorkSession:
    """The session as a call at this moment finds it: a pause voids the proof. Raises Refusal UNKNOWN_CALLER when it is over."""
    if now >= session.expires or session.worker.disabled:
        raise Refusal(Kind.UNKNOWN_CALLER, "this session is over: sign in again")
    was_idle = now >= after(session.seen, seconds=IDLE_SECONDS)
    return msgspec.structs.replace(session, seen=now, proven=Millis(0) if was_idle else session.proven)


def check_proof(session: WorkSession, now: Millis, *, fresh: bool) -> None:
    """Whether the session's worker may do what is dangerous, or, with `fresh`, see what is shown once.

    Raises Refusal PRECONDITION, whose field is `proof`: the page asks for the passkey and tries again.
    """
    oldest = after(now, seconds=-FRESH_SECONDS) if fresh else Millis(1)
    if session.proven < oldest:
        raise Refusal(Kind.PRECONDITION, "proof: is needed again: use your passkey", field="proof")


def make_worker_id(chance: Chance) -> WorkerId:
    """96 bits of chance."""
    return WorkerId(base64url_text(chance(12)))


def checked_name(field: str, text: str, *, most: int = NAME_CHARACTERS) -> str:
    """A name as others read it, without spaces around. Raises Refusal INVALID."""
    text = " ".join(text.split())
    if not text:
        raise invalid(field, "is required")
    try:
        return check_visible(text, max_characters=most, max_lines=1)
    except ValueError as rule:
        raise invalid(field, str(rule)) from None

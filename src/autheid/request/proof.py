"""What an erased account leaves: that a key approved or signed something, and nothing of the person.

Whoever holds the statement or the document can show that it is the one that was signed: its hash is here, with the
signature and the key. Nobody can tell from it whose key that was.
"""

from __future__ import annotations

import msgspec

from autheid.account.device import Device
from autheid.kernel.clock import Millis
from autheid.kernel.ids import DeviceId, id_digest
from autheid.kernel.secret import digest
from autheid.pki.curve import Curve
from autheid.request.opening import Opening
from autheid.request.state import State, Succeeded
from autheid.request.statement import Answer, approval_statement, document


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """One approval. `device_id` is the public key; hashes are SHA-256, `document_…` empty but for a SIGNATURE."""

    id_digest: bytes
    kind: str
    ended: Millis
    device_id: DeviceId
    curve: Curve
    statement_sha256: bytes
    signature: bytes
    document_sha256: bytes
    document_signature: bytes


def proof_of(opening: Opening, state: State, devices: dict[DeviceId, Device]) -> Proof | None:
    """What stays of a request; None when nothing was approved."""
    if not isinstance(state, Succeeded) or state.device not in devices:
        return None
    made = document(opening)
    statement = approval_statement(opening, Answer.APPROVE, match_number=opening.match_number)
    return Proof(
        id_digest=id_digest(opening.request_id),
        kind=opening.asked.kind.value,
        ended=state.at,
        device_id=state.device,
        curve=devices[state.device].curve,
        statement_sha256=digest(statement),
        signature=state.approval_signature,
        document_sha256=b"" if made is None else digest(made),
        document_signature=state.document_signature,
    )

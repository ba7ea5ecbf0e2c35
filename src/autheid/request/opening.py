"""What a relying party asked, parsed into something that cannot be wrong."""

from __future__ import annotations

from enum import Enum

import msgspec

from autheid.kernel.clock import Millis
from autheid.kernel.ids import AccountId, RequestId, RequestKey, RpId, UniqueUserId
from autheid.kernel.secret import Chance
from autheid.person.email import EmailAddress
from autheid.request.kind import OF_VERIFIED, RequestKind
from autheid.token.algorithm import TokenAlgorithm

DEFAULT_TIMEOUT_SECONDS = 60
TIMEOUT_SECONDS = (10, 600)
TITLE_CHARACTERS = 100
DESCRIPTION_CHARACTERS = 255
DESCRIPTION_LINES = 3
INVISIBLE_DATA_BYTES = 64 * 1024
IDEMPOTENT_KEY_CHARACTERS = 255
STARTED_FROM_CHARACTERS = 100
RETURN_URL_CHARACTERS = 500
CLAIMS = 20
MATCH_CHOICES = 3
CLAIM_KEY_CHARACTERS = 64
CLAIM_VALUE_CHARACTERS = 1024


class Claim(msgspec.Struct, frozen=True):
    """A pair the relying party wants to find in the token (RFC 7519 §4.3)."""

    key: str
    value: str


class AuthenticationOptions(msgspec.Struct, frozen=True, omit_defaults=True):
    """What only an AUTHENTICATION can carry."""

    verified_only: bool = False
    claims: tuple[Claim, ...] = ()


class SignatureOptions(msgspec.Struct, frozen=True, omit_defaults=True):
    """What only a SIGNATURE can carry. `der` asks for an RFC 3279 signature instead of r ‖ s; None means the RP's own."""

    protobuf: bool = False
    invisible_data: bytes = b""
    verified_only: bool = False
    der: bool | None = None


class KycOptions(msgspec.Struct, frozen=True, omit_defaults=True):
    """What only a KYC can carry: whether the PDFs come in the result, or as links."""

    embedded: bool = False


class NewRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """One Create call. `email` is None when the account is named by its unique user id."""

    kind: RequestKind
    email: EmailAddress | None
    unique_user_id: UniqueUserId | None
    timeout_seconds: int
    title: str
    description: str
    ra_pub_key: bytes
    idempotent_key: str
    pin_only: bool
    authentication: AuthenticationOptions
    signature: SignatureOptions
    local: bool = False
    """Addressed to nobody: whoever opens it in their app, by a start code, becomes its user."""
    match_code: bool = False
    """Whether the person must pick the number that the relying party's page shows."""
    started_from: str = ""
    """Where the person started it, in the relying party's words."""
    return_url: str = ""
    kyc: KycOptions = KycOptions()

    @property
    def verified_only(self) -> bool:
        """Whether only a verified account may approve."""
        if self.kind in OF_VERIFIED:
            return True
        options = self.signature if self.kind is RequestKind.SIGNATURE else self.authentication
        return options.verified_only

    def address(self) -> str:
        """Whom it is addressed to, in one string that two spellings of one mailbox share."""
        if self.local:
            return ""
        if self.email is not None:
            return f"email:{self.email.folded}"
        return f"user:{self.unique_user_id}"


_WIRE_NAMES = {
    "local": "use_local_account",
    "kind": "type",
    "unique_user_id": "eid_unique_id",
    "pin_only": "disable_biometric_authorization",
    "authentication": "authenticate",
}


def first_difference(one: NewRequest, other: NewRequest) -> str | None:
    """The wire name of the first field in which two Create calls differ, or None when they ask the same."""
    for name in NewRequest.__struct_fields__:
        if getattr(one, name) != getattr(other, name):
            return _WIRE_NAMES.get(name, name)
    return None


class StartedBy(Enum):
    """How a request came to its person."""

    EMAIL = "email"
    """The relying party named their address; anyone who knows it can start this."""
    QR = "qr"
    """They scanned the code on the screen before them."""
    LINK = "link"
    """They opened the link on this very device."""


class Opening(msgspec.Struct, frozen=True, omit_defaults=True):
    """A request as it was opened. `account` is None for an address that nobody has, and for one that is picked up later.

    Only picking up changes it: then the account, the address presented and how it was started are known.
    """

    key: RequestKey
    request_id: RequestId
    rp: RpId
    rp_name: str
    account: AccountId | None
    email: str
    """What the person and the token will read: the address as the RP wrote it, or the account's first."""
    created: Millis
    asked: NewRequest
    token_algorithm: TokenAlgorithm = TokenAlgorithm.RS256
    """As the RP had it set then, and so are DER signatures."""
    der_signatures: bool = False
    match_number: int = 0
    """The number on the relying party's page; 0 where none must be picked."""
    match_choices: tuple[int, ...] = ()
    """The numbers that the person picks from, in the order shown."""
    started_by: StartedBy = StartedBy.EMAIL
    presented: int = 0
    """How often the address was chosen: an answer counts only for the address it was given with."""

    @property
    def expires(self) -> Millis:
        """From this moment on it has timed out."""
        return Millis(self.created + self.asked.timeout_seconds * 1000)


def draw_match_numbers(chance: Chance) -> tuple[int, tuple[int, ...]]:
    """Two digits for the page, and the three in the app, one of which it is: all by chance, none from the content."""
    drawn: list[int] = []
    while len(drawn) < MATCH_CHOICES:
        number = 10 + int.from_bytes(chance(4), "big") % 90
        if number not in drawn:
            drawn.append(number)
    return drawn[int.from_bytes(chance(4), "big") % MATCH_CHOICES], tuple(drawn)


def picked_up(opening: Opening, *, account: AccountId, email: str, started_by: StartedBy) -> Opening:
    """The opening once somebody has picked it up."""
    return msgspec.structs.replace(
        opening, account=account, email=email, started_by=started_by, presented=opening.presented + 1
    )


def presented_as(opening: Opening, email: str) -> Opening:
    """The opening once its person chose another of their addresses."""
    return msgspec.structs.replace(opening, email=email, presented=opening.presented + 1)

"""A relying party opens a request."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import KeySequence, RequestIds
from autheid.kernel.secret import Chance, KeyedHash
from autheid.needs.people import Directory
from autheid.needs.requests import Opened, Repeated, Requests
from autheid.needs.signal import Bell
from autheid.request.opening import NewRequest, Opening, first_difference


class CreateRequest:
    """Opens a request, or gives back the one that the idempotent key opened before.

    An address that nobody has takes the same way, the same rows and the same quota: it just never answers.
    """

    def __init__(
        self,
        *,
        requests: Requests,
        directory: Directory,
        bell: Bell,
        clock: Clock,
        chance: Chance,
        ids: RequestIds,
        hasher: KeyedHash,
        most_open_per_address: int,
    ) -> None:
        self._requests = requests
        self._directory = directory
        self._bell = bell
        self._clock = clock
        self._chance = chance
        self._ids = ids
        self._hasher = hasher
        self._most_open = most_open_per_address
        self._sequence = KeySequence()

    async def __call__(self, rp: RelyingParty, asked: NewRequest) -> Opening:
        """The opening, durable.

        Raises Refusal INVALID when the idempotent key was used for other parameters,
        EXHAUSTED when the address has too many open prompts.
        """
        account = await self._find(asked)
        opening = self._opening(rp, asked, account)
        outcome = await self._requests.open(
            opening,
            address=self._hasher(asked.address().encode()),
            idempotency=self._hasher(f"{rp.rp}\n{asked.idempotent_key}".encode())
            if asked.idempotent_key
            else None,
            most_open=None if account is not None and account.answers_by_itself else self._most_open,
        )
        match outcome:
            case Opened():
                if account is not None:
                    self._bell.ring(("account", account.account))
                return opening
            case Repeated(opening=earlier):
                if (differs := first_difference(earlier.asked, asked)) is not None:
                    raise invalid("idempotent_key", f"was used before for a request with another `{differs}`")
                return earlier
            case _:
                raise Refusal(
                    Kind.EXHAUSTED,
                    "this address has too many requests waiting for an answer",
                    retry_after_seconds=outcome.retry_after_seconds,
                )

    async def _find(self, asked: NewRequest) -> Account | None:
        if asked.email is not None:
            return await self._directory.account_by_email(asked.email)
        if asked.unique_user_id is not None:
            return await self._directory.account_by_unique_user_id(asked.unique_user_id)
        return None

    def _opening(self, rp: RelyingParty, asked: NewRequest, account: Account | None) -> Opening:
        now = self._clock.now()
        key = self._sequence.next(now, self._chance)
        known_email = "" if account is None else account.email
        return Opening(
            key=key,
            request_id=self._ids.make(key, self._chance),
            rp=rp.rp,
            rp_name=rp.name,
            account=None if account is None else account.account,
            email=asked.email.written if asked.email is not None else known_email,
            created=now,
            asked=asked,
            token_algorithm=rp.token_algorithm,
            der_signatures=rp.der_signatures,
        )

"""A relying party opens a request."""

from __future__ import annotations

from autheid.account.account import Account
from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal, invalid
from autheid.kernel.ids import KeySequence, RequestIds
from autheid.kernel.rate import Rate
from autheid.kernel.secret import Chance, KeyedHash
from autheid.needs.nudge import Nudge
from autheid.needs.people import Directory
from autheid.needs.requests import (
    MutedParty,
    Opened,
    OpenOutcome,
    PromptLimits,
    Repeated,
    Requests,
    TooManyOpen,
)
from autheid.needs.signal import Bell
from autheid.request.opening import NewRequest, Opening, draw_match_numbers, first_difference
from autheid.usecase.see_through import see_through


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
        nudge: Nudge,
        clock: Clock,
        chance: Chance,
        ids: RequestIds,
        hasher: KeyedHash,
        limits: PromptLimits,
        prompts: Rate,
    ) -> None:
        """`prompts` is how often one address is asked, by whomever."""
        self._requests = requests
        self._directory = directory
        self._bell = bell
        self._nudge = nudge
        self._clock = clock
        self._chance = chance
        self._ids = ids
        self._hasher = hasher
        self._limits = limits
        self._prompts = prompts
        self._sequence = KeySequence()

    async def __call__(self, rp: RelyingParty, asked: NewRequest) -> Opening:
        """The opening, durable. A caller who leaves meanwhile stops neither that nor its announcement.

        Raises Refusal INVALID when the idempotent key was used for other parameters, EXHAUSTED when the address has
        too many open prompts, was asked too often, or its person has muted the relying party.
        """
        # A repetition by the idempotent key announces nothing: the first must have done it, whoever has left.
        return await see_through(self._create(rp, asked))

    async def _create(self, rp: RelyingParty, asked: NewRequest) -> Opening:
        account = await self._find(asked)
        opening = self._opening(rp, asked, account)
        address = self._hasher(asked.address().encode())
        idempotency = (
            self._hasher(f"{rp.rp}\n{asked.idempotent_key}".encode()) if asked.idempotent_key else None
        )
        is_limited = not asked.local and not (account is not None and account.answers_by_itself)
        outcome: OpenOutcome | None = None
        if is_limited:
            outcome = await self._count(address, idempotency)
        if outcome is None:
            outcome = await self._requests.open(
                opening,
                address=address,
                idempotency=idempotency,
                limits=self._limits if is_limited else None,
            )
            if is_limited and not isinstance(outcome, Opened):
                self._prompts.give_back(address.hex())
        match outcome:
            case Opened():
                self._announce(opening, account)
                return opening
            case Repeated(opening=earlier):
                if (differs := first_difference(earlier.asked, asked)) is not None:
                    raise invalid("idempotent_key", f"was used before for a request with another `{differs}`")
                return earlier
            case _:
                raise _refusal(outcome, opening)

    def _announce(self, opening: Opening, account: Account | None) -> None:
        if account is None:
            return
        self._bell.ring(("account", account.account))
        if not account.answers_by_itself:
            self._nudge.nudge(account.account, opening.request_id, until=opening.expires)

    async def _count(self, address: bytes, idempotency: bytes | None) -> Repeated | None:
        """Count a prompt at this address. Where there were too many, a repetition asks nobody and is answered still."""
        try:
            self._prompts.take(address.hex())
        except Refusal:
            earlier = None if idempotency is None else await self._requests.repeated(idempotency)
            if earlier is None:
                raise
            return Repeated(earlier)
        return None

    async def _find(self, asked: NewRequest) -> Account | None:
        if asked.email is not None:
            return await self._directory.account_by_email(asked.email)
        if asked.unique_user_id is not None:
            return await self._directory.account_by_unique_user_id(asked.unique_user_id)
        return None

    def _opening(self, rp: RelyingParty, asked: NewRequest, account: Account | None) -> Opening:
        now = self._clock.now()
        number, choices = draw_match_numbers(self._chance) if asked.match_code else (0, ())
        if account is not None and account.answers_by_itself:
            # A simulated phone has nobody who looks at a page; it picks the first.
            choices = tuple(sorted(choices, key=lambda one: one != number))
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
            match_number=number,
            match_choices=choices,
        )


def _refusal(outcome: TooManyOpen | MutedParty, opening: Opening) -> Refusal:
    if isinstance(outcome, MutedParty):
        return Refusal(
            Kind.EXHAUSTED,
            "the person did not start your last request and has muted you; let them open one by a code or a link",
            retry_after_seconds=max(1, (outcome.until - opening.created) // 1000),
        )
    sentence = (
        "a request of yours waits for an answer at this address; wait for it, or cancel it"
        if outcome.of_this_party
        else "this address has too many requests waiting for an answer"
    )
    return Refusal(Kind.EXHAUSTED, sentence, retry_after_seconds=outcome.retry_after_seconds)

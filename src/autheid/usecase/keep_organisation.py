"""An organisation: what persons read of it, its logo, and the domain that it has proven to be its own."""

from __future__ import annotations

import re

import msgspec

from autheid.account.rp import RelyingParty
from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.ids import RpId
from autheid.kernel.secret import Chance, base64url_text, equal
from autheid.needs.domains import Domains
from autheid.needs.parties import Parties
from autheid.needs.reader import Reader
from autheid.needs.staff import Staff
from autheid.team.domain import WELL_KNOWN, make_domain_token, parse_domain, record_name
from autheid.team.worker import WorkSession, checked_name
from autheid.token.algorithm import TokenAlgorithm

MOST_ORGANISATIONS = 10
LOGO_BYTES = 512 * 1024
_TRIES = 5


class KeepOrganisation:
    """What owners do."""

    def __init__(
        self,
        *,
        staff: Staff,
        parties: Parties,
        domains: Domains,
        reader: Reader,
        needs_domain: bool,
        may_mark: bool,
        clock: Clock,
        chance: Chance,
    ) -> None:
        """`needs_domain` is for production, where no key works before the domain is proven; `may_mark` for staging."""
        self._staff = staff
        self._parties = parties
        self._domains = domains
        self._reader = reader
        self._needs_domain = needs_domain
        self._may_mark = may_mark
        self._clock = clock
        self._chance = chance

    async def found(self, session: WorkSession, name: str) -> RelyingParty:
        """A new organisation, whose first owner is this worker. Raises Refusal INVALID, EXHAUSTED."""
        name = checked_name("name", name)
        if len(await self._staff.memberships(session.worker.worker)) >= MOST_ORGANISATIONS:
            raise Refusal(Kind.EXHAUSTED, f"you are of {MOST_ORGANISATIONS} teams already")
        for _ in range(_TRIES):
            party = RelyingParty(rp=self._id_for(name), name=name, needs_domain=self._needs_domain)
            if await self._staff.found_party(party, session.worker.worker, now=self._clock.now()):
                return party
        raise Refusal(Kind.UNAVAILABLE, "no id was free; try again")

    async def change(
        self, party: RelyingParty, *, name: str, token_algorithm: TokenAlgorithm, der_signatures: bool
    ) -> RelyingParty:
        """What persons read, and how tokens and signatures are made from now on. Raises Refusal INVALID."""
        changed = msgspec.structs.replace(
            party,
            name=checked_name("name", name),
            token_algorithm=token_algorithm,
            der_signatures=der_signatures,
        )
        await self._parties.write_party(changed)
        return changed

    async def set_logo(self, party: RelyingParty, picture: bytes) -> None:
        """A logo, made anew from the picture's pixels; an empty picture takes it away. Raises Refusal INVALID."""
        png = await self._reader.read_logo(picture) if picture else b""
        await self._parties.set_logo(party.rp, base64url_text(self._chance(12)) if png else "", png)

    async def logo(self, name: str) -> bytes:
        """A logo by its version's name. Raises Refusal NOT_FOUND."""
        png = await self._parties.logo(name)
        if png is None:
            raise Refusal(Kind.NOT_FOUND, "there is no such logo")
        return png

    async def claim_domain(self, party: RelyingParty, text: str) -> RelyingParty:
        """Say which domain is to be proven; a new one voids the old proof. Raises Refusal INVALID."""
        claimed = msgspec.structs.replace(
            party,
            domain=parse_domain(text),
            domain_token=make_domain_token(self._chance),
            domain_proven=None,
        )
        await self._parties.write_party(claimed)
        return claimed

    async def check_domain(self, party: RelyingParty) -> RelyingParty:
        """Look for the token in the DNS, then on the web server. Raises Refusal PRECONDITION when it is in neither."""
        if not party.domain:
            raise Refusal(Kind.PRECONDITION, "no domain was named yet")
        token = party.domain_token.encode()
        records = await self._domains.records(record_name(party.domain))
        if not any(equal(record.strip().encode(), token) for record in records):
            file = await self._domains.file(party.domain, WELL_KNOWN)
            if not equal(file.strip().encode(), token):
                raise Refusal(
                    Kind.PRECONDITION, "domain: the token was found neither in the DNS nor in the file yet"
                )
        return await self._proven(party)

    async def mark_domain(self, party: RelyingParty) -> RelyingParty:
        """Say that it is proven, by hand. Raises Refusal PRECONDITION but in staging, and without a domain."""
        if not self._may_mark:
            raise Refusal(Kind.PRECONDITION, "a domain is marked by hand on a staging server alone")
        if not party.domain:
            raise Refusal(Kind.PRECONDITION, "no domain was named yet")
        return await self._proven(party)

    async def _proven(self, party: RelyingParty) -> RelyingParty:
        proven = msgspec.structs.replace(party, domain_proven=self._clock.now())
        await self._parties.write_party(proven)
        return proven

    def _id_for(self, name: str) -> RpId:
        words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40].strip("-") or "rp"
        tail = re.sub(r"[^a-z0-9]", "", base64url_text(self._chance(12)).lower())[:6].ljust(6, "0")
        return RpId(f"{words}-{tail}")

"""The certificate authority: made at first start, followed by another before it ends, re-read when it changes."""

from __future__ import annotations

from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.needs.certificates import Certificates
from autheid.pki.authority import (
    Authorities,
    Authority,
    Role,
    ask_for_issuer,
    check_chain,
    make_issuer,
    make_root,
)


class KeepAuthority:
    """Holds the authorities, and makes those that are missing."""

    def __init__(self, *, certificates: Certificates, clock: Clock, organisation: str) -> None:
        """`organisation` is who they say that they are of."""
        self._certificates = certificates
        self._clock = clock
        self._organisation = organisation
        self.known = Authorities(())

    async def refresh(self) -> None:
        """Know what is stored; make an issuer, and a root where there is none, when nobody can sign for long enough."""
        await self._read()
        if self.known.issuer(now=self._clock.now()) is None:
            await self._make(self.known)
            await self._read()

    async def renew(self) -> Authority:
        """A new issuer under our own root, signing from now on. Raises Refusal UNAVAILABLE when another was quicker."""
        await self._read()
        if not await self._make(self.known):
            raise Refusal(Kind.UNAVAILABLE, "another command is changing the authorities: run it again")
        await self._read()
        return self.issuer()

    async def ask(self) -> bytes:
        """A new issuer's key, and the request for its certificate that another root is given, in PEM (PKCS #10).

        Raises Refusal UNAVAILABLE when another was quicker.
        """
        await self._read()
        asked, request = ask_for_issuer(self.known.last + 1, organisation=self._organisation)
        if not await self._certificates.add_authorities(asked, behind=self.known.last):
            raise Refusal(Kind.UNAVAILABLE, "another command is changing the authorities: run it again")
        return request

    async def install(self, *, issuer_pem: bytes, root_pem: bytes) -> Authority:
        """Sign from now on with what was asked for last and another root has certified.

        Raises Refusal PRECONDITION when nothing was asked for, INVALID with the rule that the chain breaks.
        """
        await self._read()
        asked = self.known.asked_for()
        if asked is None:
            raise Refusal(Kind.PRECONDITION, "no issuer waits for its certificate: ask for one first")
        try:
            issuer, root = check_chain(asked, issuer_pem=issuer_pem, root_pem=root_pem, now=self._clock.now())
        except ValueError as rule:
            raise Refusal(Kind.INVALID, str(rule)) from None
        outside = Authority(self.known.last + 1, Role.ROOT, root, None)
        if not await self._certificates.give_certificate(asked, issuer, root=outside):
            raise Refusal(Kind.UNAVAILABLE, "another command is changing the authorities: run it again")
        await self._read()
        return self.issuer()

    def issuer(self) -> Authority:
        """Who signs now. Raises Refusal UNAVAILABLE when nobody does, which `refresh` mends."""
        issuer = self.known.issuer(now=self._clock.now())
        if issuer is None:
            raise Refusal(Kind.UNAVAILABLE, "certificates can't be made at this moment; try again")
        return issuer

    async def numbered(self, number: int) -> Authority:
        """One that a certificate names: another node may have made it a moment ago."""
        found = self.known.numbered(number)
        if found is None:
            await self._read()
            found = self.known.numbered(number)
        if found is None:
            raise LookupError(f"there is no authority {number}")
        return found

    async def _read(self) -> None:
        there = await self._certificates.authorities()
        if list(self.known) != there:
            self.known = Authorities(there)

    async def _make(self, known: Authorities) -> bool:
        now, number = self._clock.now(), known.last + 1
        root, made = known.root(now=now), []
        if root is None:
            root = make_root(number, organisation=self._organisation, now=now)
            made.append(root)
        made.append(make_issuer(number + len(made), root=root, organisation=self._organisation, now=now))
        return await self._certificates.add_authorities(*made, behind=known.last)

"""The certificate authority: made at first start, followed by another before it ends, re-read when it changes."""

from __future__ import annotations

from autheid.kernel.clock import Clock
from autheid.kernel.errors import Kind, Refusal
from autheid.kernel.secret import Chance
from autheid.needs.certificates import Certificates
from autheid.pki.authority import (
    DEVICE_DAYS,
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

    def __init__(
        self, *, certificates: Certificates, clock: Clock, chance: Chance, organisation: str
    ) -> None:
        """`organisation` is who they say that they are of."""
        self._certificates = certificates
        self._clock = clock
        self._chance = chance
        self._organisation = organisation
        self.known = Authorities(())

    async def refresh(self) -> None:
        """Know what is stored; make an issuer, and a root for it, when one is due (`Authorities.wants_successor`)."""
        await self._read()
        if self.known.wants_successor(now=self._clock.now()):
            await self._make(fresh_root=False)
            await self._read()

    async def renew(self, *, fresh_root: bool = False) -> Authority:
        """Sign from now on with a new issuer under our own root, or under a new one.

        Raises Refusal UNAVAILABLE when another was quicker.
        """
        await self._read()
        if not await self._make(fresh_root=fresh_root):
            raise _another_was_quicker()
        await self._read()
        return self.issuer()

    async def ask(self) -> bytes:
        """A new issuer's key, and the request for its certificate that another root is given, in PEM (PKCS #10).

        Raises Refusal UNAVAILABLE when another was quicker.
        """
        await self._read()
        asked, request = ask_for_issuer(self.known.last + 1, organisation=self._organisation)
        if not await self._certificates.add_authorities(asked, behind=self.known.last):
            raise _another_was_quicker()
        return request

    async def install(self, *, issuer_pem: bytes, root_pem: bytes) -> Authority:
        """Sign from now on with what was asked for last and another root has certified.

        Raises Refusal PRECONDITION when nothing was asked for, or a younger issuer signs by now; INVALID with the rule
        that the chain breaks.
        """
        await self._read()
        asked = self.known.asked_for()
        if asked is None:
            raise Refusal(Kind.PRECONDITION, "no issuer waits for its certificate: ask for one first")
        now = self._clock.now()
        if any(one.role is Role.ISSUER and one.number > asked.number for one in self.known):
            raise Refusal(
                Kind.PRECONDITION, "a younger issuer was made since this one was asked for: ask for another"
            )
        try:
            issuer, root = check_chain(asked, issuer_pem=issuer_pem, root_pem=root_pem, now=now)
        except ValueError as rule:
            raise Refusal(Kind.INVALID, str(rule)) from None
        known = any(one.certificate == root for one in self.known)
        outside = None if known else Authority(self.known.last + 1, Role.ROOT, root, None)
        if not await self._certificates.give_certificate(asked, issuer, root=outside, behind=self.known.last):
            raise _another_was_quicker()
        await self._read()
        return self.issuer()

    def issuer(self) -> Authority:
        """Who signs now. Raises Refusal UNAVAILABLE when nobody does."""
        issuer = self.known.issuer(now=self._clock.now())
        if issuer is None:
            raise Refusal(Kind.UNAVAILABLE, "no issuer signs certificates at this moment")
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

    async def _make(self, *, fresh_root: bool) -> bool:
        now, number = self._clock.now(), self.known.last + 1
        root = None if fresh_root else self.known.root(now=now)
        made: list[Authority] = []
        if root is None or not root.outlives(DEVICE_DAYS, now=now):
            root = make_root(number, organisation=self._organisation, now=now, chance=self._chance)
            made.append(root)
        made.append(
            make_issuer(
                number + len(made), root=root, organisation=self._organisation, now=now, chance=self._chance
            )
        )
        return await self._certificates.add_authorities(*made, behind=self.known.last)


def _another_was_quicker() -> Refusal:
    return Refusal(Kind.UNAVAILABLE, "another command is changing the authorities: run it again")

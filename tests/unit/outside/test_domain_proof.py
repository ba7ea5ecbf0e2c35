"""A domain's proof is looked for in the DNS, by a real resolver at a real server on the loopback, and never at private addresses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import cast

import dns.asyncresolver
import dns.flags
import dns.message
import dns.rrset
import pytest

from autheid.outside.domain_proof import DomainLooker


class _Server(asyncio.DatagramProtocol):
    """Answers every TXT question with the same two records, one of them in pieces (RFC 1035 §3.3.14)."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # The loop's own class is no subclass of the one that it is documented by.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, peer: tuple[str, int]) -> None:
        asked = dns.message.from_wire(data)
        answer = dns.message.make_response(asked)
        answer.flags |= dns.flags.RA
        name = asked.question[0].name
        if str(name) == "_autheid.bank.example.":
            answer.answer.append(
                dns.rrset.from_text(name, 60, "IN", "TXT", '"v=spf1 -all"', '"autheid-domain-" "abc"')
            )
        self._transport.sendto(answer.to_wire(), peer)


@pytest.fixture
async def looker() -> AsyncIterator[DomainLooker]:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(_Server, local_addr=("127.0.0.1", 0))
    resolver = dns.asyncresolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = transport.get_extra_info("sockname")[1]
    yield DomainLooker(resolver=resolver)
    transport.close()


async def test_records_are_read_whole_and_a_name_without_any_has_none(looker: DomainLooker) -> None:
    assert sorted(await looker.records("_autheid.bank.example")) == ["autheid-domain-abc", "v=spf1 -all"]
    assert await looker.records("_autheid.other.example") == []


async def test_a_file_is_never_asked_of_an_address_that_is_not_public(looker: DomainLooker) -> None:
    for domain in ("localhost", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1", "no-such-name.invalid"):
        assert await looker.file(domain, "/.well-known/autheid-domain.txt") == ""

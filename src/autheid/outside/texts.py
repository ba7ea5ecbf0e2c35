"""Brings codes to telephones: through a gateway over HTTP, which the operator chooses (see `autheid.needs.post`)."""

from __future__ import annotations

from pathlib import Path

import httpx

from autheid.account.letter import Letter, LetterKind, words_of
from autheid.needs.post import CarryError, Courier

_SECONDS = 10.0
_FOR_GOOD = {400, 404, 410, 422}


class HttpTexts:
    """A gateway that takes JSON: `to` in E.164 and `text`."""

    def __init__(self, *, url: str, token_file: Path | None) -> None:
        self._url = url
        self._token_file = token_file

    async def carry(self, letter: Letter) -> None:
        """Raises CarryError; for good when the gateway says that this will never do."""
        headers = {}
        if self._token_file is not None:
            # Read each time, so that a new token needs no restart.
            headers["authorization"] = f"Bearer {self._token_file.read_text('utf-8').strip()}"
        body = {"to": letter.to, "text": words_of(letter)[1].strip()}
        try:
            async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=False) as client:
                answer = await client.post(self._url, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise CarryError(type(error).__name__) from None
        if not answer.is_success:
            raise CarryError(f"gateway {answer.status_code}", for_good=answer.status_code in _FOR_GOOD)


class NobodysTexts:
    """Where no gateway is set."""

    async def carry(self, letter: Letter) -> None:
        """Raises CarryError, for good."""
        raise CarryError(f"no gateway for {letter.kind.value}", for_good=True)


class PostOffice:
    """Hands each letter to who carries its kind: codes for telephones to one, the rest to the other."""

    def __init__(self, *, mail: Courier, texts: Courier) -> None:
        self._mail = mail
        self._texts = texts

    async def carry(self, letter: Letter) -> None:
        """Raises CarryError."""
        courier = self._texts if letter.kind is LetterKind.PHONE_CODE else self._mail
        await courier.carry(letter)

"""Staging's inbox: the letters that would have been sent, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from autheid.account.letter import Letter, words_of
from autheid.door.public.pages import GUARDS

Letters = Callable[[str], list[Letter]]
"""The letters to an address, or all of them for an empty one, the newest first."""


class _Shown(msgspec.Struct):
    to: str
    kind: str
    at: int
    subject: str
    text: str
    code: str


class InboxPage:
    """Two routes."""

    def __init__(self, letters: Letters) -> None:
        self._letters = letters

    def routes(self) -> list[Route]:
        """The page, and the same as JSON with `?to=ADDRESS`."""
        return [Route("/staging/inbox", self._page), Route("/staging/inbox.json", self._json)]

    async def _json(self, request: Request) -> Response:
        shown = [
            _Shown(one.to, one.kind.value, one.at, *words_of(one), one.code)
            for one in self._letters(request.query_params.get("to", ""))
        ]
        return Response(
            msgspec.json.encode({"letters": shown}),
            media_type="application/json",
            headers={"cache-control": "no-store"},
        )

    async def _page(self, request: Request) -> Response:
        wanted = request.query_params.get("to", "")
        found = self._letters(wanted)
        letters = "\n".join(_article(one) for one in found) or '<p class="none">No letters yet.</p>'
        page = _PAGE.format(wanted=escape(wanted, quote=True), letters=letters)
        # The search is the one form of ours; it goes to this very page.
        policy = GUARDS["content-security-policy"].replace("form-action 'none'", "form-action 'self'")
        headers = GUARDS | {"content-security-policy": policy, "cache-control": "no-store"}
        return Response(page, media_type="text/html; charset=utf-8", headers=headers)


def _article(letter: Letter) -> str:
    subject, text = words_of(letter)
    at = datetime.fromtimestamp(letter.at / 1000, UTC)
    code = f'<p class="code">{escape(letter.code)}</p>' if letter.code else ""
    return (
        f'<article><header><h2>{escape(subject)}</h2><p class="to">To <bdi>{escape(letter.to)}</bdi>, '
        f'<time datetime="{at.isoformat()}">{at:%H:%M:%S} UTC</time></p></header>{code}<p class="text">{escape(text)}</p></article>'
    )


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Staging inbox: Auth eID</title>
<link rel="icon" href="/static/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/tokens.css">
<link rel="stylesheet" href="/static/inbox.css">
<script src="/static/inbox.js" type="module"></script>
</head>
<body>
<header class="bar"><a class="wordmark" href="/app/"><img src="/static/mark.svg" alt=""><b>Auth</b> <span>eID</span></a>
<span class="pill">Staging server</span></header>
<main>
<h1>Inbox</h1>
<p class="lead">On this staging server no mail is sent. What would have been sent stands here, the newest first.</p>
<form role="search"><label for="to">Address</label><input id="to" name="to" type="email" value="{wanted}" placeholder="ada@example.org" autocomplete="off"><button>Show</button></form>
{letters}
</main>
</body>
</html>
"""

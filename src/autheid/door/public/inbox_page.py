"""Staging's inbox: the letters that would have been sent, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from string import Template

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from autheid.account.letter import Letter, words_of
from autheid.door.public.pages import GUARDS
from autheid.kernel.secret import base64url_text, digest

Letters = Callable[[], list[Letter]]
"""All of them, the newest first."""
# The page looks for new letters, and its search is the one form of ours: both go to this very page.
_POLICY = GUARDS["content-security-policy"].replace(
    "form-action 'none'", "form-action 'self'; connect-src 'self'"
)
_HEADERS = GUARDS | {"content-security-policy": _POLICY, "cache-control": "no-store"}


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
        self._page = Template((files("autheid.door.public") / "templates" / "inbox.html").read_text("utf-8"))

    def routes(self) -> list[Route]:
        """The page, where a part of an address is enough, and the same as JSON with `?to=ADDRESS`."""
        return [Route("/staging/inbox", self._html), Route("/staging/inbox.json", self._json)]

    async def _json(self, request: Request) -> Response:
        wanted = _wanted(request)
        shown = [
            _Shown(one.to, one.kind.value, one.at, *words_of(one), one.code)
            for one in self._letters()
            if wanted in {"", one.to.lower()}
        ]
        return Response(
            msgspec.json.encode({"letters": shown}),
            media_type="application/json",
            headers={"cache-control": "no-store", "x-content-type-options": "nosniff"},
        )

    async def _html(self, request: Request) -> Response:
        wanted = _wanted(request)
        articles = [_article(one) for one in self._letters() if wanted in one.to.lower()]
        page = self._page.substitute(
            wanted=escape(wanted),
            letters="\n".join(articles) or '<p class="none" id="none">No letters yet.</p>',
        )
        return Response(page, media_type="text/html; charset=utf-8", headers=_HEADERS)


def _wanted(request: Request) -> str:
    return request.query_params.get("to", "").strip().lower()


def _article(letter: Letter) -> str:
    subject, text = words_of(letter)
    at = datetime.fromtimestamp(letter.at / 1000, UTC)
    name = base64url_text(digest(msgspec.json.encode(letter))[:9])
    whole = f'<p class="text">{escape(text.strip())}</p>'
    if letter.code:
        # The code is what one comes for; it stands in the letter as well.
        whole = (
            f'<p class="code">{escape(letter.code)}</p>'
            f'<details><summary lang="en">The whole letter</summary>{whole}</details>'
        )
    return (
        f'<article id="{name}" lang="{letter.language}"><header><h2>{escape(subject)}</h2>'
        f'<p class="to"><bdi>{escape(letter.to)}</bdi> · '
        f'<time datetime="{at.isoformat()}">{at:%H:%M:%S} UTC</time></p></header>{whole}</article>'
    )

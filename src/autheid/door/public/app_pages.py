"""The web applications as files: built from `web/` into `autheid/web`, read once at start, served under their names."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from autheid.kernel.secret import base64url_text, digest

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
}
# Everything the app needs comes from here, and nothing may frame it (CSP 3 §6, Trusted Types §4).
APP_POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html autheid-worker"
)
# People at work need no camera, no worker, and nothing that is compiled.
WORK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
)
GUARDS = {
    "content-security-policy": APP_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
WORK_GUARDS = GUARDS | {
    "content-security-policy": WORK_POLICY,
    "permissions-policy": "publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
FOREVER = "public, max-age=31536000, immutable"
ANEW = "no-cache"
AN_HOUR = "public, max-age=3600"
# The fragment for relying parties stands in their pages (Fetch §3.7, Cross-Origin-Resource-Policy).
FOR_EVERY_PAGE = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    "cache-control": AN_HOUR,
}
PARTS = {"app": GUARDS, "portal": WORK_GUARDS, "console": WORK_GUARDS}
Logo = Callable[[str], Awaitable[bytes | None]]
_SMALLEST_TO_SQUEEZE = 512
_WORTH_IT = 0.95


class _Coding(NamedTuple):
    """The bytes of a file in one content coding, with a tag of its own (RFC 9110 §8.8.3.3)."""

    body: bytes
    headers: dict[str, str]


class _File:
    """One file as it will be sent: plain, and squeezed where that is worth it. Made once, at start."""

    def __init__(self, name: str, body: bytes, headers: dict[str, str]) -> None:
        media_type = MEDIA_TYPES.get(PurePosixPath(name).suffix, "application/octet-stream")
        headers = {**headers, "content-type": media_type, "vary": "accept-encoding"}
        tag = base64url_text(digest(body)[:12])
        self._plain = _Coding(body, {**headers, "etag": f'"{tag}"'})
        self._squeezed: _Coding | None = None
        squeezed = gzip.compress(body, 9, mtime=0)
        if len(body) >= _SMALLEST_TO_SQUEEZE and len(squeezed) < len(body) * _WORTH_IT:
            self._squeezed = _Coding(
                squeezed, {**headers, "etag": f'"{tag}-gzip"', "content-encoding": "gzip"}
            )

    async def send(self, request: Request) -> Response:
        """The file in the coding that the caller takes, or only that it has not changed (RFC 9110 §13.1.2)."""
        takes_gzip = _takes_gzip(request.headers.get("accept-encoding", ""))
        coding = self._squeezed if takes_gzip and self._squeezed is not None else self._plain
        if _has_it(request.headers.get("if-none-match", ""), coding.headers["etag"]):
            return Response(status_code=304, headers=_without_content(coding.headers))
        headers = coding.headers | {"content-length": str(len(coding.body))}
        return Response(b"" if request.method == "HEAD" else coding.body, headers=headers)


class AppPages:
    """The app's files and their routes."""

    def __init__(self, folder: Traversable | None = None, *, logo: Logo | None = None) -> None:
        """`folder` holds the applications, as `make web` writes them; what is not built is not served.

        `logo` gives the logos of relying parties by their names.
        """
        self._logo = logo
        root = folder or files("autheid.web")
        self._files = {
            f"/{part}/{name}": _File(name, body, guards | {"cache-control": _caching(name)})
            for part, guards in PARTS.items()
            for name, body in _walk(root / part)
        } | {f"/rp/{name}": _File(name, body, FOR_EVERY_PAGE) for name, body in _walk(root / "rp")}

    def routes(self) -> list[Route]:
        """A route a file; the page itself stands at /app/."""
        routes = [Route(path, file.send) for path, file in self._files.items()]
        for part in PARTS:
            if (page := self._files.get(f"/{part}/index.html")) is not None:
                routes += [Route(f"/{part}", _to_the_slash), Route(f"/{part}/", page.send)]
        if self._logo is not None:
            routes.append(Route("/rp/logos/{name}.png", self._send_logo))
        return routes

    async def _send_logo(self, request: Request) -> Response:
        png = None if self._logo is None else await self._logo(request.path_params["name"])
        if png is None:
            raise HTTPException(404)
        # A logo's name is its version's: another logo has another name.
        headers = FOR_EVERY_PAGE | {"cache-control": FOREVER, "content-security-policy": "default-src 'none'"}
        return Response(png, media_type="image/png", headers=headers)


async def _to_the_slash(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/", 308, headers=GUARDS)


def _caching(name: str) -> str:
    return FOREVER if name.startswith("assets/") else ANEW


def _takes_gzip(accepted: str) -> bool:
    for coding in accepted.lower().split(","):
        name, _, weight = coding.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "").removeprefix("q=").strip("0.") != "" or not weight
    return False


def _has_it(condition: str, tag: str) -> bool:
    """Whether `If-None-Match` names the tag, compared weakly (RFC 9110 §13.1.2)."""
    known = {one.strip().removeprefix("W/") for one in condition.split(",")}
    return tag in known or "*" in known


def _without_content(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if not name.startswith("content-e")}


def _walk(folder: Traversable, prefix: str = "") -> Iterator[tuple[str, bytes]]:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry.read_bytes()

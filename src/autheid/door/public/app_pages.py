"""The person's app as files: built from `web/` into `autheid/web`, read once at start, served under /app/ and /rp/."""

from __future__ import annotations

import gzip
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from autheid.kernel.secret import base64url_text, digest

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
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
GUARDS = {
    "content-security-policy": APP_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self)",
}
FOREVER = "public, max-age=31536000, immutable"
ANEW = "no-cache"
AN_HOUR = "public, max-age=3600"
_SMALLEST_TO_COMPRESS = 512


class _File:
    """One file as it will be sent."""

    def __init__(self, name: str, body: bytes, headers: dict[str, str]) -> None:
        suffix = name[name.rindex(".") :]
        squeezed = gzip.compress(body, 9, mtime=0)
        self._body = body
        worth_it = len(body) >= _SMALLEST_TO_COMPRESS and len(squeezed) < len(body) * 0.95
        self._squeezed = squeezed if worth_it else None
        self._tag = f'"{base64url_text(digest(body)[:12])}"'
        self._headers = {
            **headers,
            "content-type": MEDIA_TYPES[suffix],
            "etag": self._tag,
            "vary": "accept-encoding",
        }

    async def send(self, request: Request) -> Response:
        """The file, squeezed for whoever takes that, or nothing for whoever has it (RFC 9110 §13.1.2)."""
        if request.headers.get("if-none-match") == self._tag:
            return Response(status_code=304, headers=self._headers)
        takes_gzip = "gzip" in request.headers.get("accept-encoding", "")
        if takes_gzip and self._squeezed is not None:
            return Response(self._squeezed, headers=self._headers | {"content-encoding": "gzip"})
        return Response(self._body, headers=self._headers)


class AppPages:
    """The app's files and their routes."""

    def __init__(self, folder: Traversable | None = None) -> None:
        root = folder or files("autheid.web")
        self._files = {
            f"/app/{name}": _File(name, body, GUARDS | {"cache-control": _caching(name)})
            for name, body in _walk(root / "app")
        } | {
            f"/rp/{name}": _File(
                name,
                body,
                {
                    "x-content-type-options": "nosniff",
                    "cross-origin-resource-policy": "cross-origin",
                    "access-control-allow-origin": "*",
                    "cache-control": AN_HOUR,
                },
            )
            for name, body in _walk(root / "rp")
        }

    def routes(self) -> list[Route]:
        """A route a file; the page itself stands at /app/."""
        return [
            Route("/app", _to_the_app),
            Route("/app/", self._files["/app/index.html"].send),
            *(Route(path, file.send) for path, file in self._files.items()),
        ]


async def _to_the_app(_: Request) -> Response:
    return RedirectResponse("/app/", 308)


def _caching(name: str) -> str:
    return FOREVER if name.startswith("assets/") else ANEW


def _walk(folder: Traversable, prefix: str = "") -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry.read_bytes()))
    return found

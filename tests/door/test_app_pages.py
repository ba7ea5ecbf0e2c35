"""The person's app as files: what is sent to whom, and under which guards."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from autheid.door.public.app_pages import APP_POLICY, AppPages
from tests.support.server import ServerProcess, serving

PAGE = b"<!doctype html><title>Auth eID</title>" + b"<p>a page that is worth squeezing</p>" * 50
SCRIPT = b"console.log('a script that is worth squeezing');\n" * 50
FRAGMENT = b"// the fragment for relying parties\n" * 50


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """What `make web` would have written."""
    for name, body in {
        "app/index.html": PAGE,
        "app/sw.js": SCRIPT,
        "app/manifest.webmanifest": b'{"name": "Auth eID"}',
        "app/icon-192.png": bytes(2000),
        "app/assets/index-D9oQUN82.js": SCRIPT,
        "app/assets/geist-BgDaEnEv.woff2": b"wOF2" + bytes(range(256)) * 4,
        "app/LICENCE": b"text",
        "rp/qr.js": FRAGMENT,
    }.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    return tmp_path


@pytest.fixture
async def web(built: Path) -> AsyncIterator[httpx.AsyncClient]:
    application = Starlette(routes=AppPages(built).routes())
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


async def test_the_app_stands_under_its_policy_and_every_file_has_it(web: httpx.AsyncClient) -> None:
    """docs: the policy is the contract's, word for word."""
    for path in ("/app/", "/app/index.html", "/app/sw.js", "/app/assets/index-D9oQUN82.js"):
        answer = await web.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"] == APP_POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
        assert answer.headers["permissions-policy"] == (
            "camera=(self), publickey-credentials-get=(self), publickey-credentials-create=(self)"
        )
    assert APP_POLICY == (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
        "manifest-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html autheid-worker"
    )


@pytest.mark.parametrize(
    "path, kind, caching",
    [
        ("/app/", "text/html; charset=utf-8", "no-cache"),
        ("/app/sw.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/app/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/app/icon-192.png", "image/png", "no-cache"),
        ("/app/LICENCE", "application/octet-stream", "no-cache"),
        (
            "/app/assets/index-D9oQUN82.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("/app/assets/geist-BgDaEnEv.woff2", "font/woff2", "public, max-age=31536000, immutable"),
        ("/rp/qr.js", "text/javascript; charset=utf-8", "public, max-age=3600"),
    ],
)
async def test_each_file_has_its_type_and_its_time(
    web: httpx.AsyncClient, path: str, kind: str, caching: str
) -> None:
    answer = await web.get(path)
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == caching
    assert answer.headers["vary"] == "accept-encoding"


@pytest.mark.parametrize(
    "accepted, squeezed",
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("gzip; q=1.0", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("xgzip", False),
    ],
)
async def test_a_file_is_squeezed_for_whoever_takes_that(
    web: httpx.AsyncClient, accepted: str, squeezed: bool
) -> None:
    """RFC 9110 §12.5.3."""
    async with web.stream("GET", "/app/", headers={"accept-encoding": accepted}) as answer:
        sent = b"".join([part async for part in answer.aiter_raw()])
    assert (answer.headers.get("content-encoding") == "gzip") is squeezed
    assert int(answer.headers["content-length"]) == len(sent)
    assert (gzip.decompress(sent) if squeezed else sent) == PAGE


async def test_what_is_too_small_or_squeezed_already_is_sent_as_it_is(web: httpx.AsyncClient) -> None:
    for path in ("/app/manifest.webmanifest", "/app/LICENCE"):
        assert "content-encoding" not in (await web.get(path, headers={"accept-encoding": "gzip"})).headers


async def test_whoever_has_a_file_is_told_that_it_is_the_same(web: httpx.AsyncClient) -> None:
    """RFC 9110 §13.1.2 and §15.4.5; each coding has a tag of its own (§8.8.3.3)."""
    tags = set()
    for coding in ("gzip", "identity"):
        headers = {"accept-encoding": coding}
        tag = (await web.get("/app/", headers=headers)).headers["etag"]
        tags.add(tag)
        for condition in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            answer = await web.get("/app/", headers=headers | {"if-none-match": condition})
            assert (answer.status_code, answer.content) == (304, b"")
            assert answer.headers["etag"] == tag
            assert answer.headers["cache-control"] == "no-cache"
        assert (await web.get("/app/", headers=headers | {"if-none-match": '"other"'})).status_code == 200
    assert len(tags) == 2


async def test_head_tells_what_get_would(web: httpx.AsyncClient) -> None:
    for path in ("/app/", "/rp/qr.js", "/app/assets/index-D9oQUN82.js"):
        whole, head = await web.get(path), await web.head(path)
        assert head.content == b""
        assert head.headers == whole.headers


async def test_the_app_without_its_slash_leads_to_it(web: httpx.AsyncClient) -> None:
    answer = await web.get("/app")
    assert (answer.status_code, answer.headers["location"]) == (308, "/app/")


async def test_the_fragment_may_be_used_by_every_page(web: httpx.AsyncClient) -> None:
    answer = await web.get("/rp/qr.js", headers={"origin": "https://shop.example"})
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.text == FRAGMENT.decode()


@pytest.mark.parametrize(
    "path", ["/app/nothing", "/app/../index.html", "/app/%2e%2e/rp/qr.js", "/rp/", "/app/assets"]
)
async def test_there_is_nothing_else(web: httpx.AsyncClient, path: str) -> None:
    assert (await web.get(path)).status_code == 404


async def test_where_nothing_is_built_nothing_is_served(tmp_path: Path) -> None:
    assert AppPages(tmp_path).routes() == []


# The same over a real server: what stands in front of the files.


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    with serving(tmp_path_factory.mktemp("pages") / "data") as it:
        yield it


def test_the_device_door_keeps_its_paths(server: ServerProcess) -> None:
    about = httpx.get(f"{server.address}/app/v1/about")
    assert about.headers["content-type"] == "application/json"
    facts = about.json()
    assert (facts["profile"], facts["issuer"]) == ("staging", "staging.autheid.local")
    assert facts["origin"] == f"http://localhost:{server.port}"
    assert facts["servers"] == {"production": "", "staging": f"http://localhost:{server.port}"}
    assert (len(facts["pushKey"]), facts["licenceVersion"]) == (87, "2026-11")
    assert facts["serverTime"] > 0
    assert httpx.get(f"{server.address}/app/v1/nothing").json()["error"] == "NOT_FOUND"


@pytest.mark.parametrize("http2", [False, True])
def test_head_has_no_body_on_the_wire(server: ServerProcess, http2: bool) -> None:
    with httpx.Client(http1=not http2, http2=http2, base_url=server.address) as client:
        for _ in range(3):
            head = client.head("/app/")
            assert (head.status_code, head.content) == (200, b"")
            assert client.get("/app/").headers["etag"] == head.headers["etag"]

"""The documentation for people: a landing page, one page about the API, and the files they link to.

Everything is rendered once, at start, and needs nothing from any other host. The prose stands in `templates/`,
the programs in `snippets/`, and every table comes from the code that it tells about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from html import escape
from importlib.resources import files
from string import Template
from typing import NamedTuple

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from autheid.door.http import Route as ApiRoute
from autheid.door.public.words import OPERATIONS, STATUSES, errors
from autheid.wire import rp_pb

LANGUAGES = {
    "shell": "Shell",
    "java": "Java",
    "python": "Python",
    "csharp": "C#",
    "javascript": "JavaScript",
    "swift": "Swift",
}
TOPICS = ("create", "result", "status", "cancel", "authentication", "signature")
STATIC = {
    "tokens.css": "text/css; charset=utf-8",
    "docs.css": "text/css; charset=utf-8",
    "inbox.css": "text/css; charset=utf-8",
    "docs.js": "text/javascript; charset=utf-8",
    "inbox.js": "text/javascript; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
# Nothing but our own files, and no page may frame this one (CSP 3 §6; WHATWG Fetch §3.6; Referrer Policy §3).
GUARDS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "public, max-age=300",
}
ANY_ORIGIN = {"access-control-allow-origin": "*"}

Json = dict[str, object]


class TestAccount(NamedTuple):
    """An address that answers by itself, told in words."""

    email: str
    does: str


class Pages:
    """The pages as they will be sent, and their routes."""

    def __init__(
        self,
        *,
        openapi: bytes,
        device_routes: Sequence[ApiRoute],
        test_key: str,
        test_accounts: Sequence[TestAccount],
    ) -> None:
        self._page = partial(_render, facts=_facts(openapi, device_routes, test_key, test_accounts))
        self._openapi = openapi
        self._reference = reference_document(openapi, test_key)

    def routes(self) -> list[Route]:
        """The routes, each with its bytes ready."""
        html = "text/html; charset=utf-8"
        schema = (files("autheid.wire") / "rp.proto").read_bytes()
        return [
            _route("/", self._page("landing.html"), html),
            _route("/docs", self._page("docs.html"), html),
            _route("/docs/reference.json", self._reference, "application/json"),
            _route("/openapi.json", self._openapi, "application/json", **ANY_ORIGIN),
            _route("/proto/rp.proto", schema, "text/plain; charset=utf-8", **ANY_ORIGIN),
            *(
                _route(f"/static/{name}", _own("static", name).encode(), media_type)
                for name, media_type in STATIC.items()
            ),
        ]


_METHODS = {
    "Create": ("POST /v1/requests", "create", "CreateRequest"),
    "GetResult": ("GET /v1/requests/{request_id}", "result", ""),
    "GetStatus": ("GET /v1/requests/{request_id}/status", "status", ""),
    "Cancel": ("POST /v1/requests/{request_id}/cancel", "cancel", ""),
    "GetFile": ("GET /v1/requests/{request_id}/files/{name}", "", ""),
    "GetOcsp": ("GET /v1/ocsp/{device_id}", "", ""),
}
_PARTS = (
    *("CreateRequest.Authentication", "CreateRequest.Authentication.Claim", "CreateRequest.Signature"),
    *("CreateRequest.KYC", "GetResultResponse.AuthenticationResult", "GetResultResponse.SignatureResult"),
    *("GetResultResponse.IdentificationResult", "GetResultResponse.KYCResult"),
)
_WHOLE_PROGRAMS = ("authentication", "signature")


def reference_document(openapi: bytes, test_key: str) -> bytes:
    """The whole API reference as data, for the portal: from the same words, tables and programs as the page."""
    schemas: dict[str, Json] = msgspec.json.decode(openapi)["components"]["schemas"]
    return msgspec.json.encode(
        {
            "testKey": test_key,
            "methods": [
                {
                    "name": name,
                    "rest": rest,
                    "grpc": f"autheid.rp.Requests/{name}",
                    "summary": OPERATIONS[name].summary,
                    "text": OPERATIONS[name].description,
                    "request": _fields_told(schemas.get(takes)),
                    "answer": _fields_told(schemas.get(OPERATIONS[name].gives)),
                    "samples": _samples(topic),
                }
                for name, (rest, topic, takes) in _METHODS.items()
            ],
            "parts": [
                {"name": name, "fields": _fields_told(schemas[name])} for name in _PARTS if name in schemas
            ],
            "statuses": [
                {"name": name, "number": number, "text": STATUSES[name]}
                for name, number in _numbered_statuses()
            ],
            "errors": [
                {"name": code.name, "number": code.number, "http": code.http, "text": text}
                for code, text in errors()
            ],
            "programs": [{"name": topic.upper(), "samples": _samples(topic)} for topic in _WHOLE_PROGRAMS],
            "grpc": _own("snippets", "grpc.shell.txt"),
        }
    )


def _samples(topic: str) -> dict[str, str]:
    return {language: snippet(topic, language) for language in LANGUAGES} if topic else {}


def _fields_told(schema: Json | None) -> list[Json]:
    if schema is None:
        return []
    properties: dict[str, Json] = schema.get("properties", {})  # type: ignore[assignment]
    required: list[str] = schema.get("required", [])  # type: ignore[assignment]
    is_input = schema.get("additionalProperties") is False
    return [
        {
            "name": name,
            "kind": _kind(field),
            "required": is_input and name in required,
            "text": str(field.get("description", "")),
            "choices": field.get("enum", []),
        }
        for name, field in properties.items()
        if field.get("description") not in _LEFT_OUT
    ]


def snippet(topic: str, language: str) -> str:
    """One program, as it stands in its file."""
    return _own("snippets", f"{topic}.{language}.txt")


def _own(folder: str, name: str) -> str:
    return (files("autheid.door.public") / folder / name).read_text("utf-8")


def _route(path: str, body: bytes, media_type: str, **headers: str) -> Route:
    async def send(_: Request) -> Response:
        return Response(body, media_type=media_type, headers=GUARDS | headers)

    return Route(path, send)


def _render(template: str, *, facts: dict[str, str]) -> bytes:
    page = Template(_own("templates", template)).substitute(facts)
    return _SAMPLE.sub(lambda found: found[1] + highlighted(found[2]), page).encode()


# An answer in JSON, as it stands in a template.
_SAMPLE = re.compile(r"(<pre [^>]*>)({\n[^<&]*)(?=</pre>)")


def _facts(
    openapi: bytes,
    device_routes: Sequence[ApiRoute],
    test_key: str,
    test_accounts: Sequence[TestAccount],
) -> dict[str, str]:
    document = msgspec.json.decode(openapi)
    schemas: dict[str, Json] = document["components"]["schemas"]
    return {
        "version": escape(document["info"]["version"]),
        "test_key": escape(test_key),
        "test_accounts": _table(
            ("Address", "What its phone does"),
            [(_code(each.email), escape(each.does)) for each in test_accounts],
        ),
        "statuses": _table(
            ("Status", "Code", "Meaning"),
            [(_code(name), str(number), _prose(STATUSES[name])) for name, number in _numbered_statuses()],
        ),
        "errors": _table(
            ("Error", "Code", "HTTP", "Meaning"),
            [(_code(code.name), str(code.number), str(code.http), _prose(text)) for code, text in errors()],
        ),
        "device_routes": _table(
            ("Route", "What it does"),
            [
                (f"{_verb(route.verb)} {_code(route.path)}", _prose(OPERATIONS[route.method].summary))
                for route in device_routes
            ],
        ),
        **{f"fields_{_slug(name)}": _fields(schema) for name, schema in schemas.items()},
        **{f"code_{topic}": _snippets(topic) for topic in TOPICS},
        "code_grpc": highlighted(_own("snippets", "grpc.shell.txt")),
        **{f"words_{name}": _prose(words.description) for name, words in OPERATIONS.items()},
    }


def _numbered_statuses() -> list[tuple[str, int]]:
    [status] = [enum for enum in rp_pb.desc().enums if enum.name == "RequestStatus"]
    return [(value.name, value.number) for value in status.values if value.name in STATUSES]


def _slug(name: str) -> str:
    return name.replace(".", "_")


def _fields(schema: Json) -> str:
    """The fields of one message as a list: name, type, whether it must be there, and a sentence."""
    properties: dict[str, Json] = schema.get("properties", {})  # type: ignore[assignment]
    required: list[str] = schema.get("required", [])  # type: ignore[assignment]
    is_input = schema.get("additionalProperties") is False
    rows = [
        f'<div class="field"><dt>{_code(name)} <span class="kind">{escape(_kind(field))}</span>'
        + ('<span class="must">required</span>' if is_input and name in required else "")
        + f"</dt><dd>{_prose(str(field.get('description', '')))}{_choices(field)}</dd></div>"
        for name, field in properties.items()
        if field.get("description") not in _LEFT_OUT
    ]
    return f'<dl class="fields">{"".join(rows)}</dl>'


_LEFT_OUT = ("Not offered yet.", "Ignored.")


def _kind(field: Json) -> str:
    if "enum" in field:
        return "enum"
    if "contentEncoding" in field:
        return "bytes in base64"
    return str(field.get("type", "object"))


def _choices(field: Json) -> str:
    # A request's kinds and statuses have their own words elsewhere.
    names = [str(name) for name in field.get("enum", ())]  # type: ignore[attr-defined]
    if not 1 < len(names) <= _FEW:
        return ""
    return '<span class="choices">' + " ".join(map(_code, names)) + "</span>"


_FEW = 3


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    # A wide table scrolls by itself; whoever has no pointer scrolls it by keyboard.
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{escape(heads[0])} table">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"


def _verb(verb: str) -> str:
    return f'<span class="verb">{escape(verb)}</span>'


def _prose(text: str) -> str:
    """A sentence with `code` in it."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _snippets(topic: str) -> str:
    blocks = "".join(
        f'<section class="snippet" data-language="{language}"><h4>{escape(name)}</h4>'
        f'<pre tabindex="0" aria-label="{escape(name)} example">{highlighted(snippet(topic, language))}</pre></section>'
        for language, name in LANGUAGES.items()
    )
    return f'<div class="snippets" data-snippets="{topic}">{blocks}</div>'


_WORDS = (
    "async|await|break|case|class|const|def|else|export|extends|false|final|for|from|func|function|guard|if|import|in|"
    "let|new|nil|null|raise|return|set|static|string|struct|switch|throw|throws|true|try|using|var|void|while|with"
)
_TOKEN = re.compile(
    r'(?P<key>"\w+"(?=:))'
    r'|(?P<string>"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|\'[^\']*\'|`(?:\\.|[^`\\])*`)'
    r"|(?P<comment>(?<![:\"\w])//[^\n]*|(?<![\w$&{\"])#[^\n]*)"
    rf"|(?P<word>(?<![\w.-])(?:{_WORDS})(?![\w-]))"
    r"|(?P<number>(?<![\w.:-])\d[\d_]*\b)"
)
_CLASSES = {"key": "k", "string": "s", "comment": "c", "word": "k", "number": "n"}


def highlighted(program: str) -> str:
    """The program as HTML. One rough grammar for all six languages: a wrong guess costs a colour, never a letter."""
    out: list[str] = []
    at = 0
    for token in _TOKEN.finditer(program):
        out += [
            escape(program[at : token.start()], quote=False),
            f'<span class="t-{_CLASSES[token.lastgroup or "word"]}">',
        ]
        out += [escape(token[0], quote=False), "</span>"]
        at = token.end()
    return "".join([*out, escape(program[at:], quote=False)]).rstrip("\n")

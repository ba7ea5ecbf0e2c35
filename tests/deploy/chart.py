"""Renders our chart without Helm: the few words of Go's templates and of Sprig that it uses, and no others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

_ACTION = re.compile(r"(\s*\{\{-|\{\{)\s*(.*?)\s*(-\}\}\s*|\}\})", re.DOTALL)
_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[()|]|[^\s()|]+')
_Scope = Mapping[str, Any]


def _quote(value: Any) -> str:
    return json.dumps(str(value).lower() if isinstance(value, bool) else str(value))


def _nindent(spaces: int, text: str) -> str:
    return "\n" + "\n".join(" " * spaces + line for line in text.splitlines())


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "add": lambda *numbers: sum(numbers),
    "mul": lambda one, other: one * other,
    "not": lambda value: not value,
    "upper": str.upper,
    "quote": _quote,
    "printf": lambda form, *values: form % values,
    "default": lambda other, value: value or other,
    "toYaml": lambda value: yaml.safe_dump(value, sort_keys=False).rstrip("\n"),
    "nindent": _nindent,
}


def rendered(chart: Path, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Every object of the chart, as `helm template eid` would give them to the cluster."""
    scope = {
        ".Values": _over(yaml.safe_load((chart / "values.yaml").read_text("utf-8")), values or {}),
        ".Release": {"Name": "eid"},
        ".Chart": {"AppVersion": yaml.safe_load((chart / "Chart.yaml").read_text("utf-8"))["appVersion"]},
    }
    return [
        found
        for template in sorted((chart / "templates").iterdir())
        for found in yaml.safe_load_all(_render(template.read_text("utf-8"), scope))
        if found is not None
    ]


def _over(values: dict[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(values)
    for name, value in given.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(name), dict)
        merged[name] = _over(merged[name], value) if both else value
    return merged


def _render(text: str, scope: _Scope) -> str:
    out, rest = _block(_parts(text), scope, shown=True)
    assert rest is None, "an end without a beginning"
    return out


def _parts(text: str) -> Iterator[tuple[str, str]]:
    """Text and actions in turn, as ("text", …) and ("action", …)."""
    at = 0
    for found in _ACTION.finditer(text):
        yield "text", text[at : found.start()]
        yield "action", found[2]
        at = found.end()
    yield "text", text[at:]


def _block(parts: Iterator[tuple[str, str]], scope: _Scope, *, shown: bool) -> tuple[str, str | None]:
    """What a block says, and the word that ended it: None where the text ends."""
    out = ""
    for kind, said in parts:
        if kind == "text":
            out += said
            continue
        word, _, rest = said.partition(" ")
        if word == "end":
            return out if shown else "", word
        if word == "if":
            out += _block(parts, scope, shown=bool(_value(rest, scope)))[0]
        elif word == "range":
            out += _range(list(_until_end(parts)), rest, scope)
        else:
            out += str(_value(said, scope)) if shown else ""
    return out if shown else "", None


def _range(body: list[tuple[str, str]], head: str, scope: _Scope) -> str:
    names, _, what = head.partition(":=")
    variables = [name.strip() for name in names.split(",")]
    over = _value(what, scope)
    # Helm walks a map in the order of its keys.
    rows = sorted(over.items()) if isinstance(over, dict) else [(one,) for one in over]
    return "".join(
        _block(iter(body), {**scope, **dict(zip(variables, row, strict=True))}, shown=True)[0] for row in rows
    )


def _until_end(parts: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    depth = 1
    for kind, said in parts:
        if kind == "action":
            depth += (said.split()[0] in {"if", "range"}) - (said == "end")
            if not depth:
                return
        yield kind, said


def _value(expression: str, scope: _Scope) -> Any:
    value, rest = _pipeline(_WORD.findall(expression), scope)
    assert not rest, expression
    return value


def _pipeline(words: list[str], scope: _Scope) -> tuple[Any, list[str]]:
    value, words = _call(words, scope, [])
    while words and words[0] == "|":
        value, words = _call(words[1:], scope, [value])
    return value, words


def _call(words: list[str], scope: _Scope, piped: list[Any]) -> tuple[Any, list[str]]:
    name, terms = None, []
    if words[0] in _FUNCTIONS:
        name, words = words[0], words[1:]
    while words and words[0] not in {"|", ")"}:
        if words[0] == "(":
            term, words = _pipeline(words[1:], scope)
            words = words[1:]
        else:
            term, words = _term(words[0], scope), words[1:]
        terms.append(term)
    if name is not None:
        return _FUNCTIONS[name](*terms, *piped), words
    (value,) = terms
    return value, words


def _term(word: str, scope: _Scope) -> Any:
    if word.startswith('"'):
        return json.loads(word)
    if word.isdecimal():
        return int(word)
    if word.startswith("$"):
        return scope[word]
    _, head, *names = word.split(".")
    value = scope[f".{head}"]
    for name in names:
        value = value[name]
    return value

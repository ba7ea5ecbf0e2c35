"""Write the generated parts of README.md and docs/configuration.md: the programs, and the table of settings.

A part stands between `<!-- made: NAME -->` and `<!-- end -->`, where NAME is `settings` or `TOPIC LANGUAGE`.
Without arguments it writes; with `--check` it writes nothing and fails when a page is stale.
"""

from __future__ import annotations

import argparse
import ast
import re
import sys
from collections.abc import Iterator
from inspect import getsource
from pathlib import Path

from msgspec import inspect

from autheid import config
from autheid.door.public.pages import snippet

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "configuration.md")
_PART = re.compile(r"(<!-- made: (.*?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
_MARKDOWN = {"shell": "sh", "csharp": "csharp"}


def written(page: str) -> str:
    """The page with its parts as they would be made now."""
    return _PART.sub(lambda found: found[1] + _part(found[2]) + found[4], page)


def _part(name: str) -> str:
    if name == "settings":
        return settings_table()
    topic, language = name.split()
    return f"```{_MARKDOWN.get(language, language)}\n{snippet(topic, language)}```\n"


def settings_table() -> str:
    """Every setting with its default, its rule and its sentence."""
    words = dict(_sentences())
    rows = [
        f"| `{field.name}` | {_rule(field.type)} | {_default(field.default)} | {words[field.name]} |"
        for field in _fields()
    ]
    return "\n".join(["| setting | value | default | what it does |", "| --- | --- | --- | --- |", *rows, ""])


def _fields() -> tuple[inspect.Field, ...]:
    settings = inspect.type_info(config.Settings)
    if not isinstance(settings, inspect.StructType):
        raise TypeError("Settings is not a struct")
    return settings.fields


def _sentences() -> Iterator[tuple[str, str]]:
    """The sentence that stands under each setting."""
    [settings] = ast.parse(getsource(config.Settings)).body
    if not isinstance(settings, ast.ClassDef):
        raise TypeError("Settings is not a class")
    for field, text in zip(settings.body, settings.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
            if not (isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)):
                raise TypeError(f"{field.target.id} has no sentence under it")
            yield field.target.id, str(text.value.value)


def _rule(kind: inspect.Type) -> str:
    match kind:
        case inspect.LiteralType(values=values):
            return " or ".join(f"`{value}`" for value in values)
        case inspect.IntType(ge=low, le=None):
            return f"{low} or more"
        case inspect.IntType(ge=low, le=high):
            return f"{low} to {high}"
        case inspect.StrType():
            return "text"
        case inspect.BoolType():
            return "`true` or `false`"
        case _:
            return "path"


def _default(value: object) -> str:
    return "" if value in {None, ""} else f"`{str(value).lower() if isinstance(value, bool) else value}`"


def main() -> int:
    """Write or check; the exit code is 1 when a check fails."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail when something is stale")
    check: bool = parser.parse_args().check
    stale = [page for page in PAGES if written(page.read_text("utf-8")) != page.read_text("utf-8")]
    for page in stale:
        print(f"{page.relative_to(ROOT)} {'is stale: run scripts/docs.py' if check else 'is written'}")
        if not check:
            page.write_text(written(page.read_text("utf-8")), "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())

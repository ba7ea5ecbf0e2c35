"""The examples of the public API reference, as values. A test may verify with them; nothing may be tuned to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

REFERENCE: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "reference-examples.json").read_text("utf-8")
)

SHARED = Path(__file__).parents[3] / "shared"
"""What lies beside the project where there is such a thing: real lists, which are no part of it."""

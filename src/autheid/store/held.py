"""What a copy of a database holds: read from the copy itself, so that nothing is said of it that it does not say."""

from __future__ import annotations

from dataclasses import dataclass, field

from autheid.kernel.ids import AccountId


@dataclass(kw_only=True)
class Held:
    """What must be known of a copy to tell whether it is whole."""

    schema: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    """How many by table."""
    noted: dict[str, AccountId] = field(default_factory=dict)
    """Whose each file is that has a row, the doomed ones among them."""
    bound: set[str] = field(default_factory=set)
    """Files that a case refers to: they were kept before that was written."""
    doomed: set[str] = field(default_factory=set)
    """Files that are to be destroyed, if they still are there."""
    data_keys: dict[AccountId, bytes] = field(default_factory=dict)
    """Wrapped."""

    @property
    def files(self) -> dict[str, AccountId]:
        """Whose each file is that belongs to a copy."""
        return {name: account for name, account in self.noted.items() if name not in self.doomed}

"""What a check found (核对结果). Checks yield findings and never raise."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from liancun.kernel.reasons import Param

Kind = Literal["tampered", "late_facts", "rule_changed", "broken", "unproven"]


@dataclass(frozen=True)
class Finding:
    """One thing that should be true and is not (发现的问题), with the record it is about.

    tampered      a record differs from what was sealed: somebody edited the database by hand
    late_facts    a lawful record came after the settlement that it bears on
    rule_changed  today's rule decides otherwise on the very same facts
    broken        any other promise of the books that does not hold
    unproven      a key is missing: neither clean nor tampered
    """

    kind: Kind
    ref: str
    code: str
    params: tuple[tuple[str, Param], ...] = ()

    @classmethod
    def of(
        cls,
        kind: Kind,
        ref: str,
        code: str,
        **params: Param,
    ) -> "Finding":
        """Build a finding; the parameters are for its wording."""
        return cls(kind, ref, code, tuple(sorted(params.items())))


@dataclass(frozen=True)
class Shareable:
    """A long check that goes from record to record, so that two processes can share it (可分的核对).

    Called, it goes through all its shares in order; `find` goes through one. A share is told to another
    process, which may see records that came since: it names its records by bounds, not by their place.
    """

    find: Callable[[Any], Iterator[Finding]]
    shares: Callable[[], Iterable[Any]]

    def __call__(self) -> Iterator[Finding]:
        """All it finds."""
        for share in self.shares():
            yield from self.find(share)

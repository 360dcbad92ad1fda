"""What stands above what (上下级): a dated relation, by which organisations are found and never by code."""

from collections.abc import Iterable, Mapping
from datetime import date

from liancun.base import clock
from liancun.base.request_cache import once
from liancun.rooms.registry.facts.places import every_org
from liancun.rooms.registry.models import Organisation


@once
def organisations_by(day: date) -> Mapping[str, Organisation]:
    """Code -> what an organisation is on a day; one that has ended is what it was last."""
    rows = every_org()
    gone = {row.supersedes_id for row in rows}
    return {row.code: row for row in rows if row.pk not in gone and row.start <= day}


@once
def _all_above(day: date) -> Mapping[str, tuple[str, ...]]:
    """Code -> what stands above it on a day, the nearest first: of all organisations, in one pass."""
    parents = {code: row.parent for code, row in organisations_by(day).items()}
    return {code: _chain(code, parents) for code in parents}


def _chain(org_code: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    found: list[str] = []
    code = parents.get(org_code, "")
    while code in parents and code not in (org_code, *found):
        found.append(code)
        code = parents[code]
    return tuple(found)


def above(org_code: str, day: date, kind: str = "") -> tuple[str, ...]:
    """What stands above an organisation on a day, the nearest first; of one kind where it is named."""
    found = _all_above(day).get(org_code, ())
    if not kind:
        return found
    known = organisations_by(day)
    return tuple(code for code in found if known[code].kind == kind)


def below(org_code: str, day: date, kind: str = "") -> frozenset[str]:
    """What stands below an organisation on a day, at any depth."""
    found = frozenset(code for code, over in _all_above(day).items() if org_code in over)
    if not kind:
        return found
    known = organisations_by(day)
    return frozenset(code for code in found if known[code].kind == kind)


def section_villages(org_code: str, codes: Iterable[str]) -> dict[str, str]:
    """Section (片区) or branch (分社) of a cooperative -> its village; of no other, and of nothing else."""
    kinds, today = (Organisation.Kind.SECTION, Organisation.Kind.BRANCH), clock.today()
    known, over = organisations_by(today), _all_above(today)
    return {
        code: known[code].village_code
        for code in set(codes) & known.keys()
        if known[code].kind in kinds and org_code in over[code]
    }

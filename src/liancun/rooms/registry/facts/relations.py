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
    gone = {row.supersedes_id for row in every_org()}
    return {row.code: row for row in every_org() if row.pk not in gone and row.start <= day}


def above(org_code: str, day: date, kind: str = "") -> tuple[str, ...]:
    """What stands above an organisation on a day, the nearest first; of one kind where it is named."""
    known = organisations_by(day)
    found: list[str] = []
    row = known.get(org_code)
    while row and (row := known.get(row.parent)) and row.code not in (org_code, *found):
        found.append(row.code)
    return tuple(code for code in found if kind in ("", known[code].kind))


def below(org_code: str, day: date, kind: str = "") -> frozenset[str]:
    """What stands below an organisation on a day, at any depth."""
    known = organisations_by(day)
    return frozenset(
        code for code, row in known.items() if kind in ("", row.kind) and org_code in above(code, day)
    )


def section_villages(org_code: str, codes: Iterable[str]) -> dict[str, str]:
    """Section (片区) or branch (分社) of a cooperative -> its village; of no other, and of nothing else."""
    kinds, today = (Organisation.Kind.SECTION, Organisation.Kind.BRANCH), clock.today()
    known = organisations_by(today)
    return {
        code: known[code].village_code
        for code in set(codes) & known.keys()
        if known[code].kind in kinds and org_code in above(code, today)
    }

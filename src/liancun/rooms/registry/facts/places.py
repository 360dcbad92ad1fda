"""Villages, collectives and sections as facts (村、村集体、片区): which village an organisation is of."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef

from liancun.base import clock
from liancun.base.reads import told
from liancun.base.request_cache import once
from liancun.rooms.registry.models import Membership, Organisation, Village


@told(lambda rows: tuple((row.pk, row.has_members) for row in rows))
@once
def every_org() -> tuple[Organisation, ...]:
    """All organisations there are or were, by start: few, and a look asks for these, then for those."""
    members = Membership.objects.filter(org_code=OuterRef("code"))
    return tuple(Organisation.objects.annotate(has_members=Exists(members)).order_by("start", "pk"))


def has_members(org_code: str) -> bool:
    """Whether anybody is or was a member of an organisation."""
    found: tuple[Any, ...] = every_org()
    return any(row.has_members for row in found if row.code == org_code)


def owners() -> tuple[str, ...]:
    """Whose rows people, households, posts and duties are: of the town, and of any town there was before it.

    Those that a new run's watermark names; a run that there is goes by its own. Before the town itself is on
    record it is whoever brought the villages.
    """
    towns = tuple(dict.fromkeys(row.code for row in every_org() if row.kind == Organisation.Kind.TOWN))
    return towns or tuple(Village.objects.order_by("pk").values_list("org_code", flat=True)[:1])


def owner() -> str:
    """Whose act an entry in the register is: the town's of today; '' where there is none."""
    today = clock.today()
    begun = {row.code for row in every_org() if row.start <= today}
    codes = owners()
    return next((code for code in reversed(codes) if code in begun), codes[0] if codes else "")


def village_of_collective(org_code: str) -> str:
    """The village of a village collective, or '' where the organisation is none."""
    kind = Organisation.Kind.VILLAGE_COLLECTIVE
    found = [row.village_code for row in every_org() if row.code == org_code and row.kind == kind]
    return found[-1] if found else ""


def villages_known(village_codes: Iterable[str]) -> frozenset[str]:
    """Of these village codes, those on record."""
    rows = Village.objects.filter(village_code__in=set(village_codes))
    return frozenset(rows.values_list("village_code", flat=True))


def collectives() -> tuple[str, ...]:
    """The codes of all village collectives, in order."""
    kind = Organisation.Kind.VILLAGE_COLLECTIVE
    return tuple(sorted({row.code for row in every_org() if row.kind == kind}))


@told(lambda rows: tuple(row.pk for row in rows))
@once
def every_village() -> tuple[Village, ...]:
    """All villages, in code order."""
    return tuple(Village.objects.order_by("village_code"))


def unit_villages() -> Mapping[str, tuple[str, ...]]:
    """Operating unit (作战单元) -> its villages, by their codes; villages of no unit are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for row in every_village():
        if row.unit:
            found[row.unit] = (*found.get(row.unit, ()), row.village_code)
    return found

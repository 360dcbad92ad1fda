"""Villages, collectives and sections as facts (村、村集体、片区): which village an organisation is of."""

from collections.abc import Iterable, Mapping

from liancun.base.request_cache import once
from liancun.rooms.registry.models import Organisation, Village


@once
def village_of_collective(org_code: str) -> str:
    """The village of a village collective, or '' where the organisation is none."""
    rows = Organisation.objects.filter(code=org_code, kind=Organisation.Kind.VILLAGE_COLLECTIVE)
    return rows.order_by("-start").values_list("village_code", flat=True).first() or ""


def section_villages(org_codes: Iterable[str]) -> dict[str, str]:
    """Section (片区) or branch (分社) of the head -> its village; any other organisation is left out."""
    kinds = (Organisation.Kind.SECTION, Organisation.Kind.BRANCH)
    rows = Organisation.objects.filter(code__in=set(org_codes), kind__in=kinds).order_by("start")
    return dict(rows.values_list("code", "village_code"))


def villages_known(village_codes: Iterable[str]) -> frozenset[str]:
    """Of these village codes, those on record."""
    rows = Village.objects.filter(village_code__in=set(village_codes))
    return frozenset(rows.values_list("village_code", flat=True))


@once
def collectives() -> tuple[str, ...]:
    """The codes of all village collectives, in order."""
    rows = Organisation.objects.filter(kind=Organisation.Kind.VILLAGE_COLLECTIVE)
    return tuple(sorted(set(rows.values_list("code", flat=True))))


@once
def unit_villages() -> Mapping[str, tuple[str, ...]]:
    """Operating unit (作战单元) -> its villages, by their codes; villages of no unit are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for unit, village in Village.objects.order_by("village_code").values_list("unit", "village_code"):
        if unit:
            found[unit] = (*found.get(unit, ()), village)
    return found

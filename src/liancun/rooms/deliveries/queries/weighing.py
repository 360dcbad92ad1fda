"""What the weigher's form offers (过磅录入)."""

from dataclasses import dataclass
from datetime import date

from liancun.base import charters, clock
from liancun.base.viewer import Viewer
from liancun.rooms.deliveries.models import WeighSlip
from liancun.rooms.deliveries.rules import WeighingTerms
from liancun.rooms.registry import queries as registry
from liancun.rooms.registry.queries.names import village_slugs


@dataclass(frozen=True)
class ProductChoice:
    """A product as the weigher may take it in (收购品种)."""

    code: str
    name: str
    grades: tuple[str, ...]
    minimum_fen: int
    price_later: bool
    slip_kg_most: int


@dataclass(frozen=True)
class WeighingForm:
    """What the weigher's form offers (过磅录入): products, weighing points, the next number there.

    `sites` are (name, code); a weighing point that no village is named after is called by its code.
    """

    org_code: str
    clause: str
    products: tuple[ProductChoice, ...]
    sites: tuple[tuple[str, str], ...]
    site: str
    number: str


def product_names(org_code: str) -> dict[str, str]:
    terms = charters.in_force(WeighingTerms, on=clock.today(), org=org_code)
    return {code: product.name for code, product in terms.products.items()}


def weighing_form(viewer: Viewer, org_code: str, *, on: date, site: str = "") -> WeighingForm:
    """What the form of a new slip offers whoever sees the organisation."""
    viewer.must_see(org_code)
    terms = charters.in_force(WeighingTerms, on=on, org=org_code)
    sites = tuple((name, code) for code, name in sites_of(viewer, org_code))
    site = site or next(iter(sorted(_own_sites(viewer))), "")
    today = WeighSlip.objects.filter(org_code=org_code, site=site, weighed_on=on, revision=1).count()
    products = tuple(
        ProductChoice(
            code,
            each.name,
            each.grades,
            each.minimum_fen,
            each.price_later,
            each.slip_kg_most,
        )
        for code, each in terms.products.items()
    )
    return WeighingForm(org_code, terms.clause, products, sites, site, f"{on:%m%d}-{today + 1:03d}")


def _own_sites(viewer: Viewer) -> set[str]:
    """The weighing points that the viewer's own villages are named by."""
    here = {name for code, name in registry.village_names().items() if code in viewer.village_codes}
    return {slug for slug, name in village_slugs().items() if name in here}


def sites_of(viewer: Viewer, org_code: str) -> list[tuple[str, str]]:
    """The weighing points in reach, (code, name): those of one's own villages and those already used."""
    if not viewer.sees(org_code):
        return []
    used = viewer.limit(WeighSlip.objects.filter(org_code=org_code)).order_by("site")
    codes = sorted(_own_sites(viewer) | set(used.values_list("site", flat=True).distinct()))
    named = village_slugs()
    return [(code, named.get(code, code)) for code in codes]

"""Where things have their pages (页面地址): references by their kind, and addresses that have moved."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse

from liancun.base import clock
from liancun.base.lists import list_of
from liancun.faces.request import Request
from liancun.kernel import Refusal
from liancun.rooms.registry.queries.names import nearest_of_kind

PAGES = {
    "slip": "slip",
    "plot": "plot",
    "contract": "land_contract",
    "planting": "planting",
    "rectification": "planting",
    "entry": "entry",
    "run": "run",
    "line": "line",
    "notice": "notice",
    "order": "work_order",
    "work": "work_day",
    "household": "household",
    "person": "person",
    "meeting": "meeting",
    "agenda_item": "agenda_item",
    "four_steps": "four_steps",
    "decision": "four_steps",
    "implementation": "four_steps",
    "visit": "visit_card",
    "problem": "problem_card",
    "pause": "pause_card",
}
"""The pages of references by their kind; all others are explained."""
WITHIN = {
    "member": ("member", 0),
    "worker": ("work_of", 0),
    "wage_slip": ("wage_slip", 1),
    "scores": ("points_sheet", 0),
}
"""The same for what lies in an organisation: its reference "member:head/P0000001" names that too, and
after the code may say more: "wage_slip:head/P0000001/2025-03"."""


LISTS = {
    "book": ("balances", ()),
    "entries": ("entries", ("period", "account")),
    "detail": ("detail", ("period", "account")),
}
"""References of the books that lead to a list of an organisation's, narrowed by what else they say."""


def where(ref: str) -> str:
    """The page of a reference, where it has one of its own; else the page that explains it; '' for none."""
    kind, colon, key = ref.partition(":")
    if not colon or not key:
        return ""
    if kind in LISTS:
        list_key, filters = LISTS[kind]
        org_code, *said = key.split("/")
        address = reverse("list", args=[org_code, "ledger", list_key])
        return f"{address}?{urlencode(dict(zip(filters, said, strict=True)))}" if said else address
    if kind in WITHIN:
        org_code, _slash, inner = key.partition("/")
        name, more = WITHIN[kind]
        return reverse(name, args=[org_code, *inner.rsplit("/", more)]) if inner else ""
    return reverse(PAGES[kind], args=[key]) if kind in PAGES else reverse("why", args=[ref])


MOVED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "cooperative/shares/": ("head_cooperative", "list", ("capital", "shares")),
    "cooperative/slips/": ("head_cooperative", "list", ("deliveries", "slips")),
    "cooperative/prices/": ("head_cooperative", "list", ("deliveries", "prices")),
    "cooperative/weigh/": ("head_cooperative", "weigh", ()),
    "cooperative/sales/": ("head_cooperative", "sales", ()),
    "cooperative/members/<code:party>/": ("head_cooperative", "member", ()),
    "land/": ("head_cooperative", "list", ("land", "plots")),
    "land/list.pdf": ("head_cooperative", "list_file", ("land", "plots", "pdf")),
    "land/contracts/": ("head_cooperative", "list", ("land", "contracts")),
    "land/contracts/sign": ("head_cooperative", "act", ("land", "sign_contract")),
    "labour/": ("head_cooperative", "list", ("labour", "orders")),
    "labour/seekers/": ("head_cooperative", "list", ("labour", "seekers")),
    "labour/courses/": ("head_cooperative", "list", ("labour", "courses")),
    "labour/pay/<str:month>/": ("head_cooperative", "list", ("labour", "pay")),
    "labour/people/<code:party>/": ("head_cooperative", "work_of", ()),
    "labour/people/<code:party>/<str:month>/": ("head_cooperative", "wage_slip", ()),
    "points/": ("town", "list", ("points", "progress")),
    "production/": ("head_cooperative", "list", ("production", "plantings")),
    "production/may": ("head_cooperative", "may_grow", ()),
    "production/rectifications/": ("head_cooperative", "list", ("production", "rectifications")),
    "production/facilities/": ("head_cooperative", "list", ("production", "facilities")),
    "cooperative/surplus/": ("head_cooperative", "surplus_latest", ()),
    "cooperative/surplus/<int:year>/": ("head_cooperative", "surplus", ()),
    "park/": ("head_cooperative", "park", ()),
    "park/<int:year>/": ("head_cooperative", "park_year", ()),
    "park/<int:year>/list.pdf": ("head_cooperative", "dividend_pdf", ()),
    "park/<int:year>/cash": ("platform_company", "list", ("park", "cash")),
    "members/": ("head_cooperative", "list", ("registry", "members")),
    "households/": ("town", "list", ("registry", "households")),
    "books/": ("", "list", ("ledger", "books")),
    "runs/": ("", "list", ("settlement", "runs")),
    "money/<int:year>/<slug:kind>/": ("", "list", ("settlement", "year")),
}
"""Addresses of before an address named its organisation: the kind of that, '' for all in reach, and the page
that stands there now with what else is in its address."""


NOW = {"month": "period"}
"""What a filter was called before."""


def _moved(kind: str, page: str, inside: tuple[str, ...]) -> Callable[..., HttpResponse]:
    def there(request: Request, **rest: str) -> HttpResponse:
        """To the page of the organisation nearest to the viewer, as it was asked for."""
        orgs = nearest_of_kind(request.viewer, kind, clock.today()) if kind else ("-",)
        if not orgs:
            raise Refusal("viewer.not_found")
        asked = request.GET.dict()
        if page == "list":  # what stood in the address narrows the list, under the name its filter has now
            asked, rest = asked | rest, {}
            filters = {spec.name for spec in list_of(*inside).filters}
            asked = {name if name in filters else NOW.get(name, name): said for name, said in asked.items()}
        address = reverse(page, args=[orgs[0], *inside, *rest.values()])
        return redirect(f"{address}?{urlencode(asked)}" if asked else address)

    return there


urlpatterns = [path(address, _moved(*to)) for address, to in MOVED.items()]

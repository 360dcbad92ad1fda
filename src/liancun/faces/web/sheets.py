"""The addresses a phone asks (手机的表): a month's sheet taken along, and its items received.

Not derived: a phone asks them from a page that works without a network, keeps what it is told, and sends
items of which each is answered by itself. So they answer JSON, also to who is not logged in.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from liancun.base import clock, reading
from liancun.faces.request import Request
from liancun.faces.sheets import items_in, told_receipts, told_sheet
from liancun.faces.words import placed, worded
from liancun.kernel import BadInput, Problem, Reason, Refusal
from liancun.rooms.sheets import actions, queries

GONE = ("viewer.not_found", "organisation.unknown", "sheets.none_taken")


def _told(data: Any, status: int = 200) -> HttpResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


def _no(reason: Reason, status: int) -> HttpResponse:
    return _told({"code": reason.code, "message": worded(reason)}, status)


def phone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer a phone in JSON, whatever becomes of it: 401 where nobody is logged in, 403 and 400 with why."""

    @wraps(view)
    def answer(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.viewer.name:
            return _no(Reason.of("sheets.log_in"), 401)
        try:
            return view(request, *args, **kwargs)
        except Refusal as no:
            return _no(no.reason, 404 if no.code in GONE else 403)
        except BadInput as bad:
            first = bad.problems[0]
            return _told({"code": first.code, "message": "。".join(map(placed, bad.problems))}, 400)

    return answer


def _sent(request: Request) -> Any:
    try:
        return json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadInput([Problem.of("api.not_json")]) from None


@require_http_methods(["GET", "HEAD", "POST"])
@phone
def sheet(request: Request, org_code: str, kind: str, month: str) -> HttpResponse:
    """A month's sheet: POST takes it along, GET reads one's own again."""
    who: dict[str, Any] = {"by": request.viewer, "on": clock.today()}
    code = request.GET.get("sheet", "")
    if request.method == "POST":
        sent = _sent(request)
        device = sent.get("device") if isinstance(sent, dict) else None
        said = {"kind": kind, "month": month, "device": device}
        taking = reading.given(actions.Taking, said, org_code=org_code, typed=True, **who)
        code = actions.take_sheet(org_code, taking, **who)
    found = queries.own_sheet(request.viewer, org_code, kind, month, on=who["on"], code=code[:40])
    return _told(told_sheet(found))


@require_POST
@phone
def items(request: Request, org_code: str) -> HttpResponse:
    """Receive what a phone sends: each item is answered by itself."""
    given = items_in(_sent(request))
    receipts = actions.receive_items(org_code, given, by=request.viewer, on=clock.today())
    return _told({"results": told_receipts(receipts), "clock_offset_seconds": actions.offset_of(given)})


urlpatterns = [
    path("sheet/<code:org_code>/items", items, name="sheet_items"),
    path("sheet/<code:org_code>/<str:kind>/<str:month>.json", sheet, name="sheet_taken"),
]

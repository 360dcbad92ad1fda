"""The clerk's page of what is loaded and what each kind of money still wants (齐备)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.importing import import_kind
from liancun.base.offers import offer_of
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.rooms.registry.queries import org_names
from liancun.rooms.settlement import queries


@require_GET
def status(request: Request) -> HttpResponse:
    """Counts with the last day, and for each kind of money what is missing with the way to it."""
    viewer: Viewer = request.viewer
    found = queries.status(viewer, on=clock.today())
    stocks: dict[str, list[queries.Loaded]] = {}
    for row in found.loaded:
        stocks.setdefault(row.stock, []).append(row)
    told = [
        {
            "stock": stock,
            "count": sum(row.count for row in rows),
            "last": max(filter(None, (row.last for row in rows)), default=None),
            "none": [row.org_name for row in rows if not row.count] if len(rows) > 1 else [],
        }
        for stock, rows in stocks.items()
    ]
    money: dict[str, dict[str, Any]] = {}
    for each in found.money:
        kind = money.setdefault(each.kind, {"complete": [], "open": []})
        if each.lacking:
            others = org_names({one.owner for one in each.lacking} - {each.org_code})
            ways = [(one, _way(viewer, one), others.get(one.owner, "")) for one in each.lacking]
            kind["open"].append((each, len({one.stock for one in each.lacking}), ways))
        else:
            kind["complete"].append(each.org_name)
    wanting = [(kind, its) for kind, its in money.items() if its["open"]]
    complete = [(kind, its["complete"]) for kind, its in money.items() if not its["open"]]
    return render(request, "web/status.html", {"stocks": told, "money": wanting, "complete": complete})


def _way(viewer: Viewer, lacking: queries.Lacking) -> str:
    """Where the viewer can bring it in; '' where that is somebody else's."""
    if lacking.decision:
        return reverse("charter")
    if lacking.workbook:
        posted = any(post.org_code == lacking.owner for post in viewer.posts)
        mine = posted and permitted(viewer, import_kind(lacking.workbook).verb, lacking.owner)
        return f"{reverse('imports')}?choice={lacking.workbook}/{lacking.owner}" if mine else ""
    offer = offer_of(*lacking.offer.split("."))
    if not offer.serves(viewer, lacking.owner):
        return ""
    return reverse("act", args=[lacking.owner, offer.room, offer.name])


urlpatterns = [path("status/", status, name="status")]

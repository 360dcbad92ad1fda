"""The town's year and its map (驾驶舱、地图)."""

import json
from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Query, Router

from liancun.base import clock
from liancun.base.page_cache import kept
from liancun.base.viewer import Viewer
from liancun.faces.api.answers import NO, plain, who
from liancun.faces.api.shapes import Org, Year, shape
from liancun.faces.cockpit import Cockpit, cockpit, plot_features
from liancun.faces.request import Request

router = Router(tags=["cockpit"])


@router.get("/cockpit", response={200: shape(Cockpit), **NO})
def town(request: Request, year: Query[Year | None] = None, org: Query[Org | None] = None) -> Any:
    """A year of the whole town, to posts that reach all of it; the year that has money where none is named.

    Work and fields are those of one head cooperative: the one named, else the first in reach.
    """
    today = clock.today()
    return plain(cockpit(who(request), year, on=today, org_code=org or ""))


@router.get("/land/map", response={200: dict, **NO})
def plot_map(request: Request) -> Any:
    """The plots and villages in reach as GeoJSON."""
    return HttpResponse(_map_text(who(request), clock.today()), content_type="application/json")


@kept
def _map_text(viewer: Viewer, on: date) -> bytes:
    # Of the whole town it is two megabytes: writing it out takes longer than reading the plots.
    return json.dumps(plot_features(viewer, on=on), ensure_ascii=False, separators=(",", ":")).encode()

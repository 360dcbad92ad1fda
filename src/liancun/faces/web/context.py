"""What every page shows (页头): the menu that fits the viewer, the demo day, who is looking."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.web.registry import HEAD
from liancun.rooms.registry.queries import who_am_i


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor of all pages."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return {
        "viewer": viewer,
        "who": who_am_i(viewer) if viewer.name else "",
        "demo_day": clock.today() if clock.is_demo() else None,
        "nav": [
            {"label": label, "url": reverse(name), "active": _here(request, name)}
            for label, name in menu(viewer)
        ],
    }


def _here(request: HttpRequest, name: str) -> bool:
    url = reverse(name)
    return request.path == url or (url != "/" and request.path.startswith(url))


def menu(viewer: Viewer) -> list[tuple[str, str]]:
    """(label, url name) in reading order; a stranger sees the open pages alone."""
    items = [(_("总览"), "overview")]
    if viewer.households or (viewer.party and not viewer.posts):
        items.append((_("我家"), "my_home"))
    if {post.kind for post in viewer.posts} == {"weigher"}:
        items += [(_("过磅"), "weigh"), (_("过磅单"), "slips")]
    elif viewer.posts:
        items += [(_("待办"), "desk"), (_("结算"), "runs"), (_("农户"), "households")]
        kinds = {post.kind for post in viewer.posts}
        items.append((_("积分"), "points"))
        if viewer.everywhere or viewer.village_codes or viewer.sees(HEAD):
            items.append((_("土地"), "land"))
        if kinds - {"grid_worker", "weigher"}:
            items += [(_("社员"), "members"), (_("账簿"), "books")]
        if viewer.sees(HEAD):
            items += [
                (_("种植"), "production"),
                (_("合作社"), "cooperative"),
                (_("务工"), "labour"),
                (_("园区"), "park"),
            ]
        items.append((_("导入"), "imports"))
    items += [(_("公示栏"), "board"), (_("成效"), "outcomes"), (_("章程"), "charter")]
    return items

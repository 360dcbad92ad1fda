"""What every page shows (页头): the menu that fits the viewer, the demo day, who is looking."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from liancun.base import clock
from liancun.base.lists import list_of
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.accounts import must_change
from liancun.faces.web.lists import EVERY
from liancun.rooms.registry.queries import cooperatives, register_owner, told_apart, who_am_i
from liancun.rooms.registry.queries.names import orgs_of_kind


def page(request: Request) -> dict[str, Any]:
    """The context processor of all pages."""
    viewer: Viewer = request.viewer
    return {
        "viewer": viewer,
        "who": who_am_i(viewer) if viewer.name else "",
        "demo_day": clock.today() if clock.is_demo() else None,
        "nav": [] if must_change(request) else [_entry(request, *each) for each in menu(viewer)],
        "thumb": [] if must_change(request) else [_entry(request, *each) for each in tabs(viewer)],
    }


CARERS = {"cadre", "work_group", "village_leader"}
"""Posts that are about visits alone."""
COLLECTIVE, JOINT, PARK = "village_collective", "joint_committee", "park"

OFFICES = (COLLECTIVE, "head_cooperative")
"""Organisations with an office and a book of their own."""
PAGES = {
    "settlement": ("/runs/", "/lines/"),
    "ledger": ("/books/", "/entries/"),
    "land": ("/land/",),
    "production": ("/production/",),
    "labour": ("/labour/",),
}
"""What else stands under the entry of a room's lists."""

HOME = "/home/"
"""One's home has pages under it with tabs of their own."""

Item = tuple[str, str | list[tuple[str, str]]]
"""(label, url name or address), or (label, the items under it)."""


def _entry(request: Request, label: str, leads: str | list[tuple[str, str]]) -> dict[str, Any]:
    if isinstance(leads, str):
        url = leads if leads.startswith("/") else reverse(leads)
        return {"label": label, "url": url, "active": _here(request, url)}
    under = [_entry(request, *each) for each in leads]
    return {"label": label, "under": under, "active": any(each["active"] for each in under)}


def _here(request: Request, url: str) -> bool:
    if url.startswith("/orgs/"):  # one of a room's lists stands for the room
        if request.path.startswith(PAGES.get(url.split("/")[3], "-")):
            return True
        url = url.rsplit("/", 2)[0] + "/"
    return request.path == url or (url not in ("/", HOME) and request.path.startswith(url))


def menu(viewer: Viewer) -> list[Item]:
    """What leads where, in reading order; a stranger sees the open pages alone, an office's are grouped."""
    items: list[Item] = [(_("总览"), "overview")]
    if viewer.households or (viewer.party and not viewer.posts):
        items.append((_("我家"), "my_home"))
    if viewer.oversees:
        items.append((_("驾驶舱"), "cockpit"))
    if viewer.posts and {post.kind for post in viewer.posts} <= CARERS:
        org = next(iter(sorted(post.org_code for post in viewer.posts)))
        return [*items, (_("走访"), reverse("hamlet", args=[org])), (_("公开"), _public())]
    public = _public()
    if {post.kind for post in viewer.posts} == {"weigher"}:
        org = next(iter(viewer.posts)).org_code
        items += [
            (_("过磅"), reverse("weigh", args=[org])),
            (_("过磅单"), reverse("list", args=[org, "deliveries", "slips"])),
        ]
    elif viewer.posts:
        items.append((_("待办"), "desk"))
        if any(post.kind == "grid_worker" for post in viewer.posts):
            items.append((_("评分表"), "phone"))
        return [*items, *_office(viewer), (_("公开"), public)]
    return [*items, *public]


def tabs(viewer: Viewer) -> list[tuple[str, str]]:
    """What a phone shows at the foot, under the thumb: the most used; the whole menu is beside them."""
    if viewer.posts:
        own = [each for each in menu(viewer) if isinstance(each[1], str)][:3]
        return [(label, leads) for label, leads in own if isinstance(leads, str)] + _public()[:1]
    if viewer.households or viewer.party:
        home = [(_("我家"), "my_home"), (_("做工"), "my_work"), (_("积分"), "my_points")]
        return [*home, (_("公示"), "board")]
    return [(_("总览"), "overview"), *_public()]


def _public() -> list[tuple[str, str]]:
    """The open pages."""
    return [(_("公示栏"), "board"), (_("成效"), "outcomes"), (_("章程"), "charter")]


def _office(viewer: Viewer) -> list[Item]:
    """Under three headings what the posts reach; a heading with nothing under it is left out."""
    keeps = {post.kind for post in viewer.posts} - {"grid_worker", "weigher"}
    coops = told_apart(cooperatives(viewer, clock.today()))
    town = register_owner()
    village = [*_list(viewer, "registry", "households", town), *_list(viewer, "points", "progress", town)]
    joint = {post.org_code for post in viewer.posts if post.org_kind == JOINT}
    if viewer.oversees:
        joint = set(orgs_of_kind(JOINT, clock.today()))
    for org in sorted(joint):
        village += _list(viewer, "duties", "states", org)
    fields = []
    money = [(_("结算"), _runs(viewer))]
    if keeps:
        for org, name in coops.items():
            village += _list(viewer, "registry", "members", org, name)
        money.append((_("账簿"), reverse("list", args=[EVERY, "ledger", "books"])))
    if viewer.oversees or viewer.village_codes or coops:
        fields.append((_("土地"), reverse("list", args=[_land_of(viewer, tuple(coops)), "land", "plots"])))
    for org, name in coops.items():
        fields += [
            (_with(_("种植"), name), reverse("list", args=[org, "production", "plantings"])),
            (_with(_("务工"), name), reverse("list", args=[org, "labour", "orders"])),
        ]
        if orgs_of_kind(PARK, clock.today()):
            fields.append((_with(_("园区"), name), reverse("park", args=[org])))
        money.append((_with(_("合作社"), name), reverse("cooperative", args=[org])))
    money.append((_("导入"), "imports"))
    if "town_clerk" in keeps:
        money.append((_("齐备情况"), "status"))
    for org in _supervised(viewer, town):
        village += _list(viewer, "registry", "trail", org)
    village += [(_("会议"), _place_of(viewer, "committee", "meetings"))]
    groups = ((_("村里"), village), (_("地和工"), fields), (_("账和钱"), money))
    return [(label, under) for label, under in groups if under]


def _supervised(viewer: Viewer, town: str) -> list[str]:
    """Where the viewer may have who looked to read: the town, else where a supervisor's post is held."""
    if viewer.oversees:
        return [town]
    return sorted(post.org_code for post in viewer.posts if post.kind == "supervisor")


def _with(label: str, name: str) -> str:
    """An entry's label, with the organisation's name where several have such an entry."""
    return f"{label} {name}".rstrip()


def _land_of(viewer: Viewer, coops: tuple[str, ...]) -> str:
    """Where land is listed: at the own collective, at a cooperative, else at the own office."""
    posts = sorted(viewer.posts, key=str)
    own = [post.org_code for post in posts if post.org_kind == COLLECTIVE]
    return next(iter((*own, *coops, *(post.org_code for post in posts))))


def _runs(viewer: Viewer) -> str:
    """The runs of the one organisation whose office the viewer keeps, else of all in reach."""
    return _place_of(viewer, "settlement", "runs")


def _place_of(viewer: Viewer, room: str, key: str) -> str:
    """A list that spans all in reach, of the one organisation whose office the viewer keeps, else whole."""
    offices = {post.org_code for post in viewer.posts if post.org_kind in OFFICES}
    place = offices.pop() if len(offices) == 1 and not viewer.oversees else EVERY
    return reverse("list", args=[place, room, key])


def _list(viewer: Viewer, room: str, key: str, org_code: str, name: str = "") -> list[tuple[str, str]]:
    """The entry of a list, where it serves the viewer."""
    listing = list_of(room, key)
    if not listing.serves(viewer, org_code):
        return []
    return [(_with(_(listing.title), name), reverse("list", args=[org_code, room, key]))]

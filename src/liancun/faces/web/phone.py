"""The grid worker's phone (网格员的手机): a page that works without network, its service worker and manifest.

The page holds no person and no record: it is one text for everybody, so that the phone may keep it. What a
person may take along is asked for as data. The worker names its files and a version, the digest of all of
them: where one changes, the phone fetches the lot and waits with it until the hand says so.
"""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.phone_words import words
from liancun.rooms.sheets import queries

FOLDER = "web/phone/"
SHARED = ("digest.js", "store.js", "sending.js")
"""What page and worker both run: plain scripts, for a worker of an older browser knows no modules."""
OWN = ("dom.js", "light.js", "rows.js", "sheet.js", "main.js", "phone.css", "icon-192.png", "icon-512.png")
FRESH = "no-cache"
COLOUR = "#2f6f4f"


def _files() -> tuple[str, ...]:
    """The names of all static files of the page."""
    return (*(FOLDER + name for name in (*SHARED, *OWN)), "web/liancun.svg")


def _page() -> str:
    """The page in the language asked for; the same for whoever asks."""
    told = {
        "words": words(),
        "page": {
            "scope": reverse("phone"),
            "worker": reverse("phone_worker"),
            "login": f"{reverse('account_login')}?next={reverse('phone')}",
            "files": [reverse("phone"), *map(static, _files())],
        },
    }
    shared = [static(FOLDER + name) for name in SHARED]
    return render_to_string(
        "web/phone.html", {"told": told, "shared": shared, "language": get_language() or "zh-hans"}
    )


def _version() -> str:
    """What tells this version of the page from another: a digest of its text and its files."""
    digest = sha256(_page().encode())
    for name in _files():
        found: Any = finders.find(name)
        digest.update(Path(found).read_bytes())
    return digest.hexdigest()[:16]


@require_GET
def page(request: Request) -> HttpResponse:
    """The sheets one may take along, and a sheet in the hand; what is in them comes as data."""
    return HttpResponse(_page(), headers={"Cache-Control": FRESH})


@require_GET
def worker(request: Request) -> HttpResponse:
    """The service worker, with its version and the files it keeps."""
    made_of = {
        "VERSION": _version(),
        "FILES": [reverse("phone"), *map(static, _files())],
        "SHARED": [static(FOLDER + name) for name in SHARED],
    }
    said = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in made_of.items())
    found: Any = finders.find(FOLDER + "worker.js")
    text = said + Path(found).read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": FRESH})


@require_GET
def manifest(request: Request) -> JsonResponse:
    """What a phone shows of the page once it stands among its apps."""
    icons = [
        {"src": static(f"{FOLDER}icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png",
         "purpose": "any maskable"}
        for size in (192, 512)
    ]  # fmt: skip
    said = {
        "id": reverse("phone"),
        "name": _("联村评分表"),
        "short_name": _("评分表"),
        "lang": get_language() or "zh-hans",
        "start_url": reverse("phone"),
        "scope": reverse("phone"),
        "display": "standalone",
        "theme_color": COLOUR,
        "background_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(said, content_type="application/manifest+json", headers={"Cache-Control": FRESH})


@require_GET
def mine(request: Request) -> JsonResponse:
    """Who asks, the sheets they may take along now, and the token that a write needs; nobody has no owner."""
    viewer: Viewer = request.viewer
    sheets = [
        {
            "kind": each.kind,
            "org": each.org_code,
            "org_name": each.org_name,
            "month": each.month,
            "until": each.until,
            "households": each.households,
            "scored": each.scored,
            "url": reverse("sheet_taken", args=[each.org_code, each.kind, each.month]),
        }
        for each in queries.offered_sheets(viewer, on=clock.today())
    ]
    return JsonResponse({"owner": viewer.person, "token": get_token(request), "sheets": sheets})


urlpatterns = [
    path("sheet/", page, name="phone"),
    path("sheet/sheets.json", mine, name="phone_sheets"),
    path("sw.js", worker, name="phone_worker"),
    path("manifest.webmanifest", manifest, name="phone_manifest"),
]

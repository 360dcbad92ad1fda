"""The import door as pages (导入): choose a kind, try it, then import it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from liancun.base import clock, jobs
from liancun.base.importing import all_import_kinds, export_rows, import_kind, import_workbook, write_template
from liancun.base.importing.reading import FILE_BYTES_MOST
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem, Refusal

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _choices(viewer: Viewer) -> list[tuple[str, str, str]]:
    """(kind, title, organisation) the viewer may import."""
    orgs = sorted({post.org_code for post in viewer.posts})
    return [
        (kind.name, kind.title, org)
        for kind in all_import_kinds().values()
        for org in orgs
        if permitted(viewer, kind.verb, org)
    ]


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Import a workbook, or only try it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.posts:
        raise Refusal("viewer.not_found")
    context: dict[str, Any] = {
        "choices": _choices(viewer),
        "jobs": jobs.recent_jobs(viewer),
        "problems": (),
        "chosen": "",
    }
    if request.method == "POST":
        chosen = request.POST.get("choice", "")
        context["chosen"] = chosen
        try:
            context["report"] = _import(request, viewer, chosen)
        except BadInput as bad:
            context["problems"] = bad.problems
            return render(request, "web/imports.html", context, status=400)
        context["dry_run"] = "dry_run" in request.POST
        messages.success(request, _("试算完成,没有写入") if context["dry_run"] else _("导入已完成"))
    return render(request, "web/imports.html", context)


def _import(request: HttpRequest, viewer: Viewer, chosen: str):  # type: ignore[no-untyped-def]
    kind, _slash, org = chosen.partition("/")
    if (kind, org) not in {(name, code) for name, _title, code in _choices(viewer)}:
        raise Refusal("viewer.not_found")
    sent = request.FILES.get("file")
    if sent is None:
        raise BadInput([Problem.of("import.no_file")])
    name = sent.name or ""
    if (sent.size or 0) > FILE_BYTES_MOST:
        raise BadInput([Problem.of("import.file_too_big", file=name, most_mb=FILE_BYTES_MOST // 2**20)])
    with jobs.job(f"import:{kind}", org, by=viewer) as tell:
        return import_workbook(
            kind,
            sent.read(),
            name,
            org_code=org,
            by=viewer,
            on=clock.today(),
            dry_run="dry_run" in request.POST,
            progress=tell,
        )


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty workbook of a kind."""
    if not request.viewer.posts:  # type: ignore[attr-defined]
        raise Refusal("viewer.not_found")
    return _workbook(write_template(import_kind(kind)), f"{kind}-template")


@require_GET
def export(request: HttpRequest, kind: str, org_code: str) -> HttpResponse:
    """What the viewer may see of a kind."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return _workbook(export_rows(import_kind(kind), viewer, org_code), kind)


urlpatterns = [
    path("import/", imports, name="imports"),
    path("import/<slug:kind>/template.xlsx", template, name="import_template"),
    path("export/<slug:kind>/<slug:org_code>.xlsx", export, name="export"),
]

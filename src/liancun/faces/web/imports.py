"""The import door as pages (导入): choose a kind, try it, then import it."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from liancun.base import clock, jobs, report_bounds
from liancun.base.importing import (
    HowRead,
    ImportReport,
    agreed,
    all_import_kinds,
    enter_seen,
    export_rows,
    import_kind,
    import_sent,
    reports,
    write_template,
)
from liancun.base.importing.headings import LEFT_OUT
from liancun.base.importing.marking import write_marked
from liancun.base.importing.sent import must_be_no_bigger
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.faces.request import Request
from liancun.faces.web.forms import input_of
from liancun.faces.web.templatetags.liancun import fact_value
from liancun.faces.words import fault_said, placed
from liancun.kernel import BadInput, Problem, Refusal, alike
from liancun.kernel.fields import Wrong, specs_of
from liancun.rooms.registry.queries import org_names

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _choices(viewer: Viewer) -> list[tuple[str, str, str, str]]:
    """(kind, title, organisation, its name) the viewer may import."""
    orgs = org_names({post.org_code for post in viewer.posts})
    return [
        (kind.name, kind.title, org, name)
        for kind in all_import_kinds().values()
        for org, name in sorted(orgs.items())
        if permitted(viewer, kind.verb, org)
    ]


def _recent(viewer: Viewer) -> list[tuple[str, str, jobs.JobView]]:
    """(title of the kind, name of the organisation, job) of the latest imports in reach."""
    titles = {f"import:{kind.name}": kind.title for kind in all_import_kinds().values()}
    found = [job for job in jobs.recent_jobs(viewer) if job.kind in titles]
    names = org_names({job.org_code for job in found})
    return [(titles[job.kind], names.get(job.org_code, job.org_code), job) for job in found]


def _reports(viewer: Viewer) -> list[tuple[str, reports.ReportView]]:
    """(title of the kind, report) of the viewer's own."""
    titles = {kind.name: kind.title for kind in all_import_kinds().values()}
    return [(titles.get(each.kind, each.kind), each) for each in reports.recent(viewer)]


@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """Import a workbook, or only try it."""
    viewer: Viewer = request.viewer
    if not viewer.posts:
        raise Refusal("viewer.not_found")
    choices = _choices(viewer)
    context: dict[str, Any] = {
        "kinds": dict.fromkeys((name, title) for name, title, _org, _name in choices),
        "choices": choices,
        "agreed_at": dict.fromkeys((org, name) for _kind, _title, org, name in choices),
        "problems": (),
        "inputs": [input_of(spec, viewer, "", {}, None, ()) for spec in specs_of(HowRead)],
        "chosen": request.GET.get("choice", ""),
    }
    if request.method == "POST":
        chosen = request.POST.get("choice", "")
        context["chosen"] = chosen
        try:
            context["report"] = _import(request, viewer, chosen)
        except BadInput as bad:
            context |= {"problems": bad.problems, "faults": alike(bad.problems), "kept": bad.kept}
            if bad.kept:
                context |= _to_say(chosen.partition("/")[0], bad.problems)
            context |= {"jobs": _recent(viewer), "reports": _reports(viewer)}
            return render(request, "web/imports.html", context, status=400)
        context["dry_run"] = not context["report"].written
        if doubts := context["report"].doubts:
            context["doubts_at"] = reverse("list", args=[chosen.partition("/")[2], *doubts.split(".")])
        context["changing"] = import_kind(chosen.partition("/")[0]).changes is not None
        messages.success(request, _("试算完成,没有写入") if context["dry_run"] else _("导入已完成"))
    context["jobs"] = _recent(viewer)
    context["reports"] = _reports(viewer)
    return render(request, "web/imports.html", context)


def _to_say(kind: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """The unknown headings of a report, and what each may be said to mean."""
    spec = import_kind(kind)
    return {
        "unknown": agreed.unknown_in(problems),
        "columns": agreed.columns_left(spec, problems),
        "left_out": LEFT_OUT,
    }


@require_GET
def progress(request: Request) -> JsonResponse:
    """How far the viewer's own import is, for the bar on the page that waits for it."""
    viewer: Viewer = request.viewer
    job = jobs.running_job(viewer)
    if job is None:
        return JsonResponse({})
    said = fact_value(job.step, "step") if job.step else ""
    return JsonResponse({"step": said, "done": job.done, "total": job.total})


def _import(request: Request, viewer: Viewer, chosen: str) -> ImportReport:
    kind, _slash, org = chosen.partition("/")
    if (kind, org) not in {(name, code) for name, _title, code, _name in _choices(viewer)}:
        raise Refusal("viewer.not_found")
    how = _how(request)
    sent = request.FILES.get("file")
    if sent is None:
        raise BadInput([Problem.of("import.no_file")])
    name = sent.name or ""
    must_be_no_bigger(sent.size or 0, name)
    with jobs.job(f"import:{kind}", org, by=viewer) as tell:
        return import_sent(
            kind,
            sent.read(),
            name,
            org_code=org,
            by=viewer,
            on=clock.today(),
            dry_run="dry_run" in request.POST or import_kind(kind).changes is not None,
            progress=tell,
            how=how,
        )


def _how(request: Request) -> HowRead:
    """Which sheet, which row of headings, and whether hidden rows count, as the form says."""
    said: dict[str, Any] = {}
    problems = []
    for spec in specs_of(HowRead):
        try:
            said[spec.name] = spec.value(request.POST.get(spec.name), spec.field.read)
        except Wrong as wrong:
            problems.append(Problem.of(wrong.code, column=spec.field.label, **wrong.params))
    if problems:
        raise BadInput(problems)
    return HowRead(**said)


def _workbook(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


@require_GET
def report(request: Request, report_id: int) -> HttpResponse:
    """What was wrong with a workbook the viewer sent."""
    found = reports.opened(request.viewer, report_id)
    context = {
        "view": found.view,
        "title": import_kind(found.view.kind).title,
        "faults": alike(found.problems),
        "marked": found.sheet is not None,
        "again": f"{found.view.kind}/{found.view.org_code}",
        "kept": found.view.number,
        "days": settings.REPORT_DAYS,
        "most": report_bounds.KEPT_MOST,
    } | _to_say(found.view.kind, found.problems)
    return render(request, "web/import_report.html", context)


@require_POST
def enter(request: Request, report_id: int) -> HttpResponse:
    """Enter what was looked at."""
    viewer: Viewer = request.viewer
    view = reports.opened(viewer, report_id, look=True).view
    with jobs.job(f"import:{view.kind}", view.org_code, by=viewer):
        done = enter_seen(report_id, by=viewer, on=clock.today())
    if done.written:
        messages.success(request, _("已照看过的写入:改了 {rows} 行").format(rows=done.new))
    else:
        messages.success(request, _("没有要改的,没有写入"))
    return redirect(f"{reverse('imports')}?choice={view.kind}/{view.org_code}")


@require_POST
def headings(request: Request, report_id: int) -> HttpResponse:
    """What the unknown headings of a report mean, remembered for the organisation."""
    view = reports.opened(request.viewer, report_id).view
    said = zip(request.POST.getlist("heading"), request.POST.getlist("column"), strict=False)
    pairs = [(heading, column) for heading, column in said if column]
    if not pairs:
        messages.error(request, _("没有说明哪一个列名:请在列名旁边选它是哪一列"))
        return redirect("import_report", report_id)
    try:
        agreed.agree(import_kind(view.kind), view.org_code, pairs, by=request.viewer, on=clock.today())
    except BadInput as bad:
        for problem in bad.problems:
            messages.error(request, placed(problem))
        return redirect("import_report", report_id)
    messages.success(request, _("列名的意思记下了。请把原来的文件再导入一次"))
    return redirect(f"{reverse('imports')}?choice={view.kind}/{view.org_code}")


@require_GET
def marked(request: Request, report_id: int) -> HttpResponse:
    """The workbook back, each bad cell marked and explained."""
    found = reports.opened(request.viewer, report_id)
    kind = import_kind(found.view.kind)
    return _workbook(write_marked(kind, found, fault_said), f"{kind.name}-{report_id}-marked")


@require_GET
def template(request: Request, kind: str) -> HttpResponse:
    """An empty workbook of a kind."""
    if not request.viewer.posts:
        raise Refusal("viewer.not_found")
    return _workbook(write_template(import_kind(kind)), f"{kind}-template")


@require_GET
def export(request: Request, kind: str, org_code: str) -> HttpResponse:
    """What the viewer may see of a kind."""
    viewer: Viewer = request.viewer
    return _workbook(export_rows(import_kind(kind), viewer, org_code), kind)


urlpatterns = [
    path("import/", imports, name="imports"),
    path("import/reports/<int:report_id>/", report, name="import_report"),
    path("import/reports/<int:report_id>/workbook.xlsx", marked, name="import_marked"),
    path("import/reports/<int:report_id>/headings", headings, name="import_headings"),
    path("import/looks/<int:report_id>/enter", enter, name="import_enter"),
    path("import/progress", progress, name="import_progress"),
    path("import/<slug:kind>/template.xlsx", template, name="import_template"),
    path("export/<slug:kind>/<code:org_code>.xlsx", export, name="export"),
]

"""`liancun import KIND FILE`, `liancun export KIND FILE` (导入与导出): workbooks in and out.

An import is done whole or not at all. Exit codes: 0 done (the same rows again: nothing to do), 1 refused
or contrary to what came in before, 2 a workbook or a command that cannot be read.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.utils.translation import gettext

from liancun.faces.cli import output
from liancun.faces.cli.acting import Day, Json, who_and_when
from liancun.kernel import BadInput, Problem, Refusal, alike
from liancun.kernel.fields import _

if TYPE_CHECKING:
    from liancun.base.importing import ImportKind, ImportReport
    from liancun.base.viewer import Viewer

Kind = Annotated[str, typer.Argument(metavar="KIND", help=_("类别,如 scores、weigh_slips;写错会列出相近的"))]
Org = Annotated[
    str, typer.Option("--org", metavar="CODE", help=_("单位编码,如 dongcun;只有一个可选时不用写"))
]
STEPS = {"read": _("读取"), "check": _("校验"), "write": _("写入")}
CONFLICT = "import.conflict"


def commands(app: typer.Typer) -> None:
    """Add the verbs."""
    app.command("import")(import_)
    app.command("export")(export)
    app.command("import-report")(import_report)


def import_(
    kind: Kind,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("工作簿 .xlsx 或 .csv"))],
    org: Org = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("只校验,什么都不写"))] = False,
    sheet: Annotated[
        str, typer.Option("--sheet", metavar="NAME", help=_("读哪张工作表;默认与类别同名的,否则第一张"))
    ] = "",
    heading_row: Annotated[
        int, typer.Option("--heading-row", metavar="N", min=0, help=_("列名在第几行;默认自己找"))
    ] = 0,
    include_hidden: Annotated[
        bool, typer.Option("--include-hidden", help=_("连同隐藏、筛选掉的行和列"))
    ] = False,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="THEIRS=OURS",
            help=_("不认识的列名是哪一列,如 户主姓名=姓名;不读的写 备注=不读。导入以后记住;可以写几次"),
        ),
    ] = None,
    seen: Annotated[
        int, typer.Option("--seen", metavar="N", min=0, help=_("照看过的写入:--dry-run 给的编号(人员变更)"))
    ] = 0,
    on: Day = "",
    as_json: Json = False,
) -> None:
    """导入一本工作簿:整本校验,所有错误一次说完 (import a workbook, whole or not at all)"""
    from liancun.base.importing import HowRead, agreed, import_file
    from liancun.base.permits import must_permit, permitted

    spec, asked = _kind(kind), who_and_when(on)
    by, day = asked["by"], asked["on"]
    org = org or _only_org(kind, by, lambda code: permitted(by, spec.verb, code))
    must_permit(by, spec.verb, org)  # before there is a job: an organisation's people are shown its jobs
    try:
        with _told(kind, org, by, dry_run) as tell:
            how = HowRead(sheet, heading_row, include_hidden, agreed.pairs_of(column or ()))
            report = import_file(
                kind, file, org_code=org, by=by, on=day, dry_run=dry_run, progress=tell, how=how, seen=seen
            )
    except BadInput as bad:
        if not as_json:
            _note(bad)
        if any(problem.code != CONFLICT for problem in bad.problems):
            raise
        output.print_bad_input(bad, as_json=as_json)
        raise typer.Exit(1) from None
    if as_json:
        output.print_json({**asdict(report), "org_code": org, "dry_run": dry_run})
    elif spec.changes is not None:
        _say_changes(spec.title, report, org)
    else:
        _say(spec.title, report, org, dry_run=dry_run)


def _note(bad: BadInput) -> None:
    """What may be done about a workbook that did not come in."""
    from liancun.base.importing import agreed

    if bad.kept:
        output.note(
            gettext("报告留在 {number}:liancun import-report {number} --to 标好的.xlsx 取回标好的工作簿"),
            number=bad.kept,
        )
    for heading in agreed.unknown_in(bad.problems):
        said = gettext("“{heading}”是哪一列,可以加写 --column {heading}=…;不读的写 --column {heading}=不读")
        output.note(said, heading=heading)


def _say_changes(title: str, report: "ImportReport", org: str) -> None:
    """What a workbook changes or would change, each value before and after."""
    from liancun.faces.tables import table_of_rows

    said = _("{title} {file}({org}):共 {rows} 行,改 {new} 行,没有变的 {same} 行")
    output.say(
        said, title=title, file=report.file, org=org, rows=report.rows, new=report.new, same=report.same
    )
    if report.changes:
        table = table_of_rows(report.changes)
        output.print_table(table.headings, table.cells(), right=table.right)
    if report.written:
        output.say(gettext("已写入"))
    elif report.seen:
        output.say(gettext("只是看一遍,没有写入。照此写入,加写 --seen {seen}").format(seen=report.seen))
    else:
        output.say(gettext("没有要改的,没有写入"))


def _say(title: str, report: "ImportReport", org: str, *, dry_run: bool) -> None:
    """What an import did, in words."""
    output.say(
        _("{title} {file}({org}):共 {rows} 行,新 {new} 行,以前导入过 {same} 行"),
        title=title,
        file=report.file,
        org=org,
        rows=report.rows,
        new=report.new,
        same=report.same,
    )
    for heading, label in report.agreed:
        read_as = (
            _("按贵单位的约定,“{heading}”当作“{label}”") if label else _("按贵单位的约定,“{heading}”不读")
        )
        output.say(read_as, heading=heading, label=label)
    if report.doubtful:
        room, _dot, name = report.doubts.partition(".")
        said = _("其中 {count} 行可能是已经登记过的,先挂起:liancun {room} {name} {org} 看是哪些")
        output.say(said, count=report.doubtful, room=room, name=name, org=org)
    output.say(
        gettext("已写入")
        if report.written
        else gettext("只是试算,没有写入")
        if dry_run
        else gettext("没有新的行,没有写入")
    )


def export(
    kind: Kind,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("要写成的 .xlsx 文件"))],
    org: Org = "",
    template: Annotated[
        bool, typer.Option("--template", help=_("空白模板:列名、可选的词和填写说明"))
    ] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("文件已存在时换掉它"))] = False,
    as_json: Json = False,
) -> None:
    """导出看得到的行,或取空白模板 (export what you may see, or an empty template)"""
    from liancun.base.importing import export_rows, write_template
    from liancun.faces.cli.main import viewer

    spec, by = _kind(kind), viewer()
    _may_be_written(file, overwrite=overwrite)
    if not template:
        org = org or _only_org(kind, by, by.sees)
    content = write_template(spec) if template else export_rows(spec, by, org)
    output.kept()
    _write(file, content, overwrite=overwrite)
    if as_json:
        output.print_json(
            {"kind": kind, "org_code": "" if template else org, "file": file.name, "template": template}
        )
    else:
        output.say(
            _("{title}{what}已写成 {name}"),
            title=spec.title,
            what=gettext("空白模板") if template else f"({org})",
            name=file.name,
        )


def _may_be_written(file: Path, *, overwrite: bool) -> None:
    """Refuse a name under which no workbook is written."""
    if file.suffix.lower() != ".xlsx":
        raise BadInput([Problem.of("export.not_xlsx", file=file.name)])
    if not file.parent.is_dir():
        raise BadInput([Problem.of("export.no_folder", file=file.name, folder=str(file.parent))])
    if file.exists() and not overwrite:
        raise Refusal("export.file_exists", file=file.name)


def _write(file: Path, content: bytes, *, overwrite: bool) -> None:
    """Write a workbook whole or not at all."""
    _may_be_written(file, overwrite=overwrite)
    output.write_file(file, content)


def import_report(
    number: Annotated[int, typer.Argument(metavar="[NUMBER]", help=_("报告的编号;不写就列出最近的"))] = 0,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help=_("把标好的工作簿写成这个 .xlsx"))
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help=_("文件已存在时换掉它"))] = False,
    as_json: Json = False,
) -> None:
    """没有导入成的工作簿错在哪里,取回标好的 (what was wrong with a workbook; get it back marked)"""
    from django.conf import settings

    from liancun.base import report_bounds
    from liancun.base.importing import import_kind, reports
    from liancun.base.importing.marking import write_marked
    from liancun.faces.cli.main import viewer
    from liancun.faces.words import all_placed, fault_said

    by = viewer()
    if not number:
        rows = reports.recent(by)
        if as_json:
            output.print_json({"reports": [{**asdict(row), "at": row.at.isoformat()} for row in rows]})
            return
        columns = (_("编号"), _("类别"), _("单位"), _("文件"), _("问题数"))
        output.print_table(
            columns,
            [(row.number, row.kind, row.org_code, row.file, row.faults) for row in rows],
            right=(0, 4),
        )
        said = _("只有您自己看得到:留 {days} 天,只留最近的 {most} 份")
        output.say(said, days=settings.REPORT_DAYS, most=report_bounds.KEPT_MOST)
        return
    report = reports.opened(by, number)
    if to is not None:
        content = write_marked(import_kind(report.view.kind), report, fault_said)
        _write(to, content, overwrite=overwrite)
    if as_json:
        output.print_json({
            "report": {**asdict(report.view), "at": report.view.at.isoformat()},
            "faults": [
                {"rows": [row for row in each.rows if row], "column": each.first.column,
                 "code": each.first.code, "text": fault_said(each)}
                for each in alike(report.problems)
            ],
        })  # fmt: skip
    elif to is not None:
        output.say(_("标好的工作簿已写成 {name}"), name=to.name)
    else:
        for line in all_placed(BadInput(report.problems)):
            output.say(line)


def _kind(name: str) -> "ImportKind":
    """The kind of that name; a name that is none is bad usage, and the near ones are named."""
    from liancun.base.importing import all_import_kinds

    kinds = all_import_kinds()
    if name not in kinds:
        near = difflib.get_close_matches(name, kinds, n=3)
        raise BadInput([Problem.of("import.unknown_kind", kind=name, near=tuple(near or kinds))])
    return kinds[name]


def _only_org(kind: str, by: "Viewer", may: Callable[[str], bool]) -> str:
    """The one organisation it can be for; where there are several, one must be named."""
    from liancun.base import clock
    from liancun.rooms.registry.queries import organisations

    known: Iterable[str] = (row.code for row in organisations(by, on=clock.today()))
    codes = sorted(code for code in {*known, *(post.org_code for post in by.posts)} if may(code))
    if not codes and by.posts:
        raise Refusal("transfer.nothing_yours", kind=kind)
    if not codes and not by.oversees:
        raise Refusal("viewer.not_found")
    if len(codes) != 1:
        raise BadInput([Problem.of("transfer.which_org", kind=kind, orgs=tuple(codes))])
    return codes[0]


@contextmanager
def _told(kind: str, org: str, by: "Viewer", dry_run: bool) -> Iterator[Callable[[str, int, int], None]]:
    """Progress as a bar here and, unless nothing is to be written, as a job for the pages."""
    from contextlib import nullcontext

    from liancun.base.jobs import job

    def silent(_step: str, _done: int, _total: int) -> None:
        return

    with (
        output.progress(STEPS["read"]) as bar,
        nullcontext(silent) if dry_run else job(f"import:{kind}", org, by=by) as keep,
    ):
        at = 0

        def tell(step: str, done: int, total: int) -> None:
            nonlocal at
            bar(done - at, total=total or None, label=STEPS.get(step, step))
            at = done
            keep(step, done, total)

        yield tell

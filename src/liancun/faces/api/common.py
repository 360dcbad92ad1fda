"""What belongs to no single room: outcomes, why, the import door (成效、来历、导入)."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import File, Query, Router, Schema, UploadedFile
from pydantic import Field

from liancun.base import charters, clock, jobs, references, trail
from liancun.base.importing import (
    HowRead,
    agreed,
    all_import_kinds,
    import_kind,
    import_sent,
    reports,
    rows_page,
)
from liancun.base.importing.marking import write_marked
from liancun.base.importing.sent import must_be_no_bigger
from liancun.base.permits import must_permit
from liancun.faces import charter_files, decisions
from liancun.faces.api.answers import NO, page, plain, who
from liancun.faces.api.shapes import Org, Year, shape
from liancun.faces.api.window import Key, Window
from liancun.faces.fields import Naming
from liancun.faces.request import Request
from liancun.faces.words import fault_said
from liancun.kernel import Refusal, alike
from liancun.rooms.outcomes import queries as outcomes_queries
from liancun.rooms.settlement import queries as settlement

router = Router(tags=["common"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Named = Annotated[str, Field(max_length=140)]
"""A decision or a block of one."""


class ClauseOut(Schema):
    """One value with where it comes from: law, article, resolution or assumption."""

    name: str
    value: Any
    source: str
    cite: str
    note: str
    money: bool


class BlockOut(Schema):
    """The values of a decision from a day on."""

    id: str
    start: date
    clauses: list[ClauseOut]


class DecisionOut(Schema):
    """A decision of the charter; `org` is empty for law and defaults."""

    org: str
    name: str
    title: str
    decided_by: str
    blocks: list[BlockOut]


@router.get("/charter", response={200: list[DecisionOut], **NO})
def charter(request: Request) -> Any:
    """Every decision with its values, days and sources."""
    return [
        {"org": org, "name": name, "title": decision.title, "decided_by": decision.decided_by, "blocks": [
            {"id": block.id, "start": block.start, "clauses": [
                {key: getattr(clause, key) for key in ClauseOut.model_fields} for clause in block.clauses
            ]}
            for block in decision.blocks
        ]}
        for (org, name), decision in sorted(charters.current().decisions.items())
    ]  # fmt: skip


@router.get("/charter/decision", response={200: dict, **NO})
def decision(request: Request, what: Named, org: Org = "", on: date | None = None) -> Any:
    """A decision as an organisation has it on a day: each value with its words and source, its votes."""
    day = on or clock.today()
    shown = decisions.show(who(request), what, org=org, on=day)
    return decisions.as_data(shown, Naming(who(request), org, day))


@router.get("/charter/changes", response={200: dict, **NO})
def charter_changes(request: Request, one: Named, other: Named = "", org: Org = "") -> Any:
    """What changed between two blocks of a decision; of one alone, against what it stands in for."""
    first, second, found = decisions.compared(who(request), one, other, org=org)
    return {"before": first.id, "after": second.id, "changes": plain(found)}


class ProposalIn(Schema):
    """A proposed decision: its file's text, whose it is, and the year whose records are worked out again."""

    text: str
    org: Org = ""
    year: Year | None = None


@router.post("/charter/propose", response={200: shape(settlement.Proposal), **NO})
def propose(request: Request, given: ProposalIn) -> Any:
    """Who would get or pay more or less by a proposed decision; nothing is stored."""
    text = charter_files.sized(given.text.encode(), "text")
    found = settlement.propose(
        who(request), text, file="text", org_code=given.org, year=given.year, on=clock.today()
    )
    return plain(found)


@router.get("/charter/file", response={200: dict, **NO})
def charter_file(request: Request, what: Named, org: Org = "") -> Any:
    """A commented decision file to begin with, of today's values; nothing is written."""
    name, text = charter_files.started(what, org=org, on=clock.today())
    return {"decision": name, "text": text}


@router.get("/outcomes", response={200: list, **NO})
def outcomes(request: Request) -> Any:
    """The published figures beside the built ones."""
    return plain(outcomes_queries.figures(who(request)))


@router.get("/own-income", response={200: shape(outcomes_queries.OwnIncome), **NO})
def own_income(request: Request) -> Any:
    """Own income of the village collectives in reach, by year and account, from their books."""
    return plain(outcomes_queries.own_income(who(request), on=clock.today()))


@router.get("/why/{ref:ref}", response={200: dict, **NO})
def why(request: Request, ref: str) -> Any:
    """What a figure rests on, one step down."""
    return references.as_data(references.resolve(who(request), ref))


@router.post("/import/{kind}/{code:org_code}", response={200: dict, **NO})
def import_file(
    request: Request,
    kind: str,
    org_code: str,
    file: File[UploadedFile],
    dry_run: bool = False,
    sheet: str = "",
    heading_row: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    include_hidden: bool = False,
    column: Annotated[list[str], Query()] = [],  # noqa: B006
    seen: Annotated[int, Query(ge=0, le=2**53)] = 0,
) -> Any:
    """Import a workbook, or only try it; every problem at once.

    `sheet` and `heading_row` where they are not the usual ones; `include_hidden` takes hidden rows too.
    `column` says what an unknown heading means, `their heading=our heading`: it is remembered when
    the workbook has gone in. What changes records is entered as it was `seen`, the number
    that a dry run gave.
    """
    if kind not in all_import_kinds() or not who(request).posts:
        raise Refusal("viewer.not_found")
    must_permit(who(request), all_import_kinds()[kind].verb, org_code)
    name = file.name or ""
    must_be_no_bigger(file.size or 0, name)
    with jobs.job(f"import:{kind}", org_code, by=who(request)) as tell:
        report = import_sent(
            kind,
            file.read(),
            name,
            org_code=org_code,
            by=who(request),
            on=clock.today(),
            dry_run=dry_run,
            progress=tell,
            how=HowRead(sheet, heading_row, include_hidden, agreed.pairs_of(column)),
            seen=seen,
        )
    return plain(report)


@router.get("/import-reports", response={200: dict, **NO})
def import_reports(request: Request) -> Any:
    """What was wrong with the workbooks that the asker sent last, the latest first."""
    return {"rows": [plain(each) for each in reports.recent(who(request))]}


@router.get("/import-reports/{report_id}", response={200: dict, **NO})
def import_report(request: Request, report_id: Key) -> Any:
    """One of them: every fault with its rows."""
    report = reports.opened(who(request), report_id)
    faults = [
        {
            "rows": [row for row in each.rows if row],
            "column": each.first.column,
            "code": each.first.code,
            "message": fault_said(each),
        }
        for each in alike(report.problems)
    ]
    return {
        "report": plain(report.view),
        "faults": faults,
        "workbook": report.sheet is not None,
        "unknown_headings": agreed.unknown_in(report.problems),
    }


@router.get("/import-reports/{report_id}/workbook", response={200: None, **NO})
def marked_workbook(request: Request, report_id: Key) -> HttpResponse:
    """The workbook back, each bad cell marked and explained."""
    report = reports.opened(who(request), report_id)
    content = write_marked(import_kind(report.view.kind), report, fault_said)
    return HttpResponse(content, content_type=XLSX)


@router.get("/export/{kind}/{code:org_code}", response={200: dict, **NO})
def export(request: Request, kind: str, org_code: str, window: Query[Window]) -> Any:
    """What the asker may see of a workbook's kind, a page of its rows by column name."""
    if kind not in all_import_kinds():
        raise Refusal("viewer.not_found")
    rows, total = rows_page(all_import_kinds()[kind], who(request), org_code, **window.dict())
    trail.takes(who(request), f"workbook:{kind}", org_code, "json", len(rows))
    return page(rows, total)

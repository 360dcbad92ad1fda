"""A workbook that somebody sent (送来的工作簿): read apart, brought in, and what was wrong with it kept."""

from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.db import DatabaseError

from liancun.base.importing import agreed, reports
from liancun.base.importing.changing import Look
from liancun.base.importing.columns import AS_IT_IS, HowRead
from liancun.base.importing.engine import ImportReport, import_kind, import_workbook
from liancun.base.importing.judging import Progress, judged, told_nobody
from liancun.base.permits import must_permit
from liancun.base.viewer import Viewer
from liancun.base.workbooks.apart import read_apart
from liancun.base.workbooks.reading import FILE_BYTES_MOST, Sheet
from liancun.kernel import BadInput, Problem, Refusal


def must_be_no_bigger(size: int, file: str) -> None:
    """Refuse a file before it is read into memory."""
    if size > FILE_BYTES_MOST:
        raise BadInput([Problem.of("import.file_too_big", file=file, most_mb=FILE_BYTES_MOST // 2**20)])


def import_sent(
    kind: str,
    content: bytes,
    file: str,
    *,
    org_code: str,
    by: Viewer,
    on: date,
    dry_run: bool = False,
    progress: Progress | None = None,
    how: HowRead = AS_IT_IS,
    seen: int = 0,
) -> ImportReport:
    """Import what somebody sent, as `import_workbook` does.

    It is read in a process of its own, its headings by what the organisation has agreed as well. What `how`
    says of them is remembered when the workbook has gone in. Where something is wrong, the BadInput names the
    report that is kept. What changes records is entered as it was `seen`: the number of a dry run's look.
    """
    spec, tell = import_kind(kind), progress or told_nobody
    must_permit(by, spec.verb, org_code)
    must_be_no_bigger(len(content), file)
    meanings = agreed.in_force(spec, org_code, how)
    look = _look(kind, org_code, seen, by).look if seen else None
    sheet: Sheet | None = None

    def keep_look(looked: Look) -> int:
        read_so = replace(how, columns=agreed.pairs_in(meanings))
        return reports.keep(kind, org_code, by, file, (), sheet, read_so, looked)

    try:
        tell("read", 0, 0)
        sheet = read_apart(content, file, spec.title[:31], how.sheet)
        report = import_workbook(
            kind, content, file, org_code=org_code, by=by, on=on, dry_run=dry_run, progress=progress,
            reading=judged(spec, sheet, file, how, tell, meanings), look=look, keep_look=keep_look,
        )  # fmt: skip
    except BadInput as bad:
        with suppress(DatabaseError):  # a full disk takes nothing from what is said
            read_so = replace(how, columns=agreed.pairs_in(meanings))
            bad.kept = reports.keep(kind, org_code, by, file, bad.problems, sheet, read_so)
        raise
    if how.columns and not dry_run:
        agreed.remember(spec, org_code, how.columns, by=by, on=on)
    return report


def _look(kind: str, org_code: str, seen: int, by: Viewer) -> reports.Report:
    """A look that was kept; refuses what is none, another's, or at another kind."""
    found = reports.opened(by, seen, look=True)
    if (found.view.kind, found.view.org_code) != (kind, org_code):
        raise Refusal("viewer.not_found")
    return found


def enter_seen(number: int, *, by: Viewer, on: date) -> ImportReport:
    """Enter what was looked at, from the cells that were kept with the look."""
    found = reports.opened(by, number, look=True)
    view = found.view
    if found.sheet is None:
        raise Refusal("import.not_kept")
    spec = import_kind(view.kind)
    meanings = agreed.of_report(spec, found.how.columns)
    reading = judged(spec, found.sheet, view.file, found.how, meanings=meanings)
    return import_workbook(
        view.kind, b"", view.file, org_code=view.org_code, by=by, on=on, reading=reading, look=found.look
    )


def import_file(
    kind: str,
    path: Path,
    *,
    org_code: str,
    by: Viewer,
    on: date,
    dry_run: bool = False,
    progress: Progress | None = None,
    how: HowRead = AS_IT_IS,
    seen: int = 0,
) -> ImportReport:
    """The same from a path; a file too big is refused before it is read."""
    try:
        must_be_no_bigger(path.stat().st_size, path.name)
        content = path.read_bytes()
    except OSError:
        raise BadInput([Problem.of("import.no_file", file=path.name)]) from None
    return import_sent(
        kind, content, path.name, org_code=org_code, by=by, on=on, dry_run=dry_run, progress=progress,
        how=how, seen=seen,
    )  # fmt: skip

"""What must always be true of the books (账簿核对)."""

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Count, F, Max

from liancun.base.findings import Finding
from liancun.base.models import AuditLine
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger.actions import EntryDraft, entry_digest
from liancun.rooms.ledger.models import Batch, Entry, EntryLine, PeriodEvent

CHUNK = 5_000


def every_entry_is_as_sealed() -> Iterator[Finding]:
    """Each entry's lines balance, repeat its place and day, and give the digest it was sealed with."""
    lines = _lines_by_entry()
    waiting = next(lines, None)
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=CHUNK):
        while waiting is not None and waiting[0] < entry.pk:
            yield _changed(waiting[0])
            waiting = next(lines, None)
        mine: list[EntryLine] = []
        if waiting is not None and waiting[0] == entry.pk:
            mine = waiting[1]
            waiting = next(lines, None)
        yield from _judged(entry, mine)
    while waiting is not None:
        yield _changed(waiting[0])
        waiting = next(lines, None)


def _lines_by_entry() -> Iterator[tuple[int, list[EntryLine]]]:
    rows = EntryLine.objects.order_by("entry_id", "position", "pk").iterator(chunk_size=CHUNK)
    for entry, found in groupby(rows, key=lambda line: line.entry_id):
        yield entry, list(found)


def _changed(entry: int) -> Finding:
    return Finding.of("tampered", f"entry:{entry}", "ledger.entry_changed", entry=entry)


def _judged(entry: Entry, rows: list[EntryLine]) -> Iterator[Finding]:
    debit_fen, credit_fen = sum(row.debit_fen for row in rows), sum(row.credit_fen for row in rows)
    if debit_fen != credit_fen:
        sides = {"debit_fen": debit_fen, "credit_fen": credit_fen}
        yield Finding.of("tampered", f"entry:{entry.pk}", "ledger.unbalanced", **sides)
    sound = all(
        (row.org_code, row.mark, row.accounting_on, row.position)
        == (entry.org_code, entry.mark, entry.accounting_on, position)
        and (row.debit_fen == 0) != (row.credit_fen == 0)
        and min(row.debit_fen, row.credit_fen) == 0
        for position, row in enumerate(rows, 1)
    )
    if not sound or entry.total_fen != debit_fen or entry.digest != _digest(entry, rows):
        yield _changed(entry.pk)


def _digest(entry: Entry, rows: list[EntryLine]) -> str:
    lines = tuple(Line(row.account, row.debit_fen, row.credit_fen, row.party) for row in rows)
    draft = EntryDraft(
        entry.accounting_on,
        entry.summary,
        lines,
        entry.source,
        happened_on=entry.happened_on,
        reverses=entry.reverses_id,
    )
    sound = entry.month == str(draft.month)
    return entry_digest(entry.org_code, entry.month, entry.number, draft) if sound else ""


def every_batch_is_sealed() -> Iterator[Finding]:
    """No batch stands open, each has as many entries as it says, and each was somebody's act."""
    for pk in Batch.objects.filter(sealed_at=None).order_by("pk").values_list("pk", flat=True):
        yield Finding.of("broken", f"batch:{pk}", "ledger.batch_open", batch=pk)
    counts = dict(Entry.objects.values_list("batch").annotate(n=Count("pk")))
    acts = set(AuditLine.objects.values_list("org_code", "mark"))
    for pk, count, org, mark in Batch.objects.order_by("pk").values_list("pk", "count", "org_code", "mark"):
        if counts.get(pk, 0) != count:
            yield Finding.of("tampered", f"batch:{pk}", "ledger.batch_not_whole", batch=pk, count=count)
        if (org, mark) not in acts:
            yield Finding.of("tampered", f"batch:{pk}", "ledger.batch_of_nobody", batch=pk)


def numbers_have_no_gaps() -> Iterator[Finding]:
    """Each book and month is numbered 1, 2, 3 to its last."""
    months = Entry.objects.values("org_code", "month").annotate(n=Count("pk"), last=Max("number"))
    for row in months.exclude(n=F("last")).order_by("org_code", "month"):
        yield Finding.of(
            "tampered",
            f"book:{row['org_code']}/{row['month']}",
            "ledger.numbers_gap",
            month=row["month"],
            count=row["n"],
            last=row["last"],
        )


def closings_are_as_recorded() -> Iterator[Finding]:
    """Each month closed and year sealed was an act, and none of those acts has lost its row."""
    verbs = ("ledger.close_period", "ledger.seal_year")
    said = set(AuditLine.objects.filter(verb__in=verbs).values_list("ref", "mark"))
    rows = PeriodEvent.objects.values_list("org_code", "period", "mark")
    kept = {(f"period:{org}/{period}", mark) for org, period, mark in rows}
    for ref in sorted({ref for ref, _mark in said ^ kept}):
        yield Finding.of("tampered", ref, "ledger.closing_changed", period=ref.partition("/")[2])


CHECKS = (every_entry_is_as_sealed, every_batch_is_sealed, numbers_have_no_gaps, closings_are_as_recorded)

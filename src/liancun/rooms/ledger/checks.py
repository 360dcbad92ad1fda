"""What must always be true of the books (账簿核对)."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Sum

from liancun.base.findings import Finding
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger.actions import entry_digest
from liancun.rooms.ledger.models import Batch, Entry, EntryLine


def every_entry_balances() -> Iterator[Finding]:
    """Debits equal credits, entry by entry, and the entry's own total."""
    sums = EntryLine.objects.values("entry").annotate(d=Sum("debit_fen"), c=Sum("credit_fen"))
    for row in sums.exclude(d=F("c")).order_by("entry"):
        yield Finding.of(
            "tampered",
            f"entry:{row['entry']}",
            "ledger.unbalanced",
            debit_fen=int(row["d"]),
            credit_fen=int(row["c"]),
        )


def every_entry_is_as_sealed() -> Iterator[Finding]:
    """The digest of each entry's lines is the one it was sealed with."""
    lines: dict[int, list[Line]] = {}
    found = EntryLine.objects.order_by("entry_id", "position").values_list(
        "entry_id", "account", "debit_fen", "credit_fen", "party"
    )
    for entry, account, debit_fen, credit_fen, party in found.iterator(chunk_size=5_000):
        if (debit_fen > 0) == (credit_fen > 0) or min(debit_fen, credit_fen) < 0:
            yield Finding.of("tampered", f"entry:{entry}", "ledger.entry_changed", entry=entry)
            lines.setdefault(entry, [])
            continue
        lines.setdefault(entry, []).append(Line(account, debit_fen, credit_fen, party))
    for row in Entry.objects.order_by("pk").iterator(chunk_size=5_000):
        mine = lines.get(row.pk, [])
        if row.digest != entry_digest(row.org_code, row.month, row.number, row.accounting_on, mine):
            yield Finding.of("tampered", f"entry:{row.pk}", "ledger.entry_changed", entry=row.pk)


def every_batch_is_sealed() -> Iterator[Finding]:
    """No batch stands open, and each has as many entries as it says."""
    for pk in Batch.objects.filter(sealed_at=None).order_by("pk").values_list("pk", flat=True):
        yield Finding.of("broken", f"batch:{pk}", "ledger.batch_open", batch=pk)
    counts = dict(Entry.objects.values_list("batch").annotate(n=Count("pk")))
    for pk, count in Batch.objects.order_by("pk").values_list("pk", "count"):
        if counts.get(pk, 0) != count:
            yield Finding.of("tampered", f"batch:{pk}", "ledger.batch_not_whole", batch=pk, count=count)


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


CHECKS = (every_entry_balances, every_entry_is_as_sealed, every_batch_is_sealed, numbers_have_no_gaps)

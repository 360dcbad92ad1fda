"""What must always be true of sheets (带走的表核对)."""

from collections.abc import Iterator

from liancun.base.findings import Finding
from liancun.rooms.sheets import facts
from liancun.rooms.sheets.models import SheetItem


def every_item_has_its_end() -> Iterator[Finding]:
    """Of every item that was received it is known what became of it."""
    for row in facts.with_state(SheetItem.objects.all()).filter(status=None).order_by("pk"):
        yield Finding.of("tampered", f"sheet_item:{row.pk}", "sheets.no_event", number=row.seq)


CHECKS = (every_item_has_its_end,)

"""The write transaction (办理): permitted, numbered, audited, whole.

Every action runs inside `act(...)`: it takes the organisation's counter first (so that marks commit in
order and two writers queue), and leaves exactly one audit line. Compute first; keep the block short.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Model

from liancun.base import bulk, charters, clock, evidence
from liancun.base.audit import line_digest
from liancun.base.models import AuditLine, Counter, Imprint
from liancun.base.organisations import must_be_registered
from liancun.base.permits import Grant, must_permit
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark

M = TypeVar("M", bound=Model)


@dataclass
class Act:
    """One write in progress: its place in the sequence and who stands for it.

    What it writes goes through `write`, `add` and `change`, or `bulk.insert` where rows are many.
    """

    verb: str
    org_code: str
    by: Viewer
    on: date
    mark: int
    recorded_at: datetime
    ref: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def stamp(self, village_code: str = "") -> dict[str, Any]:
        """The columns of `Stamped` for a record of this act."""
        return {
            "org_code": self.org_code,
            "village_code": village_code,
            "mark": self.mark,
            "recorded_at": self.recorded_at,
            "recorded_by": self.by.name,
            "on": self.on,
        }

    def write(self, row: M) -> M:
        """Insert a row; it gets its key."""
        row.save(force_insert=True)
        evidence.wrote(row)
        return row

    def add(self, model: type[M], **values: Any) -> M:
        """The same of a row said by its values."""
        return self.write(model(**values))

    def change(self, row: Model, **values: Any) -> None:
        """Change columns of a row that may be: what is edited with its history, what is sealed once."""
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=[*values])
        row.refresh_from_db()  # what stands is what evidence tells, not what was read before the lock
        evidence.changed(row)

    def before(self, seen: Watermark) -> Watermark:
        """The present marks of the organisations of a watermark, without the number this very act took."""
        now = Watermark.now(dict(seen.marks))
        return Watermark(tuple((org, mark - (org == self.org_code)) for org, mark in now.marks))


@contextmanager
def act(
    verb: str,
    org_code: str,
    *,
    by: Viewer,
    on: date,
    village_code: str = "",
    permit: str | Grant = "",
    draft: bool = False,
) -> Iterator[Act]:
    """Open a write of `verb` ("points.score_month") for one organisation.

    Refuses where the charter gives `permit` (default: the verb; or a `Grant` from another decision) to none
    of the viewer's posts. Commits whole or not at all. May be nested: an inner act of another verb takes
    its own mark and audit line.

    What was read of the charter for it is bound by it, unless it only makes a `draft`.
    """
    if isinstance(permit, Grant):
        clause = must_permit(by, verb, org_code, village_code, permit)
    else:
        clause = must_permit(by, permit or verb, org_code, village_code)
    with transaction.atomic():
        mark = next_mark(org_code)
        if mark == 1:
            must_be_registered(org_code)
        done = Act(verb, org_code, by, on, mark, clock.now())
        noting = evidence.begin_notes(org_code, mark)
        try:
            yield done
            _end(done, clause, draft=draft)
        finally:
            evidence.end_notes(noting)


def _end(done: Act, clause: str, *, draft: bool) -> None:
    """Bind what was read, write the line over all that was written."""
    read = charters.taken_note_of()
    if not draft:
        charters.bind({*read, clause})
    line = AuditLine(
        org_code=done.org_code,
        mark=done.mark,
        verb=done.verb,
        by=done.by.name,
        on=done.on,
        recorded_at=done.recorded_at,
        ref=done.ref,
        params=done.params,
        permit=clause,
    )
    line.digest = line_digest(line)
    imprints = evidence.seal(line)
    line.save(force_insert=True)
    bulk.insert(Imprint, imprints)


def next_mark(org_code: str) -> int:
    """Take the next number of an organisation's sequence; its row stays locked until the commit."""
    assert connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Counter._meta.db_table} AS taken (org_code, value, seal, head)"
            " VALUES (%s, 1, '', '')"
            " ON CONFLICT (org_code) DO UPDATE SET value = taken.value + 1 RETURNING value",
            [org_code],
        )
        return int(cursor.fetchone()[0])

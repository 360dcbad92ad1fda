"""Blocks that an earlier program recorded by their digest alone (旧章程留痕): they take on their text.

That program kept a digest of every block it loaded, used or not, notes included. Here each that something may
rest on takes its text, out of its own file or the table of what was shipped (`charter/earlier.json`); the
others go. One that is known to nobody is told before anything is migrated.
"""

import json
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection

from liancun.base import charters, guards
from liancun.charter import Block, Decision, load_charter, load_decision_text
from liancun.kernel import BadInput, Problem

TABLE = "base_charterblock"


@dataclass(frozen=True)
class _Earlier:
    """One block as it was recorded, and what it said where that is known."""

    block_id: str
    sha256: str
    known: tuple[Decision, Block] | None
    used: bool


def must_be_known() -> None:
    """Refuse data that rests on a block nobody has the text of. Asked before a migration: reads two tables
    as they are."""
    problems = [
        Problem.of("charter.text_unknown", file=_file_of(each), block=each.block_id)
        for each in _earlier()
        if each.used and not each.known
    ]
    if problems:
        raise BadInput(problems)


def adopt() -> None:
    """Give what is used its text and take away what is not; where there is nothing of the kind, nothing."""
    found = _earlier()
    if not found:
        return
    with guards.lifted(TABLE), connection.cursor() as cursor:
        for each in found:
            if not each.used or not each.known:
                cursor.execute(f"DELETE FROM {TABLE} WHERE block_id = %s", [each.block_id])
                continue
            decision, block = each.known
            cursor.execute(
                f"UPDATE {TABLE} SET text = %s, sha256 = %s, adopted = %s WHERE block_id = %s",
                [decision.text_of(block), block.sha256, True, each.block_id],
            )


def _earlier() -> list[_Earlier]:
    rows = _recorded()
    if not rows:
        return []
    own = {
        block.id: (decision, block)
        for decision in load_charter(charters.own_folder(), charters.town().pack).decisions.values()
        for block in decision.blocks
    }
    shipped = json.loads((settings.PACKAGE / "charter" / "earlier.json").read_text(encoding="utf-8"))
    last = _last_days()
    found = []
    for block_id, sha256 in rows:
        org, _colon, _rest = block_id.rpartition(":")
        start = date.fromisoformat(block_id.rpartition("@")[2])
        stands = own.get(block_id)
        known = stands if stands and stands[1].earlier_sha256 == sha256 else None
        if not known and sha256 in shipped:
            decision = load_decision_text(shipped[sha256], file=block_id)
            known = decision, decision.blocks[0]
        days = [last[org]] if org in last else [] if org else list(last.values())
        found.append(_Earlier(block_id, sha256, known, any(day >= start for day in days)))
    return found


def _recorded() -> list[tuple[str, str]]:
    """What was recorded without a text: every row of a table that has no place for one."""
    with connection.cursor() as cursor:
        if TABLE not in connection.introspection.table_names(cursor):
            return []
        columns = {each.name for each in connection.introspection.get_table_description(cursor, TABLE)}
        without = "WHERE text = ''" if "text" in columns else ""
        cursor.execute(f"SELECT block_id, sha256 FROM {TABLE} {without} ORDER BY block_id")
        return [(str(block_id), str(sha256)) for block_id, sha256 in cursor.fetchall()]


def _last_days() -> dict[str, date]:
    """Organisation -> the last day something was done in it: what began after it, nothing rests on."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT org_code, MAX({connection.ops.quote_name('on')}) FROM base_auditline GROUP BY 1"
        )
        return {str(org): _day(on) for org, on in cursor.fetchall()}


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _file_of(each: _Earlier) -> str:
    """Where an own block stands, as one looks for it."""
    org, colon, rest = each.block_id.rpartition(":")
    return f"{org}/{rest.partition('@')[0]}.yaml" if colon else ""

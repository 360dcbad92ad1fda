"""Digests of runs and their lines (摘要): over numbers, codes and facts, never wording."""

from typing import Any

from liancun.kernel.digest import digest
from liancun.kernel.rulings import Line
from liancun.rooms.settlement.models import Run, RunLine


def line_digest(
    line: Line, line_facts: Any, *, serial: int, first_run: int, watermark: Any, sheet: str
) -> str:
    """The digest of a line: numbers, codes and facts, never wording."""
    return digest([line.as_numbers(), line_facts, serial, first_run, watermark, sheet])


def row_digest(row: RunLine) -> str:
    """The digest of a stored line, from what stands in its row."""
    numbers = {
        "subject": row.subject,
        "part": row.part,
        "payee": row.payee,
        "amount_fen": row.amount_fen,
        "village_code": row.village_code,
        "payable": row.payable,
        "outcome": row.outcome,
        "reasons": row.reasons,
    }
    return digest([numbers, row.facts, row.serial, row.first_run_id or 0, row.watermark, row.sheet_digest])


def run_digest(run: Run, line_digests: list[str]) -> str:
    """The digest of a run: what it stores and the digests of its drafted lines, in order of their rows."""
    return digest(
        [
            [run.kind, run.org_code, run.period, run.attempt, run.reverses_id, run.life],
            [run.watermark, run.clauses, run.rule_version, run.facts_version, run.sheet_digest, run.seen],
            [run.totals, run.pots, run.steps, run.line_count, run.total_fen],
            line_digests,
            *([] if run.rests_on is None else [run.rests_on]),
        ]
    )

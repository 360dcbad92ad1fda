"""Documents and resolutions (文件、决议)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from liancun.base import bulk, charters
from liancun.base.acts import Act
from liancun.base.importing import Row, Source
from liancun.kernel import Problem, Refusal
from liancun.rooms.registry import fields as f
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.votes import voted_text
from liancun.rooms.registry.rules import Meeting, Meetings, Organisations, meeting_result


def save_documents(rows: Sequence[Row], a: Act) -> None:
    bulk.insert(
        m.Document,
        [
            m.Document(
                code=r["code"], title=r["title"], issuer=r["issuer"], issued_on=r["issued_on"], **a.stamp()
            )
            for r in rows
        ],
    )


def _meeting(row: Row) -> Meeting:
    return Meeting(
        row["body"],
        row["entitled"],
        row["present"],
        row["total_votes"],
        row["votes_for"],
        row["votes_against"],
        row["votes_abstain"],
        row["major"] == "yes",
        row["members"] or 0,
        (row["held_on"] - row["notice_on"]).days if row["notice_on"] else None,
    )


def _result(row: Row, org_code: str) -> tuple[bool, str]:
    """Whether the vote carried, and the clause that says so."""
    charter = charters.in_force(Meetings, on=row["held_on"])
    forms = charters.in_force(Organisations, on=row["held_on"], org=org_code).forms
    return meeting_result(_meeting(row), charter, forms.get(org_code)).passed, charter.clause


def check_resolutions(rows: Sequence[Row], source: Source) -> Iterable[Problem]:
    for row in rows:
        try:
            _result(row, source.org_code)
        except Refusal as no:
            yield source.problem(no.code, row, "机构", **no.params)
        try:
            voted_text(source.org_code, row["block"] or "")
        except Refusal as no:
            yield source.problem(no.code, row, f.BLOCK.label, **no.params)


def without_a_block(rows: Sequence[Row]) -> Iterator[list[Mapping[str, Any]]]:
    """Of each row: the same as programs before kept it, whose workbook had no column for the block."""
    for row in rows:
        before = {name: value for name, value in row.values.items() if name != "block"}
        yield [before] if row["block"] is None else []


PLAIN_COUNTS = (
    *("code", "body", "subject", "notice_on", "held_on", "entitled", "present", "total_votes"),
    *("votes_for", "votes_against", "votes_abstain"),
)


def save_resolutions(rows: Sequence[Row], a: Act) -> None:
    made = []
    for r in rows:
        passed, clause = _result(r, a.org_code)
        block = r["block"] or ""
        if passed:
            charters.bind([block])
        made.append(
            m.Resolution(
                **{name: r[name] for name in PLAIN_COUNTS},
                members=r["members"] or 0,
                major=r["major"] == "yes",
                passed=passed,
                clause=clause,
                block=block,
                block_sha256=voted_text(a.org_code, block),
                **a.stamp(),
            )
        )
    bulk.insert(m.Resolution, made)

"""What an entry's reference opens (凭证来历)."""

from liancun.base.references import Trace, number
from liancun.base.viewer import Viewer
from liancun.rooms.ledger import queries


def entry(viewer: Viewer, key: str) -> Trace:
    """entry:ID"""
    row = queries.entry(viewer, number(key))
    parents = (
        (row.source,) if row.source.partition(":")[0] in ("run", "line", "payment", "slip", "sale") else ()
    )
    facts: list[tuple[str, str | int]] = [("accounting_on", str(row.accounting_on)), ("summary", row.summary)]
    facts += [
        (f"{line.account} {line.name} {line.party_name}".strip(), line.debit_fen - line.credit_fen)
        for line in row.lines
    ]
    title = queries.named(row.month, row.number, row.total_fen)
    return Trace(f"entry:{key}", title, tuple(facts), (), parents, row.org_code)


NAMES = {"entry": queries.entry_names}
RESOLVERS = {"entry": entry}

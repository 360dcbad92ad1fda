"""A town ten times Panguan: every row of the people, the land, the work and the money, ten times over.

In place, on SQLite, in data that is thrown away: raising such a town takes most of an hour, copying its rows
two minutes. People, households, plots, contracts, slips, days, scores, shares and lines of runs and of the
book are copied nine times under new codes and keys, and each copy belongs to its own people; villages,
organisations, runs, entries and notices stay as many, with ten times the lines in them. The guards are
lifted and digests no longer agree: such data shows how long pages take, and nothing else.
"""

from django.apps import apps
from django.db import connection
from django.db.models import AutoField, CharField, Field, ForeignKey, IntegerField

TIMES = 10
STEP = 1_000_000
"""Between the keys of one copy and the next."""
COPIED = (
    "registry.Person", "registry.Household", "registry.HouseholdMember", "registry.HouseholdLink",
    "registry.PayeeAccount", "registry.Membership", "registry.Standing", "registry.StandingMember",
    "registry.GridDuty", "ledger.EntryLine", "notices.NoticeItem", "settlement.RunLine",
    "settlement.LineEvent", "settlement.Payment", "land.Plot", "land.PlotRight", "land.LandContract",
    "land.ContractPlot", "land.ContractFiling", "land.ContractEnding", "points.MonthScore",
    "points.OpeningTier", "production.Planting", "production.Operation", "capital.ShareLot",
    "deliveries.WeighSlip", "labour.JobSeeker", "labour.Dispatch", "labour.WorkDay", "labour.OutsideIncome",
)  # fmt: skip
CODES = {
    "code", "household", "other", "party", "worker", "holder", "giver", "subject", "payee", "account_of",
    "delivered_by", "plot", "number", "id_index",
}  # fmt: skip
"""Columns that say whose or which: each copy has its own."""
NUMBERS = {"number", "receipt_number"}
GREATER = {
    "settlement.Run": ("line_count", "total_fen"),
    "ledger.Entry": ("total_fen",),
    "notices.Notice": ("item_count", "total_fen"),
}


def multiply() -> None:
    """Make the town of this data ten times as large."""
    assert connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}"')
        for label in COPIED:
            meta = apps.get_model(label)._meta
            columns = ", ".join(f'"{field.column}"' for field in meta.concrete_fields)
            for copy in range(1, TIMES):
                values = ", ".join(_value(field, copy) for field in meta.concrete_fields)
                cursor.execute(
                    f'INSERT INTO "{meta.db_table}" ({columns}) '
                    f'SELECT {values} FROM "{meta.db_table}" WHERE "{meta.pk.column}" < {STEP}'
                )
        for label, names in GREATER.items():
            sums = ", ".join(f'"{name}" = "{name}" * {TIMES}' for name in names)
            cursor.execute(f'UPDATE "{apps.get_model(label)._meta.db_table}" SET {sums}')


def _value(field: "Field[object, object]", copy: int) -> str:
    """What a column holds in a copy, in SQL."""
    column, shift = f'"{field.column}"', copy * STEP
    if isinstance(field, ForeignKey):
        moved = field.related_model._meta.label in COPIED
        return f"{column} + {shift}" if moved else column
    if isinstance(field, AutoField) or (isinstance(field, IntegerField) and field.name in NUMBERS):
        return f"{column} + {shift}"
    if field.name == "line_ref":
        return f"'line:' || (CAST(substr({column}, 6) AS INTEGER) + {shift})"
    if isinstance(field, CharField) and field.name in CODES:
        own = f"substr({column}, 1, 1) || {copy} || substr({column}, 2)"
        kept = f"{column} = ''" if field.name == "subject" else f"{column} = '' OR {column} GLOB 'O:*'"
        return (
            f"CASE WHEN {column} GLOB '[PLRK][0-9]*' THEN {own} "
            f"WHEN {kept} THEN {column} ELSE {column} || '-{copy}' END"
        )
    return column

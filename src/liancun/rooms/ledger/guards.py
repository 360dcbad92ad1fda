"""What the database refuses in the books: a sealed batch takes nothing more and loses nothing."""

from liancun.base.guards import AppendOnly, SealedBy

GUARDS = (
    AppendOnly("ledger.Book"),
    AppendOnly("ledger.PeriodEvent"),
    AppendOnly("ledger.CashCount"),
    AppendOnly("ledger.ClosedAnyway"),
    AppendOnly("ledger.ReopeningAsked"),
    AppendOnly("ledger.ReopeningAnswered"),
    AppendOnly("ledger.Batch", may_be_set=("sealed_at",)),
    AppendOnly("ledger.Papers"),
    SealedBy("ledger.Entry", parent="batch", sealed="sealed_at"),
    SealedBy("ledger.EntryLine", parent="entry__batch", sealed="sealed_at"),
)

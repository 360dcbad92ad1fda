"""Vouchers by hand (手工凭证), and their reversal."""

from dataclasses import dataclass
from datetime import date

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.offers import bounded, offered
from liancun.base.viewer import Viewer
from liancun.kernel import BadInput, Problem, Refusal
from liancun.kernel.fields import A, Ref, Text, Whole, _
from liancun.kernel.rulings import EntryLine as Line
from liancun.rooms.ledger.actions.posting import EntryDraft, post_within, refuse
from liancun.rooms.ledger.fields import NewEntry
from liancun.rooms.ledger.models import Entry, EntryLine, Papers
from liancun.rooms.ledger.rules import reversal_fault
from liancun.rooms.registry import facts as registry


@dataclass(frozen=True)
class Reversing:
    """Why an entry is reversed (冲销)."""

    summary: A[str, Text(_("冲销的原因"), most=80, help=_("哪里记错了,怎么改正"))]


@dataclass(frozen=True)
class Reversed:
    """The entry that reverses another."""

    entry: str
    reverses: str
    ref: A[str, Ref(_("冲销凭证"))]


@bounded
def post_entry(org_code: str, given: NewEntry, *, by: Viewer, on: date) -> str:
    """Post one entry by hand (手工凭证). Raises BadInput where a line is of both sides or of neither."""
    one_sided = [
        Problem.of("ledger.one_side_only", row=number, column="debit_fen")
        for number, line in enumerate(given.lines, 1)
        if (line.debit_fen == 0) == (line.credit_fen == 0)
    ]
    if one_sided:
        raise BadInput(one_sided)
    with guards.refusing(), act("ledger.post_entry", org_code, by=by, on=on) as a:
        if not given.summary.strip():
            raise Refusal("ledger.no_summary")
        unknown = registry.unknown_parties(line.party for line in given.lines if line.party)
        if unknown:
            raise Refusal("ledger.no_such_party", party=min(unknown))
        lines = tuple(Line(each.account, each.debit_fen, each.credit_fen, each.party) for each in given.lines)
        draft = EntryDraft(given.accounting_on, given.summary.strip(), lines, happened_on=given.happened_on)
        a.ref = post_within(a, [draft], source="hand")[0]
        if given.papers is not None:
            a.add(Papers, entry_id=int(a.ref.partition(":")[2]), count=given.papers, **a.stamp())
    return a.ref


@offered(
    "ledger.reverse_entry",
    title=_("冲销这张凭证"),
    ask=_("冲销会在今天另记一张相反的凭证,原来的保留。确定吗?"),
    done=_("已冲销,这是冲销凭证"),
    path="entries/{entry_id}/reverse",
    command="reverse",
    of="entry",
)
def reverse_entry(
    entry_id: A[int, Whole(_("凭证编号"), 1, 2**63 - 1)],
    given: Reversing,
    *,
    by: Viewer,
    on: date,
) -> Reversed:
    """Reverse an entry by a contrary one on the day of the act (冲销); the first stays as it is.

    Refuses one without a reason, and one that another room posted (a run, a share, a payment): that is
    reversed where it was made.
    """
    entry = Entry.objects.select_related("batch").filter(pk=entry_id).first()
    if entry is None or not by.sees(entry.org_code):
        raise Refusal("viewer.not_found")
    if not (reason := given.summary.strip()):
        raise Refusal("ledger.no_reason")
    with guards.refusing(), act("ledger.reverse_entry", entry.org_code, by=by, on=on) as a:
        again = Entry.objects.filter(reverses=entry).exists()
        refuse(reversal_fault(entry.batch.source, again, f"entry:{entry_id}"))
        rows = EntryLine.objects.filter(entry=entry).order_by("position")
        lines = tuple(Line(row.account, row.credit_fen, row.debit_fen, row.party) for row in rows)
        said = f"冲销 {entry.month} 记-{entry.number}:{reason}"
        draft = EntryDraft(on, said, lines, reverses=entry_id)
        a.ref = post_within(a, [draft], source=f"entry:{entry_id}")[0]
    return Reversed(a.ref, f"entry:{entry_id}", a.ref)

"""What the form of a voucher begins with and knows (填制凭证): templates, last month's, what stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from liancun.base import charters
from liancun.base.choices import matching
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.models import Entry, EntryLine
from liancun.rooms.ledger.rules import BY_HAND
from liancun.rooms.ledger.rules.templates import VoucherTemplate, VoucherTemplates
from liancun.rooms.registry.choices import parties

REMEMBERED, OFFERED = 300, 40
"""So many summaries of before are offered again, and so many vouchers of last month to be copied."""


@dataclass(frozen=True)
class StartingLine:
    """A line that a voucher begins with, in fen."""

    account: str
    party: str = ""
    debit_fen: int = 0
    credit_fen: int = 0


@dataclass(frozen=True)
class Start:
    """What a voucher begins with: a template, or one of before."""

    summary: str
    lines: tuple[StartingLine, ...]


@dataclass(frozen=True)
class TemplateChoice:
    """A template by its key and title."""

    key: str
    title: str


def templates(viewer: Viewer, org_code: str, *, on: date) -> tuple[TemplateChoice, ...]:
    """The templates of an organisation's chart, as the charter has them."""
    viewer.must_see(org_code)
    return tuple(TemplateChoice(key, each.title) for key, each in _templates(org_code, on).items())


def template(viewer: Viewer, org_code: str, key: str, *, on: date) -> Start:
    """What a template gives: its accounts, the debit side first. Refuses, as not found, what is none."""
    viewer.must_see(org_code)
    found = _templates(org_code, on).get(key)
    if found is None:
        raise Refusal("viewer.not_found")
    return Start(found.summary, tuple(StartingLine(code) for code in (*found.debit, *found.credit)))


def copied(viewer: Viewer, org_code: str, entry_id: int) -> Start:
    """A voucher by hand of the same book, to be entered again; refuses, as not found, any other."""
    viewer.must_see(org_code)
    entry = Entry.objects.filter(pk=entry_id, org_code=org_code, batch__source__in=BY_HAND).first()
    if entry is None:
        raise Refusal("viewer.not_found")
    rows = EntryLine.objects.filter(entry=entry).order_by("position")
    lines = (StartingLine(row.account, row.party, row.debit_fen, row.credit_fen) for row in rows)
    return Start(entry.summary, tuple(lines))


@dataclass(frozen=True)
class EarlierVoucher:
    """A voucher by hand of last month, to be copied."""

    number: int
    accounting_on: date
    summary: str
    total_fen: int


def last_month(viewer: Viewer, org_code: str, *, on: date) -> tuple[EarlierVoucher, ...]:
    """The vouchers by hand of the month before, which nobody reversed, in their order."""
    viewer.must_see(org_code)
    last = on.replace(day=1) - timedelta(days=1)
    rows = Entry.objects.filter(
        org_code=org_code, accounting_on__range=(last.replace(day=1), last), batch__source__in=BY_HAND
    )
    rows = rows.exclude(
        pk__in=Entry.objects.filter(org_code=org_code).exclude(reverses=None).values("reverses")
    )
    values = rows.order_by("month", "number").values_list("pk", "accounting_on", "summary", "total_fen")
    return tuple(EarlierVoucher(*each) for each in values[:OFFERED])


def said_before(viewer: Viewer, org_code: str) -> tuple[str, ...]:
    """The summaries of vouchers by hand, those used last first, each once."""
    viewer.must_see(org_code)
    rows = Entry.objects.filter(org_code=org_code, batch__source__in=BY_HAND, reverses=None).order_by("-pk")
    return tuple(dict.fromkeys(rows.values_list("summary", flat=True)[:REMEMBERED]))


def standing(viewer: Viewer, org_code: str, account: str, party: str = "") -> int:
    """What stands on an account, of one party where one is named: debit minus credit, in fen."""
    viewer.must_see(org_code)
    rows = EntryLine.objects.filter(org_code=org_code, account=account)
    if party:
        rows = rows.filter(party=party)
    return facts.net_of(rows).get(account, 0)


def meant(
    viewer: Viewer, org_code: str, rows: Iterable[Mapping[str, str]], *, on: date
) -> Iterator[dict[str, str]]:
    """Rows as somebody typed them, with the code in place of a name that means one account, or one party.

    "库存现金", "523 管理费用" and "现金" mean an account; what means none or several is left as it is.
    """
    viewer.must_see(org_code)
    chart, _clause, _name = facts.chart_of(org_code, on)
    names = [(code, spec.name) for code, spec in chart.items()]
    for row in rows:
        account, party = row.get("account", "").strip(), row.get("party", "").strip()
        yield {**row, "account": _account(account, names), "party": _party(viewer, org_code, party, on)}


def _account(said: str, names: list[tuple[str, str]]) -> str:
    codes = {code for code, _name in names}
    if not said or said in codes:
        return said
    if (first := said.split()[0]) in codes:
        return first
    exact = [code for code, name in names if name == said]
    found = exact or [code for code, _name in matching(names, said)]
    return found[0] if len(found) == 1 else said


def _party(viewer: Viewer, org_code: str, said: str, on: date) -> str:
    if not said:
        return ""
    rows = parties(viewer, org_code, on, said)
    if any(code == said for code, _name in rows):
        return said
    # a name is masked for whom it is not whole: then the only one that begins so is meant
    found = [code for code, name in rows if name == said] or [code for code, _name in rows]
    return found[0] if len(found) == 1 else said


def _templates(org_code: str, on: date) -> Mapping[str, VoucherTemplate]:
    _accounts, _clause, chart = facts.chart_of(org_code, on)
    return charters.in_force(VoucherTemplates, on=on, org=org_code).of(chart)

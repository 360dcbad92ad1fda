"""A book as text that other programs read (纯文本账): Beancount and hledger.

Every voucher is a transaction with its number, source and parties by code; no name stands in it. At the end
of every month that moved, each account that moved says how it stands by the book's own sums: the program that
reads the file adds up the lines and tells the first that differs. Accounts keep their official codes, below
the five families that both programs know.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Literal

from liancun.base import clock
from liancun.base.viewer import Viewer
from liancun.base.watermark import Watermark
from liancun.kernel import Period
from liancun.kernel.quantities import format_scaled
from liancun.rooms.ledger import facts
from liancun.rooms.ledger.models import EntryLine
from liancun.rooms.ledger.rules import AccountSpec, Family, family

Form = Literal["beancount", "hledger"]
FORMS: tuple[Form, ...] = ("beancount", "hledger")
COMMODITY = "CNY"
ROOTS: Mapping[Family, str] = {
    "asset": "Assets",
    "liability": "Liabilities",
    "equity": "Equity",
    "income": "Income",
    "expense": "Expenses",
}
TYPES: Mapping[Family, str] = {
    "asset": "A", "liability": "L", "equity": "E", "income": "R", "expense": "X",
}  # fmt: skip
NOT_IN_A_NAME = re.compile(r"[^\w-]+|_")


@dataclass(frozen=True)
class Posting:
    """A line as it is written: the account under its whole name, debit less credit in fen."""

    account: str
    fen: int
    party: str


@dataclass(frozen=True)
class Transaction:
    """A voucher as it is written (凭证): `back` is the reference of the one that it reverses, if any."""

    day: date
    number: str
    ref: str
    back: str
    happened_on: date
    summary: str
    source: str
    postings: tuple[Posting, ...]


def book_as_text(viewer: Viewer, org_code: str, form: Form) -> Iterator[str]:
    """The whole book of an organisation, line by line. Refuses one without a book or out of reach."""
    viewer.must_see(org_code)
    chart, _clause, _name = facts.chart_of(org_code, clock.today())
    book = _Book(org_code, chart, Watermark.now([org_code]))
    return _beancount(book) if form == "beancount" else _hledger(book)


class _Book:
    """A book as it stood when it was asked for, and what its accounts are called: "Assets:102-银行存款"."""

    def __init__(self, org_code: str, chart: Mapping[str, AccountSpec], asof: Watermark) -> None:
        self.org_code, self.chart, self.asof = org_code, chart, asof
        self.lines = EntryLine.objects.filter(org_code=org_code, mark__lte=dict(asof.marks)[org_code])

    def __getitem__(self, code: str) -> str:
        spec = self.chart.get(code)
        # What stands no more in the chart keeps its code alone; which side it had is not known.
        name = NOT_IN_A_NAME.sub("-", f"{code}-{spec.name}" if spec else code).strip("-")
        return f"{ROOTS[family(code, spec)]}:{name}"

    def accounts(self) -> list[tuple[str, str]]:
        """(code, name) of the accounts that the book uses."""
        used = self.lines.order_by("account").values_list("account", flat=True)
        return [(code, self[code]) for code in used.distinct()]

    def first_day(self) -> date:
        """Where the book begins; today where nothing stands in it."""
        first = self.lines.order_by("accounting_on").values_list("accounting_on", flat=True).first()
        return first or clock.today()


def _beancount(book: _Book) -> Iterator[str]:
    yield f'option "title" "{book.org_code}"'
    yield f'option "operating_currency" "{COMMODITY}"'
    first = book.first_day()
    for code, name in book.accounts():
        yield f"{first} open {name} {COMMODITY}"
        yield f'  code: "{code}"'
    yield ""
    for transactions, month, held in _by_month(book):
        for each in transactions:
            back = f" ^{_link(each.back)}" if each.back else ""
            yield f'{each.day} * "{_quoted(each.summary)}" ^{_link(each.ref)}{back}'
            yield f'  number: "{each.number}"'
            yield f"  happened: {each.happened_on}"
            if each.source:
                yield f'  source: "{_quoted(each.source)}"'
            for line in each.postings:
                yield f"  {line.account}  {_yuan(line.fen)} {COMMODITY}"
                if line.party:
                    yield f'    party: "{_quoted(line.party)}"'
            yield ""
        for account, fen in held:
            yield f"{month.last_day + timedelta(days=1)} balance {account}  {_yuan(fen)} ~ 0.00 {COMMODITY}"
        yield ""


def _hledger(book: _Book) -> Iterator[str]:
    yield f"; {book.org_code}"
    yield "decimal-mark ."
    yield f"commodity 1000.00 {COMMODITY}"
    for code, name in book.accounts():
        yield f"account {name}  ; type:{TYPES[family(code, book.chart.get(code))]}, code:{code}"
    yield ""
    for transactions, month, held in _by_month(book):
        for each in transactions:
            tags = [f"ref:{each.ref}", f"happened:{each.happened_on}"]
            tags += [f"source:{_tag(each.source)}"] if each.source else []
            tags += [f"reverses:{each.back}"] if each.back else []
            yield f"{each.day} * ({each.number}) {_plain(each.summary)}  ; {', '.join(tags)}"
            for line in each.postings:
                party = f"  ; party:{_tag(line.party)}" if line.party else ""
                yield f"    {line.account}  {_yuan(line.fen)} {COMMODITY}{party}"
            yield ""
        if held:
            yield f"{month.last_day} * {month}"
            for account, fen in held:
                yield f"    {account}  0.00 {COMMODITY} = {_yuan(fen)} {COMMODITY}"
            yield ""


def _by_month(book: _Book) -> Iterator[tuple[tuple[Transaction, ...], Period, list[tuple[str, int]]]]:
    """The vouchers of each month that has some, and how the accounts that moved stand at its end."""
    sums = facts.by_month(book.org_code, book.asof)
    held: dict[str, int] = {}
    for month, transactions in groupby(_transactions(book), lambda each: Period.month_of(each.day)):
        moved = sums.get((month.year, month.month), {})
        for account, (debit_fen, credit_fen) in moved.items():
            held[account] = held.get(account, 0) + debit_fen - credit_fen
        yield tuple(transactions), month, [(book[code], held[code]) for code in sorted(moved)]


def _transactions(book: _Book) -> Iterator[Transaction]:
    columns = (
        "entry", "accounting_on", "entry__month", "entry__number", "entry__reverses", "entry__happened_on",
        "entry__summary", "entry__source", "account", "party", "debit_fen", "credit_fen",
    )  # fmt: skip
    in_order = ("accounting_on", "entry__month", "entry__number", "position")
    rows = book.lines.order_by(*in_order).values_list(*columns)
    called: dict[str, str] = {}
    for head, lines in groupby(rows.iterator(chunk_size=2000), lambda row: row[:8]):
        pk, day, month, number, back, happened_on, summary, source = head
        yield Transaction(
            day,
            f"{month}-{number}",
            f"entry:{pk}",
            f"entry:{back}" if back else "",
            happened_on,
            summary,
            source,
            tuple(
                Posting(
                    called.get(code) or called.setdefault(code, book[code]), debit_fen - credit_fen, party
                )
                for code, party, debit_fen, credit_fen in (row[8:] for row in lines)
            ),
        )


def _yuan(fen: int) -> str:
    return format_scaled(fen, 100, 2, grouped=False)


def _link(ref: str) -> str:
    return ref.replace(":", "-")


def _quoted(text: str) -> str:
    """In the quotes of Beancount."""
    return _one_line(text).replace("\\", "\\\\").replace('"', '\\"')


def _plain(text: str) -> str:
    """Where hledger would begin a comment or a note, the full-width sign stands."""
    return _one_line(text).replace(";", ";").replace("|", "|")


def _tag(text: str) -> str:
    """Where hledger would end a tag."""
    return _plain(text).replace(",", ",")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def written(lines: Iterable[str]) -> bytes:
    """As a file has them, a line each."""
    return "".join(f"{line}\n" for line in lines).encode()

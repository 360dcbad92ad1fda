"""A run's life as its offices live it (结算办理): each part by a holder of a post the charter names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from liancun.base.viewer import Viewer
from liancun.rooms.notices import actions as notices
from liancun.rooms.notices.models import Notice
from liancun.rooms.registry.actions import Vote, record_resolution
from liancun.rooms.settlement import actions, calculation, queries
from liancun.rooms.settlement.queries.pages import LineRow
from liancun.scenario.ledger_books import income_book
from liancun.scenario.pipeline import Raising
from liancun.scenario.registry_books import Book

OWN = "own"
ALL_LINES = 1_000_000


@dataclass(frozen=True)
class Days:
    """The days of one run (办理日)."""

    drafted: date
    published: date
    confirmed: date


@dataclass
class Running:
    """One run of one organisation and period on its way (一份结算单)."""

    raising: Raising
    kind: str
    org_code: str
    period: str
    run: int = 0
    notice: int = 0
    posted: bool = field(default=False)

    def holder(self, part: str, on: date) -> Viewer:
        """Somebody to whom the charter gives a part of this money's life: makes, checks, decides, pays."""
        life = calculation.life_in_force(self.kind, self.org_code, on)
        posts: Mapping[str, str] = getattr(life, part) or life.makes
        for kind, scope in posts.items():
            org = self.org_code if scope.partition(":")[0] == OWN else scope
            for post in self.raising.world.posts:
                if (post.kind, post.org_code) == (kind, org):
                    return self.raising.who(post.login, on)
        raise AssertionError(f"nobody {part} {self.kind} for {self.org_code}")

    def draft(self, on: date) -> None:
        """Draft and check on one day, by two people."""
        by = self.holder("makes", on)
        self.run = actions.draft_run(self.org_code, actions.NewRun(self.kind, self.period), by=by, on=on)
        self.check(on)

    def check(self, on: date) -> None:
        """Another person checks the draft."""
        actions.check_run(self.run, by=self.holder("checks", on), on=on)

    def publish(self, on: date, place: str = "村务公开栏") -> None:
        """Publish, and hang the paper in every village the list names."""
        by = self.holder("publishes", on)
        ref = actions.publish_run(self.run, by=by, on=on).ref
        self.notice = int(ref.removeprefix("notice:"))
        villages = Notice.objects.values_list("villages", flat=True).get(pk=self.notice)
        hung = notices.Hanging(villages=tuple(villages.split()), place=place, posted_on=on)
        notices.record_posting(self.notice, hung, by=by, on=on)

    def confirm(self, on: date) -> None:
        """Confirm and enter into the book."""
        actions.confirm_run(self.run, by=self.holder("decides", on), on=on)
        self.post(on)

    def post(self, on: date) -> None:
        """Enter into the book what is confirmed."""
        actions.post_run(self.run, by=self.holder("books", on), on=on)
        self.posted = True

    def live(self, days: Days) -> None:
        """Draft, check, publish, confirm, post: a run nobody objects to."""
        self.draft(days.drafted)
        self.publish(days.published)
        self.confirm(days.confirmed)

    def lines(self, on: date) -> tuple[LineRow, ...]:
        """Its lines as the cashier sees them."""
        return queries.lines_page(self.holder("pays", on), self.run, limit=ALL_LINES).rows

    def redo(self, subject: str, on: date) -> None:
        """Compute an upheld line anew; another checks it, it is confirmed and entered by itself."""
        line = self.line_of(subject, on).line
        new = actions.replace_line(line, by=self.holder("makes", on), on=on).new
        assert new
        actions.check_lines(self.run, [new], by=self.holder("checks", on), on=on)
        actions.confirm_lines(self.run, [new], by=self.holder("decides", on), on=on)
        self.post(on)

    def line_of(self, subject: str, on: date) -> LineRow:
        """The line of a household, member or worker that stands."""
        return next(row for row in self.lines(on) if row.subject == subject and row.state != "cancelled")

    def object(
        self, subject: str, text: str, category: str, by: Viewer, on: date, *, direction: str = "more"
    ) -> int:
        """Somebody objects to a line, as a rule to too much; returns the objection's number."""
        ref = self.line_of(subject, on).ref
        said = notices.NewObjection(line=ref, text=text, category=category, direction=direction)
        return notices.object_to_line(self.notice, said, by=by, on=on)

    def pay(self, lines: Iterable[LineRow], on: date, part: str, *, money: str = "102") -> int:
        """Bring in the bank's or the cashier's list of what was paid; returns its sum in fen."""
        rows = [
            {
                "line": row.line, "amount_fen": row.open_fen, "happened_on": on, "money_account": money,
                "bank_ref": f"{part}-{place:04d}", "result": "paid",
            }
            for place, row in enumerate(lines, 1)
            if row.open_fen and row.payable
        ]  # fmt: skip
        if rows:
            book = Book("payments", self.org_code, on, rows, part)
            self.raising.bring(book, self.holder("pays", on))
        return sum(int(str(row["amount_fen"])) for row in rows)


def answered(objection: int, outcome: str, evidence: str, by: Viewer, on: date) -> None:
    """Answer an objection."""
    notices.answer_objection(objection, notices.Reply(outcome=outcome, evidence=evidence), by=by, on=on)


def resolve(
    org_code: str,
    code: str,
    body: str,
    subject: str,
    counts: Sequence[int],
    members: int,
    by: Viewer,
    on: date,
) -> bool:
    """Record the vote of a body: entitled, present, for; the rest of those present voted against."""
    entitled, present, votes_for = counts
    vote = Vote(
        code=code, body=body, subject=subject, held_on=on, entitled=entitled, present=present,
        votes_for=votes_for, votes_against=present - votes_for, members=members,
    )  # fmt: skip
    return record_resolution(org_code, vote, by=by, on=on).passed


def take_in(raising: Raising, running: Running, what: tuple[str, str, str], day: date) -> None:
    """Each village's accountant books what a run paid to the collective."""
    lines = running.lines(day)
    for village in raising.world.town.villages:
        fen = sum(line.paid_fen for line in lines if line.payee == f"O:{village.slug}")
        if fen:
            by = raising.who(f"{village.slug}.accountant", day)
            raising.bring(income_book(village.slug, day, what, fen), by)

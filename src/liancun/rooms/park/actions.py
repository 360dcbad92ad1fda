"""The writers of the partnership (园区办理): the statement agreed with the company."""

from dataclasses import dataclass
from datetime import date

from liancun.base import guards
from liancun.base.acts import act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.park.models import ParkStatement
from liancun.rooms.park.rules import Statement


@dataclass(frozen=True)
class NewStatement:
    """A statement as it is handed in (园区结算书). `net_fen` is what its paper says is left."""

    year: int
    fruit_g: int
    statement: Statement
    net_fen: int
    agreed_on: date
    document: str


def must_add_up(new: NewStatement, on: date) -> None:
    """Refuse a statement that does not add up, is of no paper, or of a year not over."""
    if new.statement.net_fen != new.net_fen:
        raise Refusal("park.does_not_add_up", net_fen=new.net_fen, computed_fen=new.statement.net_fen)
    if not new.document:
        raise Refusal("park.needs_document", year=new.year)
    if not date(new.year, 12, 31) < new.agreed_on <= on:
        raise Refusal("park.agreed_too_early", year=new.year, day=str(new.agreed_on))


def agree_statement(org_code: str, new: NewStatement, *, by: Viewer, on: date) -> str:
    """Record the agreed statement of a year (双方确认); a later one takes the place of the one before."""
    must_add_up(new, on)
    with guards.refusing(), act("park.agree_statement", org_code, by=by, on=on) as a:
        last = ParkStatement.objects.filter(org_code=org_code, year=new.year).order_by("-revision").first()
        given = new.statement
        ParkStatement.objects.create(
            year=new.year,
            revision=last.revision + 1 if last else 1,
            fruit_g=new.fruit_g,
            fruit_fen=given.fruit_fen,
            labour_fen=given.labour_fen,
            fee_fen=given.fee_fen,
            inputs_fen=given.inputs_fen,
            management_fen=given.management_fen,
            agreed_on=new.agreed_on,
            document=new.document,
            **a.stamp(),
        )
        a.ref = f"park:{new.year}"
    return a.ref

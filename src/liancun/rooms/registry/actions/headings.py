"""What an office's own headings mean in the workbooks it brings in (列名约定)."""

from dataclasses import dataclass, replace
from datetime import date

from liancun.base.importing import agreed, all_import_kinds, import_kind
from liancun.base.offers import offered
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel.fields import A, _
from liancun.rooms.registry.actions.dated import Recorded
from liancun.rooms.registry.fields import AGREED_KIND, MEANT, THEIR_HEADING, WORKBOOK
from liancun.rooms.registry.queries.workbooks import brings_in


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """One heading and what it means (一条约定)."""

    kind: A[str, WORKBOOK]
    heading: A[str, THEIR_HEADING]
    column: A[str, MEANT]


@dataclass(frozen=True, kw_only=True)
class Dropped:
    """A heading whose agreement is taken back (取消的约定)."""

    kind: A[str, AGREED_KIND]
    heading: A[str, replace(THEIR_HEADING, help="")]


@offered(
    "registry.agree_heading",
    title=_("约定列名"),
    path="headings",
    command="agree-heading",
    on="headings",
    own_grant=True,
    shown_to=brings_in,
)
def agree_heading(org_code: str, given: Agreement, *, by: Viewer, on: date) -> Recorded:
    """Have a heading of one's own read as one of a workbook's columns, or left out (约定列名).

    It never stands before the workbook's own headings.
    """
    agreed.agree(import_kind(given.kind), org_code, [(given.heading, given.column)], by=by, on=on)
    return Recorded(org_code, f"import:{given.kind}")


@offered(
    "registry.drop_heading",
    title=_("取消列名约定"),
    path="headings/drop",
    command="drop-heading",
    on="headings",
    own_grant=True,
    shown_to=brings_in,
)
def drop_heading(org_code: str, given: Dropped, *, by: Viewer, on: date) -> Recorded:
    """Take back what a heading was agreed to mean.

    Of a workbook that is no more, whoever brings in any there may.
    """
    kinds = all_import_kinds()
    verbs = [kinds[given.kind].verb] if given.kind in kinds else [each.verb for each in kinds.values()]
    permit = next((verb for verb in verbs if permitted(by, verb, org_code)), verbs[0])
    agreed.drop(org_code, given.kind, given.heading, by=by, on=on, permit=permit)
    return Recorded(org_code, f"import:{given.kind}")

"""What headings an organisation has agreed (列名约定), for those who bring in its workbooks."""

from dataclasses import dataclass
from datetime import date

from liancun.base.importing import agreed, all_import_kinds
from liancun.base.importing.headings import LEFT_OUT
from liancun.base.lists import listed
from liancun.base.permits import permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Day, Word, _
from liancun.rooms.registry.fields import MEANT, THEIR_HEADING


@dataclass(frozen=True)
class HeadingRow:
    """A heading and what it is read as (列名约定)."""

    kind: A[str, Word(_("工作簿"))]
    heading: A[str, THEIR_HEADING]
    column: A[str, MEANT]
    state: A[str, Word(_("现在"), of="agreed")]
    on: A[date, Day(_("约定日"))]


def brings_in(viewer: Viewer, org_code: str) -> bool:
    """Whether the viewer may bring in some workbook for an organisation."""
    return any(permitted(viewer, kind.verb, org_code) for kind in all_import_kinds().values())


@listed(
    "registry.headings",
    title=_("列名约定"),
    path="headings",
    empty=_("还没有约定过列名:导入时有不认识的列名,可以说明它是哪一列"),
    serves=brings_in,
)
def heading_list(viewer: Viewer, org_code: str) -> tuple[HeadingRow, ...]:
    """What headings an organisation has agreed, by workbook; `state` says which are not read so any more."""
    viewer.must_see(org_code)
    if not brings_in(viewer, org_code):
        raise Refusal("viewer.not_found")
    kinds = all_import_kinds()
    rows = [(kinds.get(row.kind), row) for row in agreed.standing("", org_code)]
    found = [
        HeadingRow(
            kind.title if kind else row.kind,
            row.heading,
            row.label or LEFT_OUT,
            agreed.bears(kind, row) or "read",
            row.on,
        )
        for kind, row in rows
    ]
    return tuple(sorted(found, key=lambda each: (each.kind, each.heading)))

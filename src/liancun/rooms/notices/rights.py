"""Who may object to a line (谁可以提异议): whose it is, a member of its organisation, or who helps."""

from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.rooms.notices.models import Notice, NoticeItem

HELPERS = ("grid_worker", "secretary", "supervisor", "notice_clerk", "section_head")
"""Posts that may write an objection down for a villager who comes in person."""


def is_theirs(item: NoticeItem, by: Viewer) -> bool:
    """Whether a line is of the viewer's household or the viewer's own."""
    return item.subject in by.households or (bool(by.party) and item.subject == by.party)


def helps(notice: Notice, village_code: str, by: Viewer) -> bool:
    """Whether a viewer may write objections down in a village; in none, in any."""
    return by is SYSTEM or any(by.holds(kind, notice.org_code, village_code) for kind in HELPERS)


def may_object(item: NoticeItem, notice: Notice, by: Viewer) -> bool:
    """Whether an objection to a line is the viewer's to make or to write down."""
    member = notice.org_code in by.member_of
    return member or is_theirs(item, by) or helps(notice, item.village_code, by)

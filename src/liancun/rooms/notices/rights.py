"""Who may object (谁可以提异议): whose it is, a member of its organisation, or who helps; whose
objections one reads."""

from datetime import date

from django.db.models import Q, QuerySet

from liancun.base.permits import SYSTEM
from liancun.base.viewer import Viewer
from liancun.rooms.notices.models import Answer, Notice, NoticeItem, Objection
from liancun.rooms.registry.facts import received_for
from liancun.rooms.registry.queries import contracting_of

HELPERS = ("grid_worker", "secretary", "supervisor", "notice_clerk", "section_head")
"""Posts that may write an objection down for a villager who comes in person."""


def theirs(by: Viewer, on: date) -> Q:
    """The lines of the viewer and the viewer's household, and of those for whom they receive.

    Heirs speak for who died; a contracting household's land money is the whole family's.
    """
    if not by.party:
        return Q(pk__in=[])
    own = [by.party, *by.households, *contracting_of(by, on=on)]
    return Q(subject__in=own) | Q(payee__in=own) | Q(payee__in=received_for(by.party, on))


def readable(by: Viewer, *, open_only: bool = False) -> "QuerySet[Objection]":
    """The objections of the viewer's office and village, and the own; those that wait for an answer alone."""
    rows = Objection.objects.all()
    if not by.oversees:
        office = by.limit(Objection.objects.all()).values("pk")
        own = Q(objector=by.party) if by.party else Q(pk__in=[])
        rows = rows.filter(Q(pk__in=office) | own)
    return rows.exclude(pk__in=Answer.objects.values("objection")) if open_only else rows


def is_theirs(item: NoticeItem, by: Viewer, on: date) -> bool:
    """Whether a line is one of these."""
    return NoticeItem.objects.filter(theirs(by, on), pk=item.pk).exists()


def helps(notice: Notice, village_code: str, by: Viewer) -> bool:
    """Whether a viewer may write objections down in a village; in none, in any."""
    return by is SYSTEM or any(by.holds(kind, notice.org_code, village_code) for kind in HELPERS)


def may_object(item: NoticeItem, notice: Notice, by: Viewer, on: date) -> bool:
    """Whether an objection to a line is the viewer's to make or to write down."""
    member = notice.org_code in by.member_of
    return member or helps(notice, item.village_code, by) or is_theirs(item, by, on)

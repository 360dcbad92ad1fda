"""The writers of notices (公示办理)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, guards
from liancun.base.acts import Act, act
from liancun.base.permits import SYSTEM, Grant
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.notices import facts
from liancun.rooms.notices.models import Answer, Notice, NoticeEvent, NoticeItem, Objection, ObjectionText
from liancun.rooms.notices.rules import WITHDRAWN, answer_fault, down_fault, objecting_fault, posting_fault
from liancun.rooms.registry import facts as registry

CATEGORIES = ("points", "household", "amount", "weight", "payee", "other")
EVERYONE = Grant("", {}, anyone=True)
HELPERS = ("grid_worker", "secretary", "supervisor", "notice_clerk", "section_head")
"""Posts that may write an objection down for a villager who comes in person."""


@dataclass(frozen=True)
class Item:
    """A line to publish (公示行)."""

    line_ref: str
    subject: str
    payee: str
    village_code: str


def publish_within(
    a: Act,
    *,
    list_ref: str,
    kind: str,
    title: str,
    period: str,
    items: Sequence[Item],
    circles: Sequence[str],
    objection_days: int,
    expires_days: int,
    clause: str,
    total_fen: int,
    digest: str,
) -> str:
    """Publish a list inside the caller's act; paper must then hang in each village it names."""
    villages = sorted({item.village_code for item in items if item.village_code})
    notice = Notice.objects.create(
        list_ref=list_ref,
        kind=kind,
        title=title,
        period=period,
        villages=" ".join(villages),
        circles=" ".join(circles),
        objection_days=objection_days,
        expires_days=expires_days,
        clause=clause,
        item_count=len(items),
        total_fen=total_fen,
        digest=digest,
        **a.stamp(villages[0] if len(villages) == 1 else ""),
    )
    bulk.insert_values(
        NoticeItem,
        ("notice_id", "number", "village_code", "subject", "line_ref"),
        [
            (notice.pk, number, item.village_code, item.subject, item.line_ref)
            for number, item in enumerate(items, 1)
        ],
    )
    return f"notice:{notice.pk}"


def record_posting(
    notice_id: int, *, village_code: str, place: str, posted_on: date, by: Viewer, on: date
) -> None:
    """Record that the paper hangs in a village (登记张贴): who, where, when. Its days begin."""
    notice = _notice(notice_id)
    with (
        guards.refusing(),
        act("notices.record_posting", notice.org_code, by=by, on=on, village_code=village_code) as a,
    ):
        _refuse(
            posting_fault(
                facts.posting_of(notice),
                village_code,
                published_on=notice.on,
                posted_on=posted_on,
                on=on,
                clause=notice.clause,
            )
        )
        if not place.strip():
            raise Refusal("notices.no_place")
        NoticeEvent.objects.create(
            notice=notice,
            kind="posted",
            happened_on=posted_on,
            place=place.strip()[:80],
            poster=by.party or by.name,
            **a.stamp(village_code),
        )
        a.ref = f"notice:{notice.pk}"


def take_down(notice_id: int, *, by: Viewer, on: date) -> None:
    """Take a notice down before its days of show are over, but not before one may no longer object (撤下)."""
    notice = _notice(notice_id)
    with guards.refusing(), act("notices.take_down", notice.org_code, by=by, on=on) as a:
        _refuse(down_fault(facts.posting_of(notice), on, notice.clause))
        NoticeEvent.objects.create(notice=notice, kind="down", happened_on=on, **a.stamp())
        a.ref = f"notice:{notice.pk}"


def take_down_within(a: Act, list_ref: str) -> None:
    """Take down, at once, the notice of a list that was withdrawn, inside the caller's act."""
    notice = Notice.objects.filter(list_ref=list_ref).first()
    if notice and facts.posting_of(notice).taken_down_on is None:
        NoticeEvent.objects.create(notice=notice, kind="down", happened_on=a.on, **a.stamp())


def object_to_line(
    notice_id: int,
    line_ref: str,
    *,
    text: str,
    category: str,
    by: Viewer,
    on: date,
    objector: str = "",
    received_on: date | None = None,
) -> int:
    """Object to a line (提出异议): the household or member itself, or a helper writing it down for them.

    `received_on`: the day a helper was given it on paper, where it is entered later; it counts for the days.
    """
    notice = _notice(notice_id)
    item = NoticeItem.objects.filter(notice=notice, line_ref=line_ref).first()
    if item is None:
        raise Refusal("viewer.not_found")
    own, helper = _is_theirs(item, by), _helps(item, notice, by)
    if not (own or helper or notice.org_code in by.member_of):
        raise Refusal("viewer.not_found")
    who = objector or ("" if helper and not own else by.party)
    if not who:
        raise Refusal("notices.say_who")
    if not helper and (who != by.party or received_on not in (None, on)):
        raise Refusal("notices.helpers_write_down")
    if who != by.party and registry.unknown_parties([who]):
        raise Refusal("notices.unknown_objector", party=who)
    if category not in CATEGORIES or not text.strip():
        raise Refusal("notices.say_what")
    # A villager holds no post: the right to object is the notice's own, checked above.
    with (
        guards.refusing(),
        act(
            "notices.object_to_line",
            notice.org_code,
            by=by,
            on=on,
            village_code=item.village_code,
            permit=EVERYONE,
        ) as a,
    ):
        day = received_on or on
        _refuse(objecting_fault(facts.posting_of(notice), day=day, on=on, clause=notice.clause))
        _must_be_the_only_one(notice, line_ref, who)
        row = Objection.objects.create(
            notice=notice,
            line_ref=line_ref,
            objector=who,
            category=category,
            happened_on=day,
            **a.stamp(item.village_code),
        )
        ObjectionText.objects.create(objection=row, text=text.strip()[:1000])
        a.ref = f"objection:{row.pk}"
    return row.pk


def _is_theirs(item: NoticeItem, by: Viewer) -> bool:
    return item.subject in by.households or (bool(by.party) and item.subject == by.party)


def _helps(item: NoticeItem, notice: Notice, by: Viewer) -> bool:
    return by is SYSTEM or any(by.holds(kind, notice.org_code, item.village_code) for kind in HELPERS)


def _must_be_the_only_one(notice: Notice, line_ref: str, who: str) -> None:
    """One open objection of one person to one line: saying it twice holds it no longer."""
    mine = Objection.objects.filter(notice=notice, line_ref=line_ref, objector=who)
    waiting = mine.exclude(pk__in=Answer.objects.values("objection")).first()
    if waiting:
        raise Refusal("notices.already_objected", objection=waiting.pk)


def answer_objection(objection_id: int, outcome: str, *, by: Viewer, on: date, evidence: str = "") -> None:
    """Answer an objection (答复): upheld, rejected, or withdrawn by the one who made it."""
    row = Objection.objects.select_related("notice").filter(pk=objection_id).first()
    own = row is not None and bool(by.party) and row.objector == by.party
    if row is None or not (own or by.sees(row.org_code, row.village_code)):
        raise Refusal("viewer.not_found")
    item = NoticeItem.objects.filter(notice=row.notice, line_ref=row.line_ref).first()
    _refuse(
        answer_fault(
            outcome,
            theirs=own or (by is SYSTEM and outcome == WITHDRAWN),
            their_line=item is not None and _is_theirs(item, by),
            made_on=row.happened_on,
            on=on,
            clause=row.notice.clause,
        )
    )
    with (
        guards.refusing(),
        act(
            "notices.answer_objection",
            row.org_code,
            by=by,
            on=on,
            village_code=row.village_code,
            permit=EVERYONE if outcome == WITHDRAWN else "",
        ) as a,
    ):
        if Answer.objects.filter(objection=row).exists():
            raise Refusal("notices.already_answered", objection=objection_id)
        Answer.objects.create(
            objection=row,
            outcome=outcome,
            happened_on=on,
            answerer=by.party or by.name,
            evidence=evidence.strip()[:120],
            **a.stamp(row.village_code),
        )
        a.ref = f"objection:{row.pk}"


def _refuse(fault: Reason | None) -> None:
    if fault:
        raise Refusal(fault.code, fault.clause, **dict(fault.params))


def _notice(notice_id: int) -> Notice:
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        raise Refusal("viewer.not_found")
    return notice

"""The writers of notices (公示办理)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from liancun.base import bulk, guards
from liancun.base.acts import Act, act
from liancun.base.permits import Grant
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.notices import facts
from liancun.rooms.notices.models import Answer, Notice, NoticeEvent, NoticeItem, Objection, ObjectionText
from liancun.rooms.notices.rules import objection_window
from liancun.rooms.registry.queries import names

CATEGORIES = ("points", "household", "amount", "weight", "payee", "other")
EVERYONE = Grant("", {}, anyone=True)
HELPERS = ("grid_worker", "secretary", "supervisor", "notice_clerk")
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
    bulk.insert(
        NoticeItem,
        [
            NoticeItem(
                notice=notice,
                number=number,
                village_code=item.village_code,
                subject=item.subject,
                line_ref=item.line_ref,
            )
            for number, item in enumerate(items, 1)
        ],
    )
    return f"notice:{notice.pk}"


def record_posting(
    notice_id: int, *, village_code: str, place: str, posted_on: date, by: Viewer, on: date
) -> None:
    """Record that the paper hangs in a village (登记张贴): who, where, when. Its days begin."""
    notice = _notice(notice_id)
    posting = facts.posting_of(notice)
    if village_code not in posting.posted_on:
        raise Refusal("notices.not_this_village", village=village_code)
    if posting.posted_on[village_code] is not None:
        raise Refusal("notices.already_posted", posted_on=str(posting.posted_on[village_code]))
    if not notice.on <= posted_on <= on:
        raise Refusal("notices.posting_day", published_on=str(notice.on), on=str(on))
    if not place.strip():
        raise Refusal("notices.no_place")
    with (
        guards.refusing(),
        act("notices.record_posting", notice.org_code, by=by, on=on, village_code=village_code) as a,
    ):
        NoticeEvent.objects.create(
            notice=notice,
            kind="posted",
            happened_on=posted_on,
            place=place.strip(),
            poster=by.party or by.name,
            **a.stamp(village_code),
        )
        a.ref = f"notice:{notice.pk}"


def take_down(notice_id: int, *, by: Viewer, on: date) -> None:
    """Take a notice down before its time (撤下)."""
    notice = _notice(notice_id)
    with guards.refusing(), act("notices.take_down", notice.org_code, by=by, on=on) as a:
        NoticeEvent.objects.create(notice=notice, kind="down", happened_on=on, **a.stamp())
        a.ref = f"notice:{notice.pk}"


def object_to_line(
    notice_id: int, line_ref: str, *, text: str, category: str, by: Viewer, on: date, objector: str = ""
) -> int:
    """Object to a line (提出异议): the household or member itself, or a helper writing it down for them."""
    notice = _notice(notice_id)
    item = NoticeItem.objects.filter(notice=notice, line_ref=line_ref).first()
    if item is None:
        raise Refusal("viewer.not_found")
    own = item.subject in by.households or item.subject == by.party
    helper = any(post.kind in HELPERS and by.sees(notice.org_code, item.village_code) for post in by.posts)
    member = notice.org_code in by.member_of
    if not (own or helper or member or by.name == "system"):
        raise Refusal("viewer.not_found")
    window = objection_window(facts.posting_of(notice))
    if window is None:
        raise Refusal("notices.not_posted_yet", notice.clause)
    if not window.holds(on):
        raise Refusal("notices.window_closed", notice.clause, until=str(window.end))
    if category not in CATEGORIES or not text.strip():
        raise Refusal("notices.say_what")
    who = objector or by.party
    if helper and not own and not objector:
        raise Refusal("notices.say_who")
    if objector and objector not in names(by, [objector]):
        raise Refusal("notices.unknown_objector", party=objector)
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
        row = Objection.objects.create(
            notice=notice,
            line_ref=line_ref,
            objector=who,
            category=category,
            happened_on=on,
            **a.stamp(item.village_code),
        )
        ObjectionText.objects.create(objection=row, text=text.strip()[:1000])
        a.ref = f"objection:{row.pk}"
    return row.pk


def answer_objection(objection_id: int, outcome: str, *, by: Viewer, on: date, evidence: str = "") -> None:
    """Answer an objection (答复): upheld, rejected, or withdrawn by the one who made it."""
    row = Objection.objects.select_related("notice").filter(pk=objection_id).first()
    if row is None:
        raise Refusal("viewer.not_found")
    if Answer.objects.filter(objection=row).exists():
        raise Refusal("notices.already_answered", objection=objection_id)
    if outcome not in Answer.Outcome.values:
        raise Refusal("notices.unknown_outcome", outcome=outcome)
    own = bool(by.party) and row.objector == by.party
    if outcome == Answer.Outcome.WITHDRAWN and not own and by.name != "system":
        raise Refusal("notices.withdraw_is_theirs")
    if outcome != Answer.Outcome.WITHDRAWN and own:
        raise Refusal("notices.not_your_own")
    withdrawn = outcome == Answer.Outcome.WITHDRAWN
    with (
        guards.refusing(),
        act(
            "notices.answer_objection",
            row.org_code,
            by=by,
            on=on,
            village_code=row.village_code,
            permit=EVERYONE if withdrawn else "",
        ) as a,
    ):
        Answer.objects.create(
            objection=row,
            outcome=outcome,
            happened_on=on,
            answerer=by.party or by.name,
            evidence=evidence[:120],
            **a.stamp(row.village_code),
        )
        a.ref = f"objection:{row.pk}"


def _notice(notice_id: int) -> Notice:
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        raise Refusal("viewer.not_found")
    return notice

"""The writers of notices (公示办理)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from liancun.base import bulk, guards
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.permits import SYSTEM, Grant, permitted
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.kernel.fields import A, Choice, Day, Many, Text, Whole, Yuan, _
from liancun.rooms.notices import facts
from liancun.rooms.notices.models import Answer, Notice, NoticeEvent, NoticeItem, Objection, ObjectionText
from liancun.rooms.notices.rights import helps, is_theirs, may_object
from liancun.rooms.notices.rules import (
    CATEGORIES,
    DIRECTIONS,
    OUTCOMES,
    WITHDRAWN,
    answer_fault,
    down_fault,
    naming_fault,
    objecting_fault,
    posting_fault,
)
from liancun.rooms.registry import facts as registry

EVERYONE = Grant("", {}, anyone=True)
NUMBER = Whole(_("公示编号"), 1, 2**63 - 1)
VILLAGES = Many(_("村"), each=Choice(_("村"), "registry.villages", most=12), help=_("可写几个,用空格隔开"))
OBJECTION = Whole(_("异议编号"), 1, 2**63 - 1)


PLACE = Text(_("贴在哪里"), most=80, help=_("如 村委会公示栏"))
POSTED_ON = Day(_("张贴日"))


@dataclass(frozen=True, kw_only=True)
class Hanging:
    """Where and when the paper went up (张贴)."""

    villages: A[tuple[str, ...], VILLAGES] = ()
    place: A[str, PLACE]
    posted_on: A[date, POSTED_ON]


@dataclass(frozen=True)
class Hung:
    """A notice whose paper was recorded, and in which villages (已张贴)."""

    notice: int
    villages: A[tuple[str, ...], VILLAGES]


@dataclass(frozen=True, kw_only=True)
class NewObjection:
    """What somebody says is wrong with a line (异议)."""

    line: A[str, Text(_("哪一行"), most=40, help=_("公示上的序号,或点那一行的“提异议”"))]
    category: A[str, Choice(_("哪一类"), CATEGORIES)] = "other"
    direction: A[str, Choice(_("多了还是少了"), DIRECTIONS, help=_("算多了的先搁置;算少了的照付,成立的再补"))]
    named_fen: A[
        int | None,
        Yuan(_("多了多少"), least=1, help=_("只有这些先搁置,其余照付;不写就是这一行全部先搁置")),
    ] = None
    text: A[str, Text(_("哪里不对"), most=1000)]
    objector: A[
        str,
        Choice(
            _("代谁提出"), "registry.people", open=True, most=20, help=_("自己提的留空;代人登记写姓名或编码")
        ),
    ] = ""
    received_on: A[date | None, Day(_("收到异议的日子"), help=_("代人登记、当天没有登记的才写"))] = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The answer to an objection (答复)."""

    outcome: A[str, Choice(_("答复"), OUTCOMES)]
    evidence: A[str, Text(_("依据:查了什么"), most=120)] = ""


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
    notice = a.add(
        Notice,
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
        ("notice_id", "number", "village_code", "subject", "payee", "line_ref"),
        [
            (notice.pk, number, item.village_code, item.subject, item.payee, item.line_ref)
            for number, item in enumerate(items, 1)
        ],
    )
    return f"notice:{notice.pk}"


@offered(
    "notices.record_posting",
    title=_("登记张贴"),
    done=_("已登记张贴,异议期从这一天算起"),
    path="notices/{notice_id}/posted",
    command="posted",
    of="notice",
)
def record_posting(notice_id: A[int, NUMBER], given: Hanging, *, by: Viewer, on: date) -> Hung:
    """Record that the paper hangs in one or more villages (登记张贴): who, where, when. Its days begin.

    A list that hangs at its organisation alone names no village.
    """
    notice = _notice(notice_id)
    villages = tuple(dict.fromkeys(given.villages))
    with transaction.atomic():
        for village in villages or ("",):
            _hang(notice, village, given, by, on)
    return Hung(notice_id, villages)


def _hang(notice: Notice, village_code: str, given: Hanging, by: Viewer, on: date) -> None:
    with (
        guards.refusing(),
        act("notices.record_posting", notice.org_code, by=by, on=on, village_code=village_code) as a,
    ):
        _refuse(
            posting_fault(
                facts.posting_of(notice),
                village_code,
                published_on=notice.on,
                posted_on=given.posted_on,
                on=on,
                clause=notice.clause,
            )
        )
        if not given.place.strip():
            raise Refusal("notices.no_place")
        a.add(
            NoticeEvent,
            notice=notice,
            kind="posted",
            happened_on=given.posted_on,
            place=given.place.strip(),
            poster=by.person or by.name,
            **a.stamp(village_code),
        )
        a.ref = f"notice:{notice.pk}"


@offered(
    "notices.take_down",
    title=_("撤下公示"),
    ask=_("撤下以后不再张贴、不再受理异议。确定吗?"),
    done=_("已撤下"),
    path="notices/{notice_id}/take_down",
    of="notice",
    gives="notice",
)
def take_down(notice_id: A[int, NUMBER], *, by: Viewer, on: date) -> int:
    """Take a notice down before its days of show are over, but not before one may no longer object (撤下)."""
    notice = _notice(notice_id)
    with guards.refusing(), act("notices.take_down", notice.org_code, by=by, on=on) as a:
        _refuse(down_fault(facts.posting_of(notice), on, notice.clause))
        a.add(NoticeEvent, notice=notice, kind="down", happened_on=on, **a.stamp())
        a.ref = f"notice:{notice.pk}"
    return notice_id


def take_down_within(a: Act, list_ref: str) -> None:
    """Take down, at once, the notice of a list that was withdrawn, inside the caller's act."""
    notice = Notice.objects.filter(list_ref=list_ref).first()
    if notice and facts.posting_of(notice).taken_down_on is None:
        a.add(NoticeEvent, notice=notice, kind="down", happened_on=a.on, **a.stamp())


@offered(
    "notices.object_to_line",
    title=_("提异议"),
    done=_("异议已登记,等待答复"),
    path="notices/{notice_id}/objections",
    command="object",
    of="notice",
    own_grant=True,
    gives="objection",
)
def object_to_line(notice_id: A[int, NUMBER], given: NewObjection, *, by: Viewer, on: date) -> int:
    """Object to a line (提出异议): the household or member itself, or a helper writing it down for them.

    The line is named by its reference or its number on the list. `received_on`: the day a helper was given
    the objection on paper, where it is entered later; it counts for the days.
    """
    notice = _notice(notice_id)
    item = _item(notice, given.line, by)
    if not may_object(item, notice, by, on):
        raise Refusal("viewer.not_found")
    own, helper = is_theirs(item, by, on), helps(notice, item.village_code, by)
    who = given.objector or ("" if helper and not own else by.party)
    if not who:
        raise Refusal("notices.say_who")
    if not helper and (who != by.party or given.received_on not in (None, on)):
        raise Refusal("notices.helpers_write_down")
    if who != by.party and registry.unknown_parties([who]):
        raise Refusal("notices.unknown_objector", party=who)
    registry.must_live([(who, given.received_on or on)])
    if not given.text.strip():
        raise Refusal("notices.say_what")
    _refuse(naming_fault(given.direction, given.named_fen))
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
        day = given.received_on or on
        _refuse(objecting_fault(facts.posting_of(notice), day=day, on=on, clause=notice.clause))
        _must_be_the_only_one(notice, item.line_ref, who)
        row = a.add(
            Objection,
            notice=notice,
            line_ref=item.line_ref,
            objector=who,
            category=given.category,
            direction=given.direction,
            named_fen=given.named_fen,
            happened_on=day,
            **a.stamp(item.village_code),
        )
        a.add(ObjectionText, objection=row, text=given.text.strip())
        a.ref = f"objection:{row.pk}"
    return row.pk


def _item(notice: Notice, said: str, by: Viewer) -> NoticeItem:
    """A line of a list by its reference "line:12", or by its number on the list."""
    rows = NoticeItem.objects.filter(notice=notice)
    number = said.isascii() and said.isdecimal() and len(said) < 10
    item = rows.filter(number=int(said)).first() if number else rows.filter(line_ref=said).first()
    if item is None and (by.sees(notice.org_code) or notice.org_code in by.member_of):
        raise Refusal("notices.no_such_line", line=said)
    if item is None:
        raise Refusal("viewer.not_found")
    return item


def _must_be_the_only_one(notice: Notice, line_ref: str, who: str) -> None:
    """One open objection of one person to one line: saying it twice holds it no longer."""
    mine = Objection.objects.filter(notice=notice, line_ref=line_ref, objector=who)
    waiting = mine.exclude(pk__in=Answer.objects.values("objection")).first()
    if waiting:
        raise Refusal("notices.already_objected", objection=waiting.pk)


def may_answer(viewer: Viewer, org_code: str) -> bool:
    """Whether somebody's post answers objections there; who has no post may take back the own one."""
    villages = ("", *sorted(viewer.village_codes))
    return not viewer.posts or any(
        permitted(viewer, "notices.answer_objection", org_code, village) for village in villages
    )


@offered(
    "notices.answer_objection",
    title=_("答复异议"),
    done=_("已答复"),
    path="objections/{objection_id}/answer",
    command="answer",
    of="objection",
    own_grant=True,
    shown_to=may_answer,
    gives="objection",
)
def answer_objection(objection_id: A[int, OBJECTION], given: Reply, *, by: Viewer, on: date) -> int:
    """Answer an objection (答复): upheld, rejected, or withdrawn by the one who made it."""
    outcome = given.outcome
    row = Objection.objects.select_related("notice").filter(pk=objection_id).first()
    own = row is not None and bool(by.party) and row.objector == by.party
    if row is None or not (own or by.sees(row.org_code, row.village_code)):
        raise Refusal("viewer.not_found")
    item = NoticeItem.objects.filter(notice=row.notice, line_ref=row.line_ref).first()
    made = own or (outcome != WITHDRAWN and row.objector == by.person)
    _refuse(
        answer_fault(
            outcome,
            theirs=made or (by is SYSTEM and outcome == WITHDRAWN),
            their_line=item is not None and is_theirs(item, by.whole, on),
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
        a.add(
            Answer,
            objection=row,
            outcome=outcome,
            happened_on=on,
            answerer=by.person or by.name,
            evidence=given.evidence.strip(),
            **a.stamp(row.village_code),
        )
        a.ref = f"objection:{row.pk}"
    return objection_id


def _refuse(fault: Reason | None) -> None:
    if fault:
        raise Refusal.saying(fault)


def _notice(notice_id: int) -> Notice:
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is None:
        raise Refusal("viewer.not_found")
    return notice

"""What bodies voted, and the papers that prove things (决议与文件)."""

from dataclasses import dataclass, fields
from datetime import date

from liancun.base import charters
from liancun.base.acts import act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Code, Day, Flag, Text, Whole, _
from liancun.rooms.registry.fields import BODY
from liancun.rooms.registry.models import Document, Resolution
from liancun.rooms.registry.rules import Meeting, Meetings, Organisations, meeting_result

MOST_PEOPLE = 2_000_000_000


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that is kept in the office (一份文件)."""

    code: A[str, Code(_("文件编号"), most=60)]
    title: A[str, Text(_("标题"), most=120)]
    issuer: A[str, Text(_("出具机构"), most=80)]
    issued_on: A[date, Day(_("出具日期"), today=False)]


@dataclass(frozen=True, kw_only=True)
class Vote:
    """What a body voted, with the counts the law asks for (一次表决)."""

    code: A[str, Code(_("决议编号"), most=60)]
    body: A[str, BODY]
    subject: A[str, Text(_("事项"), most=120, help=_("如 surplus/2025"))]
    held_on: A[date, Day(_("开会日"))]
    notice_on: A[date | None, Day(_("通知日"), help=_("村民会议、集体成员大会要写"))] = None
    major: A[bool, Flag(_("须三分之二通过的事项"))] = False
    members: A[int, Whole(_("成员总数"), most=MOST_PEOPLE)] = 0
    entitled: A[int, Whole(_("应到"), most=MOST_PEOPLE)]
    present: A[int, Whole(_("实到"), most=MOST_PEOPLE)]
    total_votes: A[
        int | None,
        Whole(_("表决权总数"), most=MOST_PEOPLE, help=_("有附加表决权时写,不写就是应到人数")),
    ] = None
    votes_for: A[int, Whole(_("赞成"), most=MOST_PEOPLE)]
    votes_against: A[int, Whole(_("反对"), most=MOST_PEOPLE)] = 0
    votes_abstain: A[int, Whole(_("弃权"), most=MOST_PEOPLE)] = 0


@dataclass(frozen=True)
class Decision:
    """A vote as it was kept (表决结果): its organisation and number, and whether it carried."""

    resolution: str
    passed: A[bool, Flag(_("通过"))]
    ref: str


@offered("registry.record_document", title=_("登记文件"), path="documents", on="documents")
def record_document(org_code: str, given: Paper, *, by: Viewer, on: date) -> str:
    """Name a paper that is kept in the office (登记文件)."""
    if given.issued_on > on:
        raise Refusal("registry.not_yet", day=str(given.issued_on))
    with act("registry.record_document", org_code, by=by, on=on) as done:
        if Document.objects.filter(org_code=org_code, code=given.code).exists():
            raise Refusal("registry.document_taken", number=given.code)
        Document.objects.create(
            code=given.code,
            title=given.title,
            issuer=given.issuer,
            issued_on=given.issued_on,
            **done.stamp(),
        )
        done.ref = f"document:{org_code}/{given.code}"
    return done.ref


@offered(
    "registry.record_resolution",
    title=_("登记决议"),
    ask=_("决议登记以后不能改。票数都核对过了吗?"),
    command="resolve",
    path="resolutions",
    on="resolutions",
)
def record_resolution(org_code: str, given: Vote, *, by: Viewer, on: date) -> Decision:
    """Record a vote (登记决议); the law says whether it carried. One that did not is kept, as not passed."""
    if given.held_on > on:
        raise Refusal("registry.meeting.not_yet_held", held_on=str(given.held_on))
    charter = charters.in_force(Meetings, on=given.held_on)
    forms = charters.in_force(Organisations, on=given.held_on, org=org_code).forms
    meeting = Meeting(
        given.body,
        given.entitled,
        given.present,
        given.entitled if given.total_votes is None else given.total_votes,
        given.votes_for,
        given.votes_against,
        given.votes_abstain,
        given.major,
        given.members,
        (given.held_on - given.notice_on).days if given.notice_on else None,
    )
    result = meeting_result(meeting, charter, forms.get(org_code))
    with act("registry.record_resolution", org_code, by=by, on=on) as done:
        if Resolution.objects.filter(org_code=org_code, code=given.code).exists():
            raise Refusal("registry.resolution_taken", number=given.code)
        counts = {f.name: getattr(meeting, f.name) for f in fields(meeting) if f.name != "notice_days"}
        Resolution.objects.create(
            code=given.code,
            subject=given.subject,
            notice_on=given.notice_on,
            held_on=given.held_on,
            passed=result.passed,
            clause=charter.clause,
            **counts,
            **done.stamp(),
        )
        done.ref = f"resolution:{org_code}/{given.code}"
    return Decision(f"{org_code}/{given.code}", result.passed, done.ref)

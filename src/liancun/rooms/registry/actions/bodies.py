"""What bodies voted, and the papers that prove things (决议与文件)."""

from dataclasses import asdict, dataclass
from datetime import date

from liancun.base import charters
from liancun.base.acts import Act, act
from liancun.base.offers import offered
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import A, Flag, _
from liancun.rooms.registry import fields as f
from liancun.rooms.registry.facts.votes import voted_text
from liancun.rooms.registry.models import Document, Resolution
from liancun.rooms.registry.rules import Meeting, MeetingResult, Meetings, Organisations, meeting_result


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A paper that is kept in the office (一份文件)."""

    code: A[str, f.DOCUMENT_CODE]
    title: A[str, f.TITLE]
    issuer: A[str, f.ISSUER]
    issued_on: A[date, f.ISSUED]


@dataclass(frozen=True, kw_only=True)
class Vote:
    """What a body voted, with the counts the law asks for (一次表决)."""

    code: A[str, f.RESOLUTION_CODE]
    body: A[str, f.BODY]
    subject: A[str, f.SUBJECT]
    held_on: A[date, f.HELD]
    notice_on: A[date | None, f.NOTICE] = None
    urgent_because: A[str, f.URGENT] = ""
    major: A[bool, Flag(_("须三分之二通过的事项"))] = False
    members: A[int, f.MEMBERS] = 0
    entitled: A[int, f.ENTITLED]
    present: A[int, f.PRESENT]
    total_votes: A[int | None, f.TOTAL_VOTES] = None
    votes_for: A[int, f.VOTES_FOR]
    votes_against: A[int, f.VOTES_AGAINST] = 0
    votes_abstain: A[int, f.VOTES_ABSTAIN] = 0
    block: A[str, f.BLOCK] = ""
    block_digest: A[str, f.BLOCK_DIGEST] = ""


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
        done.add(
            Document,
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
    result = _result_of(org_code, given, on)
    with act("registry.record_resolution", org_code, by=by, on=on) as done:
        _record(done, given, result)
        done.ref = f"resolution:{org_code}/{given.code}"
    return Decision(f"{org_code}/{given.code}", result.passed, done.ref)


def record_within(a: Act, given: Vote, *, in_part: bool = False) -> MeetingResult:
    """Record a vote inside the act of the meeting that took it (会议写入决议); what the law says of it.

    `in_part`: its block is the whole town's, and this is one of the votes that it needs; it binds nothing.
    """
    result = _result_of(a.org_code, given, a.on)
    _record(a, given, result, in_part=in_part)
    return result


def _result_of(org_code: str, given: Vote, on: date) -> MeetingResult:
    """What the law of its day makes of a vote."""
    if given.held_on > on:
        raise Refusal("registry.meeting.not_yet_held", held_on=str(given.held_on))
    forms = charters.in_force(Organisations, on=given.held_on, org=org_code).forms
    return meeting_result(_counts(given), _law_of(given), forms.get(org_code))


def _law_of(given: Vote) -> Meetings:
    return charters.in_force(Meetings, on=given.held_on)


def _counts(given: Vote) -> Meeting:
    return Meeting(
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
        bool(given.urgent_because),
    )


def _record(a: Act, given: Vote, result: MeetingResult, *, in_part: bool = False) -> None:
    """Keep a vote; a block of the charter that it carried is bound by it."""
    if Resolution.objects.filter(org_code=a.org_code, code=given.code).exists():
        raise Refusal("registry.resolution_taken", number=given.code)
    sha256 = voted_text(a.org_code, given.block, given.block_digest, in_part=in_part)
    if sha256 and result.passed and not in_part:
        charters.bind([given.block])
    counts = asdict(_counts(given))
    del counts["notice_days"], counts["urgent"]
    a.add(
        Resolution,
        code=given.code,
        subject=given.subject,
        notice_on=given.notice_on,
        urgent_because=given.urgent_because,
        held_on=given.held_on,
        passed=result.passed,
        clause=_law_of(given).clause,
        block=given.block,
        block_sha256=sha256,
        **counts,
        **a.stamp(),
    )

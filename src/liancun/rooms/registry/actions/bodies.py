"""What bodies voted, and the papers that prove things (决议与文件)."""

from dataclasses import fields
from datetime import date

from liancun.base import charters
from liancun.base.acts import act
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.models import Document, Resolution
from liancun.rooms.registry.rules import Meeting, Meetings, Organisations, meeting_result


def record_document(
    org_code: str, code: str, *, title: str, issuer: str, issued_on: date, by: Viewer, on: date
) -> None:
    """Name a paper that is kept in the office (登记文件)."""
    if issued_on > on:
        raise Refusal("registry.not_yet", day=str(issued_on))
    with act("registry.record_document", org_code, by=by, on=on) as done:
        if Document.objects.filter(org_code=org_code, code=code).exists():
            raise Refusal("registry.document_taken", number=code)
        Document.objects.create(code=code, title=title, issuer=issuer, issued_on=issued_on, **done.stamp())
        done.ref = f"document:{org_code}/{code}"


def record_resolution(
    org_code: str,
    code: str,
    *,
    body: str,
    subject: str,
    held_on: date,
    entitled: int,
    present: int,
    total_votes: int,
    votes_for: int,
    votes_against: int,
    votes_abstain: int,
    by: Viewer,
    on: date,
    notice_on: date | None = None,
    major: bool = False,
    members: int = 0,
) -> bool:
    """Record a vote (登记决议); returns whether it carried. One that did not is kept, as not passed."""
    if held_on > on:
        raise Refusal("registry.meeting.not_yet_held", held_on=str(held_on))
    charter = charters.in_force(Meetings, on=held_on)
    forms = charters.in_force(Organisations, on=held_on, org=org_code).forms
    notice_days = (held_on - notice_on).days if notice_on else None
    cast = (votes_for, votes_against, votes_abstain)
    meeting = Meeting(body, entitled, present, total_votes, *cast, major, members, notice_days)
    result = meeting_result(meeting, charter, forms.get(org_code))
    with act("registry.record_resolution", org_code, by=by, on=on) as done:
        if Resolution.objects.filter(org_code=org_code, code=code).exists():
            raise Refusal("registry.resolution_taken", number=code)
        counts = {f.name: getattr(meeting, f.name) for f in fields(meeting) if f.name != "notice_days"}
        Resolution.objects.create(
            code=code,
            subject=subject,
            notice_on=notice_on,
            held_on=held_on,
            passed=result.passed,
            clause=charter.clause,
            **counts,
            **done.stamp(),
        )
        done.ref = f"resolution:{org_code}/{code}"
    return result.passed

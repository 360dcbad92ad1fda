"""The writers of the registry (登记办理). Many rows at once come by workbook; these are the single acts."""

from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password

from liancun.base import charters, guards
from liancun.base.acts import act
from liancun.base.crypto import blind_index
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.rooms.registry.models import (
    Household,
    HouseholdMember,
    Login,
    Membership,
    PayeeAccount,
    PayeeAuthority,
    Person,
    PersonHistory,
    Post,
    Resolution,
)
from liancun.rooms.registry.models.dated import Dated
from liancun.rooms.registry.rules import Meeting, Meetings, meeting_result

TOWN = "town"
EDITABLE = ("name", "sex", "born_on", "died_on", "id_number", "phone")
DATED: dict[str, type[Dated]] = {
    "post": Post,
    "membership": Membership,
    "household": Household,
    "household_member": HouseholdMember,
    "account": PayeeAccount,
    "authority": PayeeAuthority,
}


def correct_person(code: str, *, by: Viewer, on: date, **changes: Any) -> None:
    """Correct a person's card (更正人员); what it said before stays in the history, sealed."""
    person = Person.objects.filter(code=code).first()
    if person is None:
        raise Refusal("viewer.not_found")
    assert changes.keys() <= set(EDITABLE)
    if "id_number" in changes:
        index = blind_index(changes["id_number"], "id") or None
        if index and Person.objects.filter(id_index=index).exclude(code=code).exists():
            raise Refusal("registry.id_taken")
    with act("registry.correct_person", TOWN, by=by, on=on, village_code=person.village_code) as done:
        PersonHistory.objects.bulk_create(
            PersonHistory(
                code=code,
                column=name,
                was=str(getattr(person, name) or ""),
                **done.stamp(person.village_code),
            )
            for name in changes
        )
        fields = dict(changes)
        if "id_number" in changes:
            fields["id_index"] = blind_index(changes["id_number"], "id") or None
        if "phone" in changes:
            fields["phone_index"] = blind_index(changes["phone"], "phone")
        Person.objects.filter(pk=person.pk).update(**fields)
        done.ref = f"person:{code}"
        done.params = {"columns": sorted(changes)}


def supersede(kind: str, row_id: int, *, by: Viewer, on: date, **changes: Any) -> int:
    """Correct or end a dated row (更正): a new row stands in its place from now on. Returns its number."""
    model: Any = DATED[kind]
    old = model._base_manager.filter(pk=row_id).first()
    if old is None:
        raise Refusal("viewer.not_found")
    if model._base_manager.filter(supersedes_id=row_id).exists():
        raise Refusal("registry.already_corrected", row=row_id)
    fixed = {"id", "supersedes", "org_code", "village_code", "mark", "recorded_at", "recorded_by", "on"}
    values = {f.name: getattr(old, f.name) for f in model._meta.concrete_fields if f.name not in fixed}
    values |= changes
    if values["end"] is not None and values["end"] < values["start"]:
        raise Refusal("registry.ends_before_start", start=str(values["start"]), end=str(values["end"]))
    verb = "registry.correct_dated"
    with guards.refusing(), act(verb, old.org_code, by=by, on=on, village_code=old.village_code) as done:
        row = model._base_manager.create(**values, supersedes=old, **done.stamp(old.village_code))
        done.ref = f"{kind}:{row.pk}"
        done.params = {"replaces": row_id, "columns": sorted(changes)}
    return int(row.pk)


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
    notice_days = (held_on - notice_on).days if notice_on else None
    result = meeting_result(
        Meeting(
            body,
            entitled,
            present,
            total_votes,
            votes_for,
            votes_against,
            votes_abstain,
            major,
            members,
            notice_days,
        ),
        charter,
    )
    if Resolution.objects.filter(org_code=org_code, code=code).exists():
        raise Refusal("registry.resolution_taken", number=code)
    with act("registry.record_resolution", org_code, by=by, on=on) as done:
        Resolution.objects.create(
            code=code,
            body=body,
            subject=subject,
            major=major,
            notice_on=notice_on,
            held_on=held_on,
            entitled=entitled,
            present=present,
            total_votes=total_votes,
            votes_for=votes_for,
            votes_against=votes_against,
            votes_abstain=votes_abstain,
            members=members,
            passed=result.passed,
            clause=charter.clause,
            **done.stamp(),
        )
        done.ref = f"resolution:{org_code}/{code}"
    return result.passed


def set_login(
    name: str, *, party: str, password: str, by: Viewer, on: date, demo_title: str = "", demo_order: int = 0
) -> None:
    """Give a person a way in (登录名); an empty password allows the demo page alone."""
    if password and len(password) < 8:
        raise Refusal("registry.password_too_short", least=8)
    with act("registry.set_login", TOWN, by=by, on=on) as done:
        Login.objects.update_or_create(
            name=name,
            defaults={
                "party": party,
                "password": make_password(password) if password else "",
                "demo_title": demo_title,
                "demo_order": demo_order,
                "failures": 0,
                "locked_until": None,
            },
        )
        done.ref = f"login:{name}"

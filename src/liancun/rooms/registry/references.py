"""What a registry reference opens (登记来历)."""

from dataclasses import replace

from django.db.models import Q

from liancun.base import clock, trail
from liancun.base.references import Trace, explained, stated
from liancun.base.versions import on_day
from liancun.base.viewer import Viewer
from liancun.kernel import Reason, Refusal
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.facts.votes import binding_resolutions
from liancun.rooms.registry.masks import mask_phone
from liancun.rooms.registry.models import Document, Membership, Resolution
from liancun.rooms.registry.queries import household_card, names, organisations, pair_card, person_card


def household(viewer: Viewer, key: str) -> Trace:
    """household:CODE"""
    with trail.asked_only():
        card = household_card(viewer, key, on=clock.today())
    return Trace(
        f"household:{key}",
        Reason.of("registry.household", kind=card.kind_name, household=card.code, village=card.village),
        (("persons", len(card.people)), ("start", card.start.isoformat()), ("grid_worker", card.grid_worker)),
        (),
        tuple(f"person:{each.code}" for each in card.people),
        owner(),
        card.village_code,
    )


def resolution(viewer: Viewer, key: str) -> Trace:
    """resolution:ORG/CODE"""
    org_code, _slash, code = key.partition("/")
    row = Resolution.objects.filter(org_code=org_code, code=code).first()
    if row is None or not (viewer.sees(org_code) or org_code in viewer.member_of):
        raise Refusal("viewer.not_found")
    return Trace(
        f"resolution:{key}",
        Reason.of("registry.resolution", number=row.code, subject=row.subject, held_on=str(row.held_on)),
        (
            ("entitled", row.entitled),
            ("present", row.present),
            ("total_votes", row.total_votes),
            ("votes_for", row.votes_for),
            ("votes_against", row.votes_against),
        ),
        (
            Reason.of(
                "registry.resolution.passed" if row.passed else "registry.resolution.failed", row.clause
            ),
            *_on_block(row),
        ),
    )


def _on_block(row: Resolution) -> tuple[Reason, ...]:
    """The block of the charter that was voted on, and what binds it."""
    if not row.block:
        return ()
    in_part = row.passed and not binding_resolutions().filter(pk=row.pk).exists()
    code = "registry.resolution.on_towns_block" if in_part else "registry.resolution.on_block"
    return (Reason.of(code, row.block),)


def doubt(viewer: Viewer, key: str) -> Trace:
    """doubt:CODE=CODE"""
    found, card = pair_card(viewer, key)
    one, other = (side.name or side.code for side in card.sides)
    title = Reason.of("registry.doubt", one=one, other=other)
    there = [side.code for side in card.sides if side.born_on]
    return Trace(
        f"doubt:{found.key}",
        title,
        parents=tuple(f"person:{code}" for code in there),
        org_code=owner(),
        kept=explained(card),
    )


def member(viewer: Viewer, key: str) -> Trace:
    """member:ORG/PARTY"""
    org_code, _slash, party = key.partition("/")
    rows = on_day(Membership.objects.filter(org_code=org_code, party=party), clock.today())
    row = rows.filter(Q(party=viewer.party) if not viewer.sees(org_code) else Q()).first()
    if row is None:
        raise Refusal("viewer.not_found")
    title = Reason.of("registry.member", number=row.number, name=names(viewer, [party]).get(party, party))
    return Trace(f"member:{key}", title, (("start", row.start.isoformat()), ("kind", row.get_kind_display())))


def organisation(viewer: Viewer, key: str) -> Trace:
    """organisation:CODE; who the organisations are is public."""
    row = next((each for each in organisations(viewer, on=clock.today()) if each.code == key), None)
    if row is None:
        raise Refusal("viewer.not_found")
    facts = (("kind", row.kind_name), ("parent", row.parent), ("village_code", row.village_code))
    title = Reason.of("registry.organisation", name=row.name, number=row.code)
    return Trace(f"organisation:{key}", title, stated(facts), kept=explained(row))


def person(viewer: Viewer, key: str) -> Trace:
    """person:CODE; a reference shows no number whole but one's own."""
    with trail.asked_only():
        card = person_card(viewer, key, on=clock.today())
    phone = card.phone if key == viewer.party else mask_phone(card.phone)
    return Trace(
        f"person:{key}",
        Reason.of("registry.person", village=card.village, name=card.name, number=card.code),
        (("sex", card.sex), ("born", card.born), ("id_number", card.id_number), ("phone", phone)),
        (),
        (
            *(f"household:{code}" for code, _kind in card.households),
            *(
                f"member:{org}/{card.code}"
                for org, _name, _number in card.memberships
                if viewer.sees(org) or card.code == viewer.party
            ),
        ),
        owner(),
        card.village_code,
        explained(replace(card, phone=phone)),
    )


def document(viewer: Viewer, key: str) -> Trace:
    """document:ORG/CODE"""
    org_code, _slash, code = key.partition("/")
    row = Document.objects.filter(org_code=org_code, code=code).first()
    if row is None or not (viewer.sees(org_code) or org_code in viewer.member_of):
        raise Refusal("viewer.not_found")
    title = Reason.of(
        "registry.document", number=row.code, title=row.title, issuer=row.issuer, issued_on=str(row.issued_on)
    )
    return Trace(f"document:{key}", title)


RESOLVERS = {
    "doubt": doubt,
    "household": household,
    "person": person,
    "organisation": organisation,
    "resolution": resolution,
    "document": document,
    "member": member,
}

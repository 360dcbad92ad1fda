"""The registry's workbooks (登记工作簿). All are written by the organisation that owns the rows."""

from dataclasses import dataclass, replace
from datetime import date

from liancun.base.importing import ImportKind, columns_of
from liancun.kernel.fields import A, Choice, Code, Text, _, specs_of
from liancun.rooms.registry import fields as f
from liancun.rooms.registry import models as m
from liancun.rooms.registry.facts.places import owner
from liancun.rooms.registry.import_handlers import (
    as_it_was_named,
    bodies,
    changes,
    check_accounts,
    check_authorities,
    check_duties,
    check_household_members,
    check_households,
    check_links,
    check_memberships,
    check_organisations,
    check_people,
    check_posts,
    check_standings,
    exports,
    save_accounts,
    save_authorities,
    save_duties,
    save_household_members,
    save_households,
    save_links,
    save_memberships,
    save_organisations,
    save_people,
    save_posts,
    save_standings,
    save_villages,
    under_the_town,
    without_a_parent,
)

PAPER = replace(f.DOCUMENT_CODE, slash=True)


def paper(label: str) -> Code:
    """The number of a paper under another name."""
    return replace(PAPER, label=label)


@dataclass(frozen=True, kw_only=True)
class Days:
    """From when to when a row holds (起止)."""

    start: A[date, replace(f.START, example="2020-01-01")]
    end: A[date | None, f.END] = None


@dataclass(frozen=True, kw_only=True)
class VillageRow:
    """A village (村)."""

    village: A[str, f.VILLAGE_CODE]
    slug: A[str, Code(_("简码"), most=20, example="dongcun")]
    name: A[str, Text(_("村名"), most=40)]
    unit: A[str | None, Text(_("作战单元"), most=40)] = None


@dataclass(frozen=True, kw_only=True)
class OrganisationRow:
    """An organisation over some days (单位)."""

    code: A[str, Code(_("单位编码"), most=20)]
    kind: A[str, Choice(_("类型"), f.ORGANISATION_KINDS)]
    name: A[str, Text(_("名称"), most=80)]
    parent: A[str | None, Code(_("上级单位"), most=20, slash=True, help=_("不写就在镇下面"))] = None
    village: A[str | None, replace(f.VILLAGE_CODE, help="", example="")] = None
    uscc: A[str | None, Code(_("统一社会信用代码"), most=18, slash=True)] = None
    own_book: A[str, Choice(_("有自己的账簿"), f.YES_NO)]
    days: Days


@dataclass(frozen=True, kw_only=True)
class PersonRow:
    """A person as the card first says (人员)."""

    party: A[str, f.PERSON_CODE]
    name: A[str, f.NAME]
    sex: A[str, f.SEXES]
    born_on: A[date, f.BORN]
    died_on: A[date | None, f.DIED] = None
    id_number: A[str | None, f.ID_NUMBER] = None
    phone: A[str | None, f.PHONE] = None
    village: A[str, f.VILLAGE_CODE]


@dataclass(frozen=True, kw_only=True)
class HouseholdRow:
    """A household of one of the three kinds (户)."""

    household: A[str, f.HOUSEHOLD_CODE]
    kind: A[str, f.HOUSEHOLD_KIND]
    village: A[str, f.VILLAGE_CODE]
    days: Days


@dataclass(frozen=True, kw_only=True)
class HouseMemberRow:
    """A person in a household over some days (户内人员)."""

    household: A[str, f.HOUSEHOLD_HERE]
    party: A[str, f.PERSON_HERE]
    is_head: A[str, Choice(f.IS_HEAD.label, f.YES_NO)]
    days: Days


@dataclass(frozen=True, kw_only=True)
class LinkRow:
    """How two households hang together (户间关系)."""

    household: A[str, f.HOUSEHOLD_HERE]
    other: A[str, f.OTHER_HOUSEHOLD]
    kind: A[str, Choice(_("关系"), f.LINK_KINDS)]
    start: A[date, replace(f.START, example="2020-01-01")]


@dataclass(frozen=True, kw_only=True)
class MembershipRow:
    """A membership of a cooperative (社员)."""

    number: A[str, f.MEMBER_NUMBER]
    party: A[str, f.PARTY_CODE]
    kind: A[str, f.MEMBER_KIND]
    document: A[str | None, paper(f.APPLICATION.label)] = None
    resolution: A[str | None, paper(f.ADMITTED_BY.label)] = None
    days: Days


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """The account a party is paid into over some days (收款账户)."""

    party: A[str, f.PARTY_CODE]
    bank: A[str, f.BANK]
    account: A[str, f.ACCOUNT]
    days: Days


@dataclass(frozen=True, kw_only=True)
class AuthorityRow:
    """Who receives for whom over some days (代收依据)."""

    party: A[str, f.PERSON_HERE]
    payee: A[str, f.PAYEE_CODE]
    kind: A[str, f.GROUND]
    document: A[str, PAPER]
    days: Days


@dataclass(frozen=True, kw_only=True)
class StandingRow:
    """A person of a household's standing (身份)."""

    household: A[str, f.HOUSEHOLD_HERE]
    party: A[str, f.PERSON_HERE]
    kind: A[str, f.STANDING]
    days: Days
    body: A[str, f.STANDING_BODY]
    document: A[str, PAPER]


@dataclass(frozen=True, kw_only=True)
class PostRow:
    """A post held over some days (职务)."""

    party: A[str, f.PERSON_HERE]
    kind: A[str, f.POST]
    at_org: A[str, Code(f.ORGANISATION.label, most=20, slash=True)]
    village: A[str | None, replace(f.VILLAGE_CODE, help="", example="")] = None
    document: A[str | None, paper(_("任职文件"))] = None
    days: Days


@dataclass(frozen=True, kw_only=True)
class DutyRow:
    """A household a grid worker looks after over some days (网格责任)."""

    worker: A[str, f.WORKER]
    household: A[str, f.HOUSEHOLD_HERE]
    days: Days


@dataclass(frozen=True, kw_only=True)
class DocumentRow:
    """A paper that is kept in the office (文件)."""

    code: A[str, PAPER]
    title: A[str, f.TITLE]
    issuer: A[str, f.ISSUER]
    issued_on: A[date, f.ISSUED]


@dataclass(frozen=True, kw_only=True)
class ResolutionRow:
    """What a body voted (决议)."""

    code: A[str, paper(f.RESOLUTION_CODE.label)]
    body: A[str, f.BODY]
    subject: A[str, f.SUBJECT]
    major: A[str, Choice(_("须三分之二"), f.YES_NO)]
    notice_on: A[date | None, f.NOTICE] = None
    held_on: A[date, f.HELD]
    members: A[int | None, f.MEMBERS] = None
    entitled: A[int, f.ENTITLED]
    present: A[int, f.PRESENT]
    total_votes: A[int, replace(f.TOTAL_VOTES, help="")]
    votes_for: A[int, f.VOTES_FOR]
    votes_against: A[int, f.VOTES_AGAINST]
    votes_abstain: A[int, f.VOTES_ABSTAIN]
    block: A[str | None, f.BLOCK] = None


DOCUMENT = tuple(spec.name for spec in specs_of(DocumentRow))
RESOLUTION = tuple(spec.name for spec in specs_of(ResolutionRow))

IMPORTS = (
    ImportKind(
        "villages",
        "村",
        "registry.import_town",
        columns_of(VillageRow),
        ("village",),
        save_villages,
        export=exports.plain(m.Village, "slug", "name", "unit", order="village_code", village=True),
        owner=owner,
    ),
    ImportKind(
        "organisations",
        "单位",
        "registry.import_town",
        columns_of(OrganisationRow),
        ("code", "start"),
        save_organisations,
        check_organisations,
        full=under_the_town,
        otherwise=without_a_parent,
        together=(),
        export=exports.plain(
            m.Organisation,
            *("code", "kind", "name", "parent", "uscc", "own_book", "start", "end"),
            order="code",
            village=True,
        ),
        owner=owner,
    ),
    ImportKind(
        "people",
        "人员",
        "registry.import_town",
        columns_of(PersonRow),
        ("party",),
        save_people,
        check_people,
        export=exports.people,
        owner=owner,
        otherwise=as_it_was_named,
    ),
    changes.KIND,
    ImportKind(
        "households",
        "户",
        "registry.import_town",
        columns_of(HouseholdRow),
        ("household",),
        save_households,
        check_households,
        export=exports.plain(
            m.Household, "kind", "start", "end", order="code", village=True, household="code"
        ),
        owner=owner,
    ),
    ImportKind(
        "household_members",
        "户内人员",
        "registry.import_town",
        columns_of(HouseMemberRow),
        ("household", "party", "start"),
        save_household_members,
        check_household_members,
        export=exports.plain(
            m.HouseholdMember, "household", "party", "is_head", "start", "end", order="household"
        ),
        owner=owner,
    ),
    ImportKind(
        "household_links",
        "户间关系",
        "registry.import_town",
        columns_of(LinkRow),
        ("household", "other"),
        save_links,
        check_links,
        export=exports.plain(m.HouseholdLink, "household", "other", "kind", order="household", start="since"),
        owner=owner,
    ),
    ImportKind(
        "memberships",
        "社员",
        "registry.import_members",
        columns_of(MembershipRow),
        ("number", "start"),
        save_memberships,
        check_memberships,
        export=exports.plain(
            m.Membership, "number", "party", "kind", "document", "resolution", "start", "end", order="number"
        ),
    ),
    ImportKind(
        "accounts",
        "收款账户",
        "registry.import_town",
        columns_of(AccountRow),
        ("party", "start"),
        save_accounts,
        check_accounts,
        export=exports.accounts,
        owner=owner,
    ),
    ImportKind(
        "authorities",
        "代收依据",
        "registry.import_town",
        columns_of(AuthorityRow),
        ("party", "start"),
        save_authorities,
        check_authorities,
        export=exports.plain(
            m.PayeeAuthority, "party", "payee", "kind", "document", "start", "end", order="party"
        ),
        owner=owner,
    ),
    ImportKind(
        "standings",
        "身份",
        "registry.import_town",
        columns_of(StandingRow),
        ("household", "party", "kind", "start"),
        save_standings,
        check_standings,
        owner=owner,
    ),
    ImportKind(
        "posts",
        "职务",
        "registry.import_town",
        columns_of(PostRow),
        ("party", "kind", "at_org", "start"),
        save_posts,
        check_posts,
        export=exports.plain(
            m.Post, "party", "kind", "at_org", "document", "start", "end", order="party", village=True
        ),
        owner=owner,
    ),
    ImportKind(
        "duties",
        "网格责任",
        "registry.import_town",
        columns_of(DutyRow),
        ("household", "start"),
        save_duties,
        check_duties,
        export=exports.plain(m.GridDuty, "worker", "household", "start", "end", order="household"),
        owner=owner,
    ),
    ImportKind(
        "documents",
        "文件",
        "registry.import_documents",
        columns_of(DocumentRow),
        ("code",),
        bodies.save_documents,
        export=exports.plain(m.Document, *DOCUMENT, order="code"),
        recorded=exports.recorded(m.Document, *DOCUMENT),
    ),
    ImportKind(
        "resolutions",
        "决议",
        "registry.record_resolution",
        columns_of(ResolutionRow),
        ("code",),
        bodies.save_resolutions,
        bodies.check_resolutions,
        export=exports.plain(m.Resolution, *RESOLUTION, order="code"),
        otherwise=bodies.without_a_block,
        recorded=exports.recorded(m.Resolution, *RESOLUTION),
    ),
)

"""Who looks or acts, and what lies in their reach (查看人与范围).

A plain value that the registry builds from posts held on a day; every list, export, count and job passes
through it, so that another village's clerk gets nothing anywhere.
"""

from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from liancun.kernel import Refusal

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Post:
    """A post held (职务): its kind, the organisation, and for a grid worker or village post the village.

    `org_kind` says what the organisation is (village_collective, head_cooperative), `below` what stands
    below it on the viewer's day.
    """

    kind: str
    org_code: str
    village_code: str = ""
    org_kind: str = ""
    below: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Viewer:
    """A person at the screen (查看人), or nobody in particular (the open web).

    `everywhere` is the system's alone. `town_wide` is for the town's posts that see all of it (leader,
    auditor, town clerk): the whole register, and by `org_codes` what stands below the town.
    `work_villages` are the villages the posts work in: their own, or all below the organisation they are
    held at; `village_codes` narrows a reach, and is empty where nothing does.
    `party` is the person's own code, `households` the living households they belong to, `member_of` the
    organisations whose members' circle of disclosure they stand in. `token` is the number of the token by
    which a program of theirs asks; one that is narrowed to an organisation has no `party`, for it reaches
    nothing that is the person's own, and `behind` says who that is.
    """

    name: str
    party: str = ""
    posts: frozenset[Post] = field(default_factory=frozenset)
    households: frozenset[str] = field(default_factory=frozenset)
    org_codes: frozenset[str] = field(default_factory=frozenset)
    village_codes: frozenset[str] = field(default_factory=frozenset)
    everywhere: bool = False
    member_of: frozenset[str] = field(default_factory=frozenset)
    work_villages: frozenset[str] = field(default_factory=frozenset)
    town_wide: bool = False
    token: str = ""
    behind: "Viewer | None" = None

    @property
    def whole(self) -> "Viewer":
        """Whose own things are meant where nobody may act on their own (回避)."""
        return self.behind or self

    @property
    def person(self) -> str:
        """The code of who acts, also where a narrowed token does: for what is written of them."""
        return self.whole.party

    @property
    def oversees(self) -> bool:
        """Whether the whole of the town's register lies in reach, whichever village a record is of."""
        return self.everywhere or self.town_wide

    def holds(self, kind: str, org_code: str, village_code: str = "", org_kind: str = "") -> bool:
        """Whether the viewer holds such a post there; one without a village covers all of its org.

        With `org_kind` the organisation must be of that kind.
        """
        return any(
            post.kind == kind
            and post.org_code == org_code
            and org_kind in ("", post.org_kind)
            and (not post.village_code or not village_code or post.village_code == village_code)
            for post in self.posts
        )

    def holds_above(self, kind: str, org_code: str, org_kind: str, village_code: str = "") -> bool:
        """Whether the viewer holds such a post at one of a kind: this organisation, or one above it."""
        return any(
            post.kind == kind
            and post.org_kind == org_kind
            and (post.org_code == org_code or org_code in post.below)
            and (not post.village_code or not village_code or post.village_code == village_code)
            for post in self.posts
        )

    def sees(self, org_code: str, village_code: str = "") -> bool:
        """Whether a record of this organisation and village lies in reach."""
        if self.everywhere:
            return True
        if org_code not in self.org_codes:
            return False
        return not village_code or not self.village_codes or village_code in self.village_codes

    def limit(
        self, rows: QuerySet[M], *, org: str = "org_code", village: str = "village_code"
    ) -> QuerySet[M]:
        """The rows in reach: by organisation, and by village where the viewer's reach names villages.

        Pass `village=""` for records that carry none.
        """
        return rows.filter(self.reach(org=org, village=village))

    def reach(self, *, org: str = "org_code", village: str = "village_code") -> Q:
        """The same as a condition, to be joined with others in one reading."""
        if self.everywhere:
            return Q()
        reach = Q(**{f"{org}__in": self.org_codes})
        if village and self.village_codes:
            reach &= Q(**{f"{village}__in": [*self.village_codes, ""]})
        return reach

    def reach_or(self, own: Q) -> Q:
        """What lies in reach, and what is the viewer's own."""
        return Q() if self.everywhere else self.reach() | own

    def must_see(self, org_code: str, village_code: str = "") -> None:
        """Refuse, as if the thing did not exist, what lies out of reach."""
        if not self.sees(org_code, village_code):
            raise Refusal("viewer.not_found")


STRANGER = Viewer("")

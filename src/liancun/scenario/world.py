"""The town as made up (情景): everything the workbooks are written from, made once from one seed."""

from dataclasses import dataclass
from functools import cached_property

from liancun.scenario import books, crops, duties, growing, land, life, people, points, staff, terraces
from liancun.scenario.constants import TOWNS, YEAR, Town


@dataclass(eq=False)
class World:
    """A town with its people, posts, scores, slips, vouchers and sales."""

    town: Town

    @classmethod
    def of(cls, scale: str) -> "World":
        """The whole town ("full") or a small one ("small")."""
        return cls(TOWNS[scale])

    @cached_property
    def households(self) -> tuple[people.Household, ...]:
        """Every household, by number."""
        return people.with_exemptions(self.town, people.make_households(self.town))

    @cached_property
    def members(self) -> tuple[people.Member, ...]:
        """The members of the cooperative, by number."""
        return people.make_members(self.town, self.households)

    @cached_property
    def officials(self) -> tuple[people.Person, ...]:
        """Holders of the town's and the head's posts."""
        return staff.make_officials(self.town, self.households)

    @cached_property
    def posts(self) -> tuple[staff.Post, ...]:
        """Every post held."""
        return staff.make_posts(self.town, self.households, self.officials)

    @cached_property
    def rounds(self) -> duties.Duties:
        """Who is on the responsibility lists, and every visit."""
        return duties.make_duties(self.town, self.households, self.officials)

    @cached_property
    def duties(self) -> dict[int, str]:
        """The grid worker of each living household, by its number."""
        return staff.grid_worker_of(self.town, self.posts, self.households)

    @cached_property
    def tiers_2024(self) -> dict[int, int]:
        """The tier each living household brings from 2024, by its number."""
        return points.tiers_2024(self.town, self.households)

    @cached_property
    def slips(self) -> list[crops.Slip]:
        """Every weigh slip of 2025."""
        return [
            slip
            for product in ("cili", "houttuynia")
            for slip in crops.make_slips(self.town, self.households, product)
        ]

    @cached_property
    def slips_2026(self) -> list[crops.Slip]:
        """Every weigh slip of 2026 up to the demo day."""
        return crops.make_slips(self.town, self.households, "houttuynia", YEAR + 1)

    @cached_property
    def vouchers(self) -> tuple[books.Voucher, ...]:
        """Every voucher of the head cooperative, by day."""
        return books.make_vouchers(self.town, self.households)

    @cached_property
    def sales(self) -> tuple[books.Sale, ...]:
        """Every sale, by day."""
        return books.make_sales(self.town)

    @cached_property
    def land(self) -> land.Land:
        """Plots and contracts."""
        return land.make_land(self.town, self.households)

    @cached_property
    def outlines(self) -> dict[str, str]:
        """The corners of each plot."""
        return terraces.outlines(self.land.plots, self.town)

    @cached_property
    def plantings(self) -> tuple[growing.Planting, ...]:
        """What grows on the plots."""
        return growing.make_plantings(self.town, self.land)

    @cached_property
    def life(self) -> life.Life:
        """Deaths, births and a household that parts."""
        return life.make_life(self.town, self.households, self.posts)

    def login(self, name: str) -> str:
        """The party code behind a login."""
        return next(post.person for post in self.posts if post.login == name)

"""Acts that people are offered (可办的事): each is said once, beside its action, and found when asked for.

    @offered("capital.record_contribution", title=_("登记出资"))
    def record_contribution(org_code: str, given: Contribution, *, by: Viewer, on: date) -> str: ...

Two forms: (organisation, given), whose first parameter is `org_code`; and (subject, given), whose first
parameter is annotated with the field that names its subject: the subject's record gives the organisation.
`given` is a dataclass of annotated fields, or is left out. Form, verb and endpoint are derived from it. The
bounds of the fields hold inside the act too, whoever calls it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, wraps
from importlib import import_module
from importlib.util import find_spec
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar, get_type_hints

from django.conf import settings

from liancun.base.organisations import must_be_registered
from liancun.base.permits import must_permit, permitted
from liancun.base.reading import must_fit, values_of
from liancun.base.viewer import Viewer
from liancun.kernel import Refusal
from liancun.kernel.fields import Code, Spec, build, field_in, specs_of

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Offer:
    """One act that people are offered.

    verb     what the charter permits and the audit line says, "capital.record_contribution"
    title    what it is called (登记出资)
    ask      asked before it is done, where it cannot be taken back
    done     what is said afterwards
    path     its address in the API: below `/orgs/{org_code}/`, or whole where a subject stands in it, or
             where it begins with a slash
    command  its verb on the command line, where that is not the action's name
    of       the kind of reference its subject is ("person"): its card is where the form stands
    on       the list of its room beside which its form stands
    gives    what its result is called where a program asks
    permit   the verb whose permit it needs, where that is not its own
    own_grant  whether the act itself asks who may, by a run's own decision or whose the matter is
    shown_to   to whom its form is shown at an organisation then, where not to everybody
    """

    verb: str
    title: str
    action: Callable[..., Any]
    ask: str = ""
    done: str = ""
    path: str = ""
    command: str = ""
    of: str = ""
    own_grant: bool = False
    on: str = ""
    gives: str = "ref"
    permit: str = ""
    shown_to: Callable[[Viewer, str], bool] | None = None

    @property
    def room(self) -> str:
        """The room it belongs to."""
        return self.verb.partition(".")[0]

    @property
    def name(self) -> str:
        """Its name within its room: in addresses, and as the operation of the API."""
        return self.verb.partition(".")[2]

    @cached_property
    def subject(self) -> Spec | None:
        """The field that names its subject; None where an organisation is acted for."""
        first = next(iter(signature(self.action).parameters.values()))
        if first.name == "org_code":
            return None
        field = field_in(get_type_hints(self.action, include_extras=True)[first.name])
        assert field is not None, f"{self.verb}: {first.name} carries no field"
        return Spec(first.name, field, True)

    @cached_property
    def given(self) -> type | None:
        """The dataclass of what is filled in; None where nothing is."""
        positional = [
            each
            for each in signature(self.action).parameters.values()
            if each.kind is Parameter.POSITIONAL_OR_KEYWORD
        ]
        if len(positional) < 2:
            return None
        kind: type = get_type_hints(self.action)[positional[1].name]
        return kind

    @property
    def specs(self) -> tuple[Spec, ...]:
        """The fields that are filled in."""
        return specs_of(self.given) if self.given else ()

    def must_serve(self, viewer: Viewer, org_code: str, village_code: str = "") -> None:
        """Refuse who may not do it; to whom the organisation is out of reach, as if there were nothing.

        Who got as far as a subject's trace sees the subject.
        """
        if self.own_grant or self.serves(viewer, org_code, village_code):
            return
        if self.subject is None:
            viewer.must_see(org_code, village_code)
        must_permit(viewer, self.permit or self.verb, org_code, village_code)

    def must_show(self, viewer: Viewer, org_code: str, village_code: str = "") -> None:
        """Refuse its form to whom it is not shown: what the act itself would say to most of them."""
        if not self.serves(viewer, org_code, village_code):
            must_permit(viewer, self.permit or self.verb, org_code, village_code)

    def serves(self, viewer: Viewer, org_code: str, village_code: str = "") -> bool:
        """Whether it is this viewer's to do, as far as can be said before it is filled in."""
        if not self.own_grant and not permitted(viewer, self.permit or self.verb, org_code, village_code):
            return False
        return self.shown_to is None or self.shown_to(viewer, org_code)

    def do(self, where: str, values: Mapping[str, Any], *, by: Viewer, on: date) -> Any:
        """Do it for an organisation or a subject with the values of its fields.

        A subject that goes by its code is there already and may be called by what no new one is.
        """
        if self.subject is None:
            must_be_registered(where)
        given = () if self.given is None else (build(self.given, values),)
        subject: Any = where
        if self.subject is not None and not isinstance(self.subject.field, Code):
            subject = self.subject.field.read(where)
        return self.action(subject, *given, by=by, on=on)

    def read(
        self, raw: Mapping[str, Any], *, by: Viewer, org_code: str, on: date, typed: bool = False
    ) -> dict[str, Any]:
        """The values of what was typed, or with `typed` of JSON values. Raises BadInput with every fault."""
        return values_of(self.specs, raw, by=by, org_code=org_code, on=on, typed=typed)


def bounded(action: Callable[P, R]) -> Callable[P, R]:
    """Have the bounds of what an action is given hold in it, whoever calls it."""

    @wraps(action)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        for given in args[1:2]:
            must_fit(given)
        return action(*args, **kwargs)

    return within


def offered(
    verb: str,
    *,
    title: str,
    ask: str = "",
    done: str = "",
    path: str = "",
    command: str = "",
    of: str = "",
    own_grant: bool = False,
    on: str = "",
    gives: str = "ref",
    permit: str = "",
    shown_to: Callable[[Viewer, str], bool] | None = None,
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Offer an action to people. Its fields' bounds hold in it whoever calls it."""

    def mark(action: Callable[P, R]) -> Callable[P, R]:
        within = bounded(action)
        offer = Offer(
            verb, title, within, ask, done, path, command, of, own_grant, on, gives, permit, shown_to
        )
        within.offer = offer  # type: ignore[attr-defined]
        return within

    return mark


@cache
def offers_of(room: str) -> Mapping[str, Offer]:
    """The offers of a room by their names, in the order they stand in; none where it has no actions."""
    path = f"liancun.rooms.{room}.actions"
    if room not in settings.BUILT_ROOMS or not find_spec(path):
        return {}
    marked = (getattr(each, "offer", None) for each in vars(import_module(path)).values())
    return {offer.name: offer for offer in marked if isinstance(offer, Offer) and offer.room == room}


def offer_of(room: str, name: str) -> Offer:
    """One offer; what is not offered is not found."""
    found = offers_of(room).get(name)
    if found is None:
        raise Refusal("viewer.not_found")
    return found


def all_offers() -> Iterator[Offer]:
    """Every offer of every room, from the ground up."""
    for room in settings.BUILT_ROOMS:
        yield from offers_of(room).values()

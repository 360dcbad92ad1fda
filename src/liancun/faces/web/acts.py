"""Acts as forms (办理): each form is derived from what its act says of itself.

A form stands on any page: `{% act_form "capital.record_contribution" org %}`. What was wrong comes back into
it where it stands; without JavaScript it comes back on a page of its own, as it was filled in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from liancun.base import choices, clock, references
from liancun.base.offers import Offer, offer_of
from liancun.base.viewer import Viewer
from liancun.faces.fields import heading
from liancun.faces.request import Request
from liancun.faces.web.forms import ELSEWHERE, Input, input_of
from liancun.faces.web.places import where as page_of
from liancun.kernel import BadInput, Problem, Reason, Refusal
from liancun.kernel.fields import Choice, Text, fields_of
from liancun.rooms.registry.queries.names import org_name


@dataclass(frozen=True)
class ActForm:
    """An act's form as a page draws it (一张表)."""

    offer: Offer
    where: str
    address: str
    back: str
    inputs: tuple[Input, ...]
    problems: tuple[Problem, ...] = ()
    refusal: Reason | None = None
    opened: bool = False
    without: str = ""

    @property
    def title(self) -> str:
        return _(self.offer.title)

    @property
    def ask(self) -> str:
        return _(self.offer.ask) if self.offer.ask else ""

    @property
    def id(self) -> str:
        """What tells it from other forms of its page."""
        subject = "" if self.offer.subject is None else f"-{self.where}"
        return re.sub(r"\W", "-", self.offer.verb + subject)

    @property
    def sent(self) -> bool:
        """Whether it comes back with what was wrong."""
        return bool(self.problems or self.refusal or any(each.problems for each in self.inputs))


def address_of(offer: Offer, where: str) -> str:
    """Where an act's form is sent, for an organisation or a subject."""
    if offer.subject is None:
        return reverse("act", args=[where, offer.room, offer.name])
    return reverse("subject_act", args=[offer.room, offer.name, where])


def form_of(
    offer: Offer,
    where: str,
    viewer: Viewer,
    org_code: str,
    *,
    back: str = "",
    known: Mapping[str, Any] | None = None,
    sent: Mapping[str, str] | None = None,
    no: BadInput | Refusal | None = None,
    opened: bool = False,
    without: str = "",
) -> ActForm:
    """A form as its page first shows it, `known` values in it; or as it was `sent`, with what was wrong.

    `without` names fields that may be left out and are not for this reader; `opened`: to be filled in now.
    """
    problems = no.problems if isinstance(no, BadInput) else ()
    drawn = [spec for spec in offer.specs if spec.name not in without.split()]
    names = {spec.name for spec in drawn}
    inputs = tuple(input_of(spec, viewer, org_code, known or {}, sent, problems) for spec in drawn)
    return ActForm(
        offer,
        where,
        address_of(offer, where),
        back,
        inputs,
        tuple(each for each in problems if each.column not in names),
        no.reason if isinstance(no, Refusal) else None,
        opened,
        without,
    )


def undecided(offer: Offer, viewer: Viewer, org_code: str) -> Refusal | None:
    """What the town has to decide before anybody can fill in an act's form."""
    try:
        for spec in offer.specs:
            choices.must_be_decided(spec.field, viewer, org_code, clock.today())
    except Refusal as no:
        return no
    return None


def act(request: Any, org_code: str, room: str, name: str) -> HttpResponse:
    """An act for an organisation: its form, and doing it."""
    offer = offer_of(room, name)
    if offer.subject is not None:
        raise Refusal("viewer.not_found")
    return _act(request, offer, org_code, org_code, "", {"org": org_name(org_code)})


def subject_act(request: Any, room: str, name: str, subject: str) -> HttpResponse:
    """An act for a subject; who may not see the subject finds nothing."""
    offer = offer_of(room, name)
    if offer.subject is None:
        raise Refusal("viewer.not_found")
    trace = references.resolve(request.viewer, f"{offer.of}:{subject}")
    about = {"about": trace.title, "about_page": page_of(trace.ref)}
    return _act(request, offer, subject, trace.org_code, trace.village_code, about)


def _act(
    request: Any, offer: Offer, where: str, org_code: str, village_code: str, about: Mapping[str, Any]
) -> HttpResponse:
    """`about`: whose or what's the form is, as the page above it says."""
    viewer: Viewer = request.viewer
    today = clock.today()
    offer.must_serve(viewer, org_code, village_code)
    back = _back(request)
    if request.method != "POST":
        offer.must_show(viewer, org_code, village_code)
        no = undecided(offer, viewer, org_code)
        form = form_of(offer, where, viewer, org_code, back=back, no=no, opened=True)
        return render(request, "web/act.html", {"form": form, **about})
    sent = request.POST.dict()
    try:
        values = offer.read(sent, by=viewer, org_code=org_code, on=today)
        done = offer.do(where, values, by=viewer, on=today)
    except (BadInput, Refusal) as no:
        if isinstance(no, Refusal) and no.code in ELSEWHERE:
            raise
        form = form_of(
            offer,
            where,
            viewer,
            org_code,
            back=back,
            sent=sent,
            no=no,
            opened=not request.headers.get("HX-Request"),
            without=sent.get("without", ""),
        )
        return _again(request, form, about, 400 if isinstance(no, BadInput) else 403)
    messages.success(request, ",".join((_(offer.done) if offer.done else _("已登记"), *_told(done))))
    return _gone_on(request, _successor(offer, where, done) or back, done)


def _again(request: Request, form: ActForm, about: Mapping[str, Any], status: int) -> HttpResponse:
    """The form with what was wrong: in its place, or on a page of its own."""
    if request.headers.get("HX-Request"):
        return render(request, "web/_act.html", {"form": form})
    return render(request, "web/act.html", {"form": form, **about}, status=status)


def _told(done: Any) -> Iterator[str]:
    """What an act tells beside what it wrote: until when, what waits now."""
    for spec in fields_of(done) if is_dataclass(done) else ():
        if type(spec.field) is Text and (said := spec.of(done)):
            yield f"{heading(spec.field)}:{said}"


def _successor(offer: Offer, where: str, done: Any) -> str:
    """The page of what took its subject's place, '' where nothing did."""
    ref = str(getattr(done, "ref", done))
    kind, _colon, key = ref.partition(":")
    return page_of(ref) if offer.of and kind == offer.of and key != where else ""


def _gone_on(request: Any, back: str, done: Any) -> HttpResponse:
    """To where the form stood, else to what was written."""
    ref = getattr(done, "ref", done)
    there = back or (page_of(ref) if isinstance(ref, str) else "") or "/"
    if request.headers.get("HX-Request"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = there
        return answer
    return redirect(there)


def _back(request: Request) -> str:
    """The page to return to, as the form says; never another site's."""
    back = str(request.POST.get("back") or request.GET.get("back") or "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else ""


def offered_choices(request: Any, org_code: str, source: str) -> JsonResponse:
    """What a field's text may mean, as one types it."""
    viewer: Viewer = request.viewer
    if org_code == "-":
        org_code = ""
    elif not viewer.sees(org_code):
        raise Refusal("viewer.not_found")
    asked = request.GET.get("q", "")[:60]
    field = Choice("", source)
    try:
        rows = choices.offered(field, viewer, org_code, clock.today(), asked)
    except (ImportError, AttributeError):
        raise Refusal("viewer.not_found") from None
    return JsonResponse([[code, word] for code, word in rows[: choices.FEW]], safe=False)


urlpatterns = [
    path("orgs/<code:org_code>/<slug:room>/<slug:name>", act, name="act"),
    path("acts/<slug:room>/<slug:name>/<code:subject>", subject_act, name="subject_act"),
    path("choices/<code:org_code>/<str:source>", offered_choices, name="choices"),
]

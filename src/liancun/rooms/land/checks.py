"""What must always be true of land (土地核对)."""

from collections.abc import Iterator
from itertools import pairwise

from liancun.base import charters
from liancun.base.findings import Finding
from liancun.base.request_cache import in_one_look
from liancun.base.watermark import Watermark
from liancun.rooms.land import facts, rules
from liancun.rooms.land.models import ContractEnding, ContractFiling, ContractPlot, LandContract
from liancun.rooms.land.rules import ContractTerms
from liancun.rooms.registry.facts import village_of_collective


def _organisations() -> list[str]:
    return sorted(set(LandContract.objects.values_list("org_code", flat=True)))


@in_one_look
def nobody_gives_what_is_not_theirs() -> Iterator[Finding]:
    """On its first day every plot of a contract was the giver's, for at least the contract's term."""
    for org_code in _organisations():
        asof = Watermark.now(facts.watched(org_code))
        rights = facts.rights(asof)
        for contract in facts.contracts(org_code, asof):
            ref = f"contract:{contract.number}"
            if not contract.plots:
                yield Finding.of("tampered", ref, "land.plots_tampered", number=contract.number)
            for plot in contract.plots:
                right = rules.holder_on(rights.get(plot, ()), contract.days.start)
                told = {"number": contract.number, "plot": plot}
                if right is None:
                    yield Finding.of("broken", ref, "land.held_by_nobody", **told)
                elif right.holder != contract.giver:
                    found = {"holder": right.holder, "giver": contract.giver}
                    yield Finding.of("broken", ref, "land.giver_differs", **told, **found)


@in_one_look
def no_contract_outlives_the_right() -> Iterator[Finding]:
    """Whoever holds a plot within a contract's days holds it, with those after, to the contract's end."""
    for org_code in _organisations():
        asof = Watermark.now(facts.watched(org_code))
        rights, taken = facts.rights(asof), facts.expropriated(asof)
        for contract in facts.contracts(org_code, asof):
            for plot in contract.plots:
                held = rights.get(plot, ())
                if rules.holder_on(held, contract.days.start) is None:
                    continue
                last, end = rules.held_until(held, contract.days.start), contract.days.end
                if last in taken.get(plot, ()):  # a second over other plots too: it gives nothing here now
                    continue
                if last is not None and end is not None and end > last:
                    yield Finding.of(
                        "broken",
                        f"contract:{contract.number}",
                        "land.contract_too_long",
                        number=contract.number,
                        plot=plot,
                        end=str(end),
                        remaining=str(last),
                    )


@in_one_look
def no_plot_is_used_twice() -> Iterator[Finding]:
    """A plot lies in one live contract of a tier at a time."""
    for org_code in _organisations():
        asof = Watermark.now(facts.watched(org_code))
        by_place: dict[tuple[str, str], list[rules.Held]] = {}
        for each in facts.contracts(org_code, asof):
            terms = charters.in_force(ContractTerms, on=each.days.start, org=org_code)
            for plot in each.plots:
                tier = terms.forms.get(each.form, "")
                by_place.setdefault((plot, tier), []).append(rules.Held(each.number, plot, tier, each.days))
        for (plot, _tier), found in sorted(by_place.items()):
            ordered = sorted(found, key=lambda each: each.days.start)
            for one, other in pairwise(ordered):
                if rules.common_days(one.days, other.days):
                    yield Finding.of(
                        "broken",
                        f"contract:{other.number}",
                        "land.used_twice",
                        plot=plot,
                        number=other.number,
                        other=one.number,
                    )


@in_one_look
def areas_are_as_they_were_signed() -> Iterator[Finding]:
    """The area kept with a contract is what the plot measured then, as the books stood at its signing."""
    for org_code in _organisations():
        history = facts.plot_history(Watermark.now(facts.watched(org_code)))
        rows = ContractPlot.objects.filter(org_code=org_code).select_related("contract").order_by("pk")
        for row in rows.iterator():
            known = {each.measured_centimu for each in history.get(row.plot, ())}
            if row.area_centimu not in known:
                number = row.contract.number
                yield Finding.of(
                    "tampered", f"contract:{number}", "land.area_differs", number=number, plot=row.plot
                )


def endings_and_filings_fit() -> Iterator[Finding]:
    """An ending lies within its contract's days; the collective of the plots' village filed it."""
    for row in ContractEnding.objects.select_related("contract").order_by("pk"):
        contract = row.contract
        if not contract.start <= row.ended_on <= contract.end:
            ref = f"contract:{contract.number}"
            yield Finding.of("tampered", ref, "land.ending_outside", number=contract.number)
    villages: dict[str, str] = {}
    for filing in ContractFiling.objects.select_related("contract").order_by("pk"):
        org, number = filing.org_code, filing.contract.number
        if org not in villages:
            villages[org] = village_of_collective(org)
        if villages[org] != filing.contract.village_code:
            yield Finding.of("broken", f"contract:{number}", "land.filed_by_another", number=number, org=org)


CHECKS = (
    nobody_gives_what_is_not_theirs,
    no_contract_outlives_the_right,
    no_plot_is_used_twice,
    areas_are_as_they_were_signed,
    endings_and_filings_fit,
)

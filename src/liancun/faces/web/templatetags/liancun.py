"""How quantities and reasons look on a page (显示)."""

from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest

from liancun.faces.words import worded
from liancun.kernel import Problem, Reason
from liancun.kernel.quantities import format_scaled, format_yuan

register = template.Library()


@register.filter
def yuan(amount_fen: int | None) -> str:
    """Fen as yuan, two decimals; nothing for None."""
    return "" if amount_fen is None else format_yuan(amount_fen)


@register.filter
def kg(weight_g: int | None) -> str:
    """Grams as kilograms, three decimals."""
    return "" if weight_g is None else format_scaled(weight_g, 1000, 3)


@register.filter
def words(reason: Reason | Problem) -> str:
    """A reason, refusal or problem in the reader's language."""
    return worded(reason)


@register.filter
def kind_of_ref(ref: str) -> str:
    """The kind in a reference "run:12"."""
    return ref.partition(":")[0]


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's address query with some parameters changed; None drops one."""
    request: HttpRequest = context["request"]
    params = {**request.GET.dict(), **changes}
    return "?" + urlencode({k: v for k, v in params.items() if v not in (None, "")})


@register.filter
def is_table(value: Any) -> bool:
    """A list of like tables, shown as one."""
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


@register.filter
def is_mapping(value: Any) -> bool:
    """A table of names and values."""
    return isinstance(value, dict)


@register.filter
def is_list(value: Any) -> bool:
    """A plain list."""
    return isinstance(value, list | tuple)

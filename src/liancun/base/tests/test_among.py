"""One of many (多值之一): the same answer as `__in`, for any number of values, in one question."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from liancun.base.models import Counter, Setting

NAMES = ["甲", "o'brien", 'a"b', "back\\slash", "%s", "100%", ""]

pytestmark = pytest.mark.django_db


def test_texts_and_numbers_of_any_kind_and_count():
    Setting.objects.bulk_create([Setting(name=name, value="1") for name in NAMES])
    Counter.objects.bulk_create([Counter(org_code=f"o{value}", value=value) for value in (0, -1, 2**62)])
    for wanted in (NAMES, NAMES[:2], ["甲", "无"], ["无"], []):
        among = Setting.objects.filter(name__among=wanted).order_by("name")
        assert list(among) == list(Setting.objects.filter(name__in=wanted).order_by("name"))
    many = {f"没有 {number}" for number in range(100_000)} | {"甲"}
    with CaptureQueriesContext(connection) as asked:
        assert [row.name for row in Setting.objects.filter(name__among=many)] == ["甲"]
    assert len(asked) == 1
    found = Counter.objects.filter(value__among={2**62, -1, 7}).values_list("org_code", flat=True)
    assert sorted(found) == ["o-1", f"o{2**62}"]


def test_it_may_be_denied_and_joined():
    Setting.objects.bulk_create([Setting(name=name, value=name * 2) for name in "abc"])
    rest = Setting.objects.exclude(name__among=["a"])
    assert [row.name for row in rest.filter(value__among=("bb", "aa"))] == ["b"]
    assert Setting.objects.exclude(name__among=()).count() == 3

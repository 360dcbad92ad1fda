"""A house without records read in English: there is no Chinese at all (译文)."""

import re

import pytest

pytestmark = pytest.mark.django_db
SWITCH = "中文"


@pytest.mark.parametrize("address", ["/", "/login", "/board/", "/nowhere"])
def test_an_empty_house_says_nothing_in_chinese(client, address):
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    page = client.get(address).content.decode().replace(SWITCH, "")
    assert re.findall("[\u4e00-\u9fff]+", page) == []

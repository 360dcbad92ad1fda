"""A decision written while the site runs is taken up at the next request; one that is not sound is not."""

from pathlib import Path

import pytest
from django.test import Client

from liancun.base import charters
from liancun.faces.web.tests.visiting import page
from liancun.rooms.registry.tests import town

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    charters.forget()
    town.raise_town()
    yield tmp_path / "charter" / "jiaxi" / "registry"
    charters.forget()


def test_a_running_site_reads_the_decisions_as_they_stand(folder):
    shipped = charters.current().decisions["", "registry/exit_notice"].file
    text = (Path(charters.__file__).parents[1] / "charter" / shipped).read_text(encoding="utf-8")
    start = text.index("- from: ")
    text = text[:start] + "- from: 2025-06-01" + text[start + 18 :]
    file = folder / "exit_notice.yaml"

    def known():
        page(Client(), "/login")
        return charters.current().find("jiaxi:registry/exit_notice@2025-06-01")

    assert known() is None
    folder.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    (first,) = {block.sha256 for _decision, block in [known()]}
    file.write_text(text.replace("value: 3", "value: many", 1), encoding="utf-8")
    assert known()[1].sha256 == first, "a slip of the pen closes nothing"
    file.write_text(text.replace("value: 3", "value: 2", 1), encoding="utf-8")
    assert known()[1].sha256 != first
    file.unlink()
    assert known() is None

"""Kept answers (留存): from look to look until what they are made of is written, on pages alone."""

from contextlib import suppress
from contextvars import Context
from datetime import date

import pytest
from django.utils import timezone

from liancun.base import charters, clock, page_cache, reads
from liancun.base.acts import act
from liancun.base.models import AgreedHeading, CharterBlock, Counter, ImportedRow, Job
from liancun.base.page_cache import ANSWERS, kept, page_look
from liancun.base.permits import SYSTEM
from liancun.base.request_cache import once, once_each, one_look

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 10)


@pytest.fixture
def asked():
    calls = []

    @kept
    def ask(what, *, on=0):
        calls.append((what, on))
        return f"{what}@{on}"

    return ask, calls


def counting(ask):
    """A kept query that reads, and how often it did."""
    calls = []

    @kept
    def read():
        calls.append(1)
        return ask()

    return read, calls


def look(ask, *args, **kwargs):
    with page_look():
        return ask(*args, **kwargs)


def agreed(org_code="one", heading="姓名"):
    """Somebody records what a heading means: a row of one table."""
    with act("probe.write", org_code, by=SYSTEM, on=DAY) as done:
        done.add(AgreedHeading, kind="people", key=heading, heading=heading, **done.stamp())


def bound():
    """Somebody records what else stands in the data: a row of another table."""
    with act("probe.write", "one", by=SYSTEM, on=DAY) as done:
        done.add(
            ImportedRow, kind="people", org_code="one", natural_key="x", content_hash="x", mark=done.mark
        )


def headings():
    return AgreedHeading.objects.count()


def test_only_pages_keep(asked):
    """A run that is drafted and a check are looks too: they see what a hand changed a moment ago."""
    ask, calls = asked
    look(ask, "甲")
    ask("甲")
    with one_look():
        assert ask("甲") == "甲@0"
    assert len(calls) == 3


def test_the_next_look_asks_no_more(asked):
    ask, calls = asked
    for _ in range(3):
        assert (look(ask, "甲"), look(ask, "甲", on=1), look(ask, "乙")) == ("甲@0", "甲@1", "乙@0")
    assert calls == [("甲", 0), ("甲", 1), ("乙", 0)]


@pytest.mark.parametrize("org_code", ["one", "another"])
def test_who_writes_what_it_was_made_of_is_heard_by_the_next_look(org_code):
    read, calls = counting(headings)
    agreed()
    assert look(read) == 1
    agreed(org_code, "电话")
    assert (look(read), look(read)) == (2, 2)
    assert len(calls) == 2


def test_two_organisations_that_wrote_are_both_heard():
    read, _calls = counting(headings)
    assert look(read) == 0
    agreed("one")
    agreed("another")
    assert look(read) == 2
    agreed("another", "电话")
    assert look(read) == 3


def test_what_is_written_elsewhere_leaves_it():
    read, calls = counting(headings)
    agreed()
    look(read)
    bound()
    assert look(read) == 1
    assert len(calls) == 1


def test_a_text_of_the_charter_that_is_kept_from_now_on_is_heard(asked):
    ask, calls = asked
    look(ask, "甲")
    with act("probe.write", "one", by=SYSTEM, on=DAY) as done:
        done.add(CharterBlock, block_id="x", sha256="x", recorded_at=clock.now())
    look(ask, "甲")
    assert len(calls) == 2


def test_what_no_act_writes_is_kept_until_the_next_record():
    """Nobody tells when a job goes on: as before, any record will do."""
    read, calls = counting(lambda: Job.objects.count())
    look(read)
    look(read)
    Job.objects.create(kind="x", org_code="one", by="x", started_at=timezone.now(), seen_at=timezone.now())
    assert look(read) == 0
    bound()
    assert look(read) == 1
    assert len(calls) == 2


def test_what_another_kept_answer_was_made_of_counts_too():
    inner, _calls = counting(headings)
    outer, _calls = counting(lambda: inner() * 10)
    agreed()
    look(inner)
    assert look(outer) == 10
    agreed(heading="电话")
    assert look(outer) == 20


def test_what_was_answered_before_in_the_look_counts_too():
    """The look knows it by then: the kept query itself asks nothing."""
    ask_once = once(headings)
    of_each = once_each(lambda keys: {key: headings() for key in keys})
    read, _calls = counting(lambda: (ask_once(), of_each(["甲"])["甲"]))

    def both():
        ask_once(), of_each(["甲"])
        return read()

    assert look(both) == (0, 0)
    agreed()
    assert look(both) == (1, 1)


def test_an_answer_of_a_look_that_began_elsewhere_is_not_trusted():
    ask_once = once(headings)
    read, _calls = counting(ask_once)
    with one_look():
        ask_once()
        with page_look():
            assert read() == 0
    agreed()
    assert look(read) == 1


def test_what_is_recorded_while_it_is_read_is_heard_by_the_next_look():
    def slow():
        found = headings()
        if not found:
            agreed()
        return found

    read, _calls = counting(slow)
    assert (look(read), look(read)) == (0, 1)


def test_what_a_look_remembers_from_before_somebody_wrote_is_not_kept_as_of_after():
    """Somebody's record is committed between what the page reads first and the kept question."""
    ask_once = once(headings)
    read, _calls = counting(ask_once)
    look(read)
    with page_look():
        ask_once()
        agreed()
        assert read() == 0
    assert look(read) == 1


def test_what_is_read_by_and_by_in_a_look_counts_too():
    """Names that a page knows already are of their table all the same."""
    found = once_each(lambda keys: {key: AgreedHeading.objects.filter(key=key).count() for key in keys})
    read, _calls = counting(lambda: found(["people", "户"]))

    def after_others():
        found(["people"])
        found.learn({"户": 0}, AgreedHeading)
        return read()

    assert look(after_others) == {"people": 0, "户": 0}
    agreed(heading="people")
    assert look(read) == {"people": 1, "户": 0}


def test_an_answer_made_before_all_was_forgotten_is_not_taken_for_one_made_after():
    """A page is still adding up while somebody records, the charter changes, and another page looks."""
    ask, _calls = counting(lambda: 0)

    def slow():
        found = headings()
        if not found:
            agreed()
            charters.forget()
            elsewhere(look, ask)
        return found

    read, _calls = counting(slow)
    assert look(read) == 0
    assert look(read) == 1


def test_a_page_that_began_before_another_one_forgets_nothing_and_keeps_nothing():
    read, calls = counting(headings)
    other, _calls = counting(headings)
    with page_look():
        agreed()
        assert elsewhere(look, read) == 1
        assert (read(), other()) == (1, 1)  # it may be shown what is newer than itself
        assert len(calls) == 1
    assert elsewhere(look, read) == 1
    assert len(calls) == 1
    assert [asked[0].__name__ for *_where, asked in page_cache.store.answers] == ["read"]


def elsewhere(ask, *args):
    """As another thread of the server would ask: nothing that this one remembers is known to it."""
    return Context().run(ask, *args)


def test_marks_that_went_back_are_those_of_data_that_was_put_back():
    read, _calls = counting(headings)
    agreed()
    assert look(read) == 1
    AgreedHeading.objects.all().delete()
    Counter.objects.all().delete()
    assert look(read) == 0


def test_within_an_act_nothing_is_kept():
    """What it wrote may yet be undone."""
    read, _calls = counting(headings)
    agreed()
    look(read)
    with page_look():
        with suppress(ZeroDivisionError), act("probe.write", "one", by=SYSTEM, on=DAY) as done:
            done.add(AgreedHeading, kind="people", key="电话", heading="电话", **done.stamp())
            assert read() == 2
            raise ZeroDivisionError
        assert read() == 1
    assert look(read) == 1


def test_a_statement_that_names_hundreds_of_keys_is_not_remembered_by_its_text():
    """There are as many of those as there are numbers of keys, and each is long."""
    read, _calls = counting(
        lambda: AgreedHeading.objects.filter(key__in=[*map(str, range(reads.LONG // 3))]).count()
    )
    look(headings)
    kept_texts = reads._named.cache_info().currsize
    assert look(read) == 0
    agreed(heading="7")
    assert look(read) == 1
    assert reads._named.cache_info().currsize < kept_texts + 10


def test_what_tells_the_same_leaves_what_was_made_of_it():
    calls = []

    @reads.told(lambda kinds: kinds)
    @once
    def kinds():
        return tuple(AgreedHeading.objects.order_by("kind").values_list("kind", flat=True).distinct())

    @kept
    def read():
        calls.append(1)
        return kinds()

    agreed()
    look(read)
    agreed(heading="电话")
    assert look(read) == ("people",)
    assert len(calls) == 1
    with act("probe.write", "one", by=SYSTEM, on=DAY) as done:
        done.add(AgreedHeading, kind="homes", key="户", heading="户", **done.stamp())
    assert look(read) == ("homes", "people")


def test_nothing_is_kept_of_a_charter_that_is_only_proposed(asked, monkeypatch):
    ask, calls = asked
    monkeypatch.setattr(charters, "as_it_stands", lambda: False)
    look(ask, "甲")
    look(ask, "甲")
    assert len(calls) == 2


def test_another_day_and_another_charter_are_asked_anew(asked):
    ask, calls = asked
    for day in (DAY, date(2026, 2, 11)):
        clock.set_demo_day(day)
        look(ask, "甲")
    charters.forget()
    look(ask, "甲")
    assert len(calls) == 3


def test_only_the_last_asked_are_kept(asked):
    ask, calls = asked
    for number in range(ANSWERS + 1):
        look(ask, number)
    look(ask, ANSWERS)
    look(ask, 0)
    assert len(calls) == ANSWERS + 2


def test_an_act_leaves_word_of_every_table_it_wrote():
    """What pages rest on: where a record's row is covered by evidence, its imprint tells the table."""
    look(counting(headings)[0])
    agreed()
    with page_look():
        page_cache.kept(headings)()
    seen = next(iter(page_cache.store.seen.values()))
    assert seen.touched["base_agreedheading"] == {"one": 1}

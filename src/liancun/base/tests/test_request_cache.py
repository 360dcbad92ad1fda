"""One look (同一眼): remembered inside it, for the same arguments alone, and forgotten after it."""

import pytest

from liancun.base.request_cache import in_one_look, once, once_each, one_look


@pytest.fixture
def asked():
    calls = []

    @once
    def ask(what, *, asof=0):
        calls.append((what, asof))
        return f"{what}@{asof}"

    return ask, calls


def test_outside_a_look_nothing_is_remembered(asked):
    ask, calls = asked
    assert [ask("甲"), ask("甲")] == ["甲@0", "甲@0"]
    assert len(calls) == 2


def test_in_one_look_the_same_question_is_asked_once(asked):
    ask, calls = asked
    with one_look():
        for _ in range(3):
            assert (ask("甲"), ask("甲", asof=1), ask("乙")) == ("甲@0", "甲@1", "乙@0")
        with one_look():
            ask("甲")
    assert calls == [("甲", 0), ("甲", 1), ("乙", 0)]


def faulty(ask):
    ask("甲")
    raise ZeroDivisionError


def test_the_next_look_asks_again_also_after_a_fault(asked):
    ask, calls = asked
    with pytest.raises(ZeroDivisionError), one_look():
        faulty(ask)
    ask("甲")
    with one_look():
        ask("甲")
    assert len(calls) == 3


def test_nothing_is_an_answer_too(asked):
    calls = []

    @once
    def nothing():
        calls.append(1)

    with one_look():
        assert nothing() is None and nothing() is None
    assert len(calls) == 1


def test_a_generator_has_looked_before_it_hands_on(asked):
    ask, calls = asked

    @in_one_look
    def found():
        yield ask("甲")
        yield ask("甲")

    for each in found():
        assert each == "甲@0"
        ask("乙")  # whoever takes what was found is outside the look
    assert calls == [("甲", 0), ("乙", 0), ("乙", 0)]


def test_of_many_keys_each_is_asked_for_once():
    calls = []

    @once_each
    def lengths(words):
        assert isinstance(words, frozenset)
        calls.append(sorted(words))
        return {each: len(each) for each in words}

    assert lengths([]) == {} and calls == []
    assert lengths(["a", "bb", "a"]) == {"a": 1, "bb": 2}
    with one_look():
        assert lengths(["a", "bb"]) == {"a": 1, "bb": 2}
        assert lengths(["bb", "ccc"]) == {"bb": 2, "ccc": 3}
        assert lengths(["a", "ccc"]) == {"a": 1, "ccc": 3}
    assert lengths(["a"]) == {"a": 1}
    assert calls == [["a", "bb"], ["a", "bb"], ["ccc"], ["a"]]

"""The garbage collector rests during long work and is as before afterwards."""

import gc

import pytest

from eventdesk.services.collecting import collecting_seldom


def test_collects_seldom_inside_and_as_before_afterwards() -> None:
    usual = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold()[0] > usual[0] * 10
        with collecting_seldom():
            assert gc.get_threshold()[0] > usual[0] * 10
        assert gc.isenabled()
    assert gc.get_threshold() == usual


def test_a_failure_leaves_it_as_before() -> None:
    usual = gc.get_threshold()

    @collecting_seldom()
    def fail() -> None:
        raise ValueError

    with pytest.raises(ValueError):
        fail()
    assert gc.get_threshold() == usual

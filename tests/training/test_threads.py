"""How many threads the matrix products get."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from nnsim.engine import threads


@pytest.fixture(autouse=True)
def one_thread_afterwards():
    yield
    threads.use_one_blas_thread()


def blas_threads() -> set[int]:
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


def product(n: int):
    a, b, out = np.ones((n, n)), np.ones((n, n)), np.zeros((n, n))
    return partial(a.dot, b, out)


def test_small_products_are_not_even_tried(monkeypatch):
    monkeypatch.setattr(threads, "_seconds", lambda *_: pytest.fail("tried"))
    assert threads.faster_count([product(20), partial(np.add, 1, 2)]) == 1
    assert blas_threads() == {1}


@pytest.mark.parametrize(("alone", "together", "count"), [(2.0, 1.0, 2), (1.1, 1.0, 1), (1.0, 3.0, 1)])
def test_two_threads_are_taken_only_where_they_gain(monkeypatch, alone, together, count):
    monkeypatch.setattr(threads, "WORTH_A_CHECK", 1)
    monkeypatch.setattr(threads, "_seconds", lambda _products, n: alone if n == 1 else together)
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 2)
    assert threads.faster_count([product(4)]) == count
    assert blas_threads() == {count}


def test_a_machine_with_one_core_is_not_asked_for_two(monkeypatch):
    monkeypatch.setattr(threads, "WORTH_A_CHECK", 1)
    monkeypatch.setattr(threads.os, "cpu_count", lambda: 1)
    monkeypatch.setattr(threads, "_seconds", lambda *_: pytest.fail("tried"))
    assert threads.faster_count([product(4)]) == 1


def test_the_check_runs_the_products_and_nothing_else():
    ran = []
    out = np.zeros((3, 3))
    threads._seconds([partial(np.eye(3).dot, np.full((3, 3), 2.0), out)], 1)
    np.testing.assert_array_equal(out, np.full((3, 3), 2.0))
    threads.faster_count([lambda: ran.append(1)])
    assert ran == []

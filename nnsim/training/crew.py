"""Threads beside that of the trainer, for work that lets go of the interpreter and so can use other cores."""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

T = TypeVar("T")


def spare_cores() -> int:
    """Return how many cores this process may use beside the one of the trainer's thread."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0)) - 1
    return (os.cpu_count() or 1) - 1


class Errand(Generic[T]):
    """Something that is done in another thread; `result` returns or raises what came of it.

    Attributes
    ----------
    seconds
        Of the processor that it took, once it is done: what others had meanwhile is not its own.
    """

    def __init__(self, work: Callable[[], T], then: Callable[[], None] | None = None) -> None:
        self.seconds = 0.0
        self._work = work
        self._then = then
        self._done = threading.Event()
        self._found: list[T] = []
        self._error: Exception | None = None

    @property
    def is_done(self) -> bool:
        """Whether it is done, well or not."""
        return self._done.is_set()

    def do(self) -> None:
        """Do it, and keep what comes of it."""
        start = time.thread_time()
        try:
            self._found.append(self._work())
        except Exception as error:
            self._error = error
        finally:
            self.seconds = time.thread_time() - start
            self._done.set()
            if self._then is not None:
                self._then()

    def wait(self) -> None:
        """Wait until it is done."""
        self._done.wait()

    def result(self) -> T:
        """Return what came of it, or raise what it ran into, once it is done."""
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._found[0]


class Crew:
    """Some threads, which begin with the first work there is for them.

    Parameters
    ----------
    size
        How many at most; with none, whoever has work does it alone.
    """

    def __init__(self, size: int) -> None:
        self.size = max(0, size)
        self._threads: list[threading.Thread] = []
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()

    def begin(self, work: Callable[[], T], then: Callable[[], None]) -> Errand[T]:
        """Let a thread do `work` as soon as one is free, and call `then` there; return at once.

        For a crew of one or more.
        """
        errand = Errand(work, then)
        self._give(errand.do)
        return errand

    def together(self, works: Sequence[Callable[[], T]]) -> list[Errand[T]]:
        """Do all `works`, here and in the threads that are free; return them when all are done, in their order."""
        errands = [Errand(work) for work in works]
        waiting = deque(errands)
        for _ in errands[1 : 1 + self.size]:
            self._give(lambda: _do_all(waiting))
        _do_all(waiting)
        for errand in errands:
            errand.wait()
        return errands

    def end(self, seconds: float) -> None:
        """End the threads when they have done what they were given; wait for each so long at most."""
        for _ in self._threads:
            self._jobs.put(None)
        for thread in self._threads:
            thread.join(seconds)
        self._threads.clear()

    def _give(self, job: Callable[[], None]) -> None:
        self._jobs.put(job)
        if len(self._threads) < self.size:
            name = f"nnsim trainer {len(self._threads) + 2}"
            thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._threads.append(thread)
            thread.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _do_all(waiting: deque[Errand[Any]]) -> None:
    """Do what waits until nothing does; several threads may be at it."""
    while waiting:
        try:
            errand = waiting.popleft()
        except IndexError:
            return  # another thread took the last one
        errand.do()

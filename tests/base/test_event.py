from __future__ import annotations

from nnsim.base.event import Event


def test_listeners_are_called_in_order_with_what_is_told() -> None:
    heard: list[tuple[str, int]] = []
    event: Event[[int]] = Event()
    leave = event.connect(lambda n: heard.append(("a", n)))
    event.connect(lambda n: heard.append(("b", n)))
    event.fire(1)
    leave()
    leave()
    event.fire(2)
    assert heard == [("a", 1), ("b", 1), ("b", 2)]


def test_one_that_leaves_or_comes_meanwhile_does_not_disturb_the_round() -> None:
    heard: list[str] = []
    event: Event[[]] = Event()

    def first() -> None:
        heard.append("first")
        leave()
        event.connect(lambda: heard.append("late"))

    leave = event.connect(first)
    event.connect(lambda: heard.append("second"))
    event.fire()
    assert heard == ["first", "second"]
    event.fire()
    assert heard == ["first", "second", "second", "late"]

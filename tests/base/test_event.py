from __future__ import annotations

from nnsim.base.event import Event


def test_listeners_are_called_in_order_and_may_come_and_go_meanwhile() -> None:
    heard: list[tuple[str, int]] = []
    event: Event[[int]] = Event()
    leave = event.connect(lambda n: heard.append(("a", n)))

    def b(n: int) -> None:
        heard.append(("b", n))
        leave()
        if n == 1:
            event.connect(lambda m: heard.append(("c", m)))

    event.connect(b)
    event.fire(1)
    event.fire(2)
    leave()
    assert heard == [("a", 1), ("b", 1), ("b", 2), ("c", 2)]

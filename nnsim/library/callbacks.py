"""Calling a function after every epoch, with as much as it asks for."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

_BY_PLACE = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def wants_network(function: Callable[..., Any]) -> bool:
    """Return whether a callback takes the network behind the record: it has two parameters without a default,
    or the second is called ``network``.
    """
    try:
        parameters = [p for p in inspect.signature(function).parameters.values() if p.kind in _BY_PLACE]
    except (TypeError, ValueError):  # made in C, and says nothing of its parameters
        return False
    if len(parameters) < 2:
        return False
    return parameters[1].default is inspect.Parameter.empty or parameters[1].name == "network"

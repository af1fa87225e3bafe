"""MAT-files of MATLAB, version 5 (what ``save -v6`` and ``save -v7`` write)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from numpy.typing import NDArray

from nnsim.base.atomic import why_not_read
from nnsim.base.reading import open_file
from nnsim.base.text import mark
from nnsim.data.arrays.matlab import (
    HEADER,
    Variable,
    begins_as_matlab,
    order_of,
    values_of,
    variables_of,
    why_not,
)
from nnsim.data.arrays.matlab_structs import Field, fields_of
from nnsim.data.container import Container, Found, containers


@containers.register
class Mat(Container):
    """The variables of a workspace, and the fields of its structs."""

    key = "mat"
    title = mark("MATLAB (MAT)")
    patterns = ("*.mat",)
    order = 30
    examples_last = True

    @classmethod
    def begins(cls, start: bytes) -> bool:
        return begins_as_matlab(start)

    def _opened(self, stack: ExitStack) -> Iterator[str]:
        self._file = stack.enter_context(open_file(self.path))
        try:
            self._order = order_of(self._file.read(HEADER))
            self._file.seek(0)
            variables = list(variables_of(self._file, self.path.name))
            self._fields = {field.variable.name: field for one in variables for field in self._within(one)}
        except OSError as error:
            raise why_not_read(error, self.path) from error
        structs = {name.split(".")[0] for name in self._fields}
        self._variables = {one.name: one for one in variables if one.name not in structs}
        self._variables |= {name: field.variable for name, field in self._fields.items()}
        yield from self._variables

    def _within(self, variable: Variable) -> Iterator[Field]:
        """Yield the fields of a struct."""
        return fields_of(self._file, variable, self._order, self._what(variable.name))

    def look(self, name: str) -> Found:
        variable = self._variables[name]
        return Found(name, variable.shown_shape, variable.dtype_kind, why_not(variable, self._what(name)))

    def _read(self, name: str) -> NDArray[Any]:
        if name in self._fields:
            return self._fields[name].values(self._order, self._what(name))
        try:
            return values_of(self._file, self._variables[name], self._order, self._what(name))
        except OSError as error:
            raise why_not_read(error, self.path) from error

"""ARFF with series in a field: those of all dimensions a line each within quotation marks, and the class behind them.

Source: A. Bagnall et al., The UEA multivariate time series classification archive, 2018.
"""

from __future__ import annotations

import re
from pathlib import Path

from nnsim.base.errors import NnsimError
from nnsim.base.text import mark, tr
from nnsim.data.format import damaged, formats
from nnsim.data.formats.series_ts import SeriesContent, number_in, padded
from nnsim.data.tables.encoding import opened
from nnsim.data.tables.whole_file import WholeFileFormat

_FIRST = re.compile(
    rb"(?:\s|%[^\n]*\n)*@relation\b[^\n]*\n(?:\s|%[^\n]*\n)*@attribute\s+(?:'[^'\n]*'|\S+)\s+relational\b",
    re.IGNORECASE,
)
_CLASS = re.compile(r"@attribute\s+('[^']*'|\"[^\"]*\"|\S+)", re.IGNORECASE)
_ROW = re.compile(r"(['\"])(?P<series>.*)\1\s*(?:,\s*(?P<label>.*))?")


class RelationalArff(WholeFileFormat):
    """A relational attribute, the series, and one behind it, the class."""

    key = "relational_arff"
    title = mark("Time series (ARFF)")
    patterns = ()
    order = 465

    def begins(self, head: bytes) -> bool:
        return _FIRST.match(head.removeprefix(b"\xef\xbb\xbf")) is not None

    def content(self, path: Path) -> SeriesContent:
        return _content(path)


formats.register(RelationalArff())


def _content(path: Path) -> SeriesContent:
    """Return what stands in a file; raises NnsimError where a line is no series, or more numbers than fit."""
    called, inside, begun = "", False, False
    series: list[list[list[float]]] = []
    labels: list[str] = []
    with opened(path, "utf-8-sig") as file:
        for number, line in enumerate(file, 1):
            text = line.strip()
            if not text or text.startswith("%"):
                continue
            if not begun:
                word = text.lower()
                begun = word.startswith("@data")
                inside = (inside or " relational" in word) and not word.startswith("@end")
                found = None if inside or begun else _CLASS.match(text)
                called = found[1].strip("'\"") if found else called
                continue
            row = _ROW.fullmatch(text)
            try:
                if row is None or bool(called) != bool(row["label"]):
                    raise ValueError(text)
                dimensions = re.split(r"\\n|\n", row["series"])
                series.append([[number_in(field) for field in one.split(",")] for one in dimensions])
            except ValueError:
                series.append([])
            if len(series[-1]) != len(series[0]) or not series[0]:
                sentence = tr(
                    "Line {line} of {file} is no series of numbers as the others are. Mend that line."
                )
                raise NnsimError(sentence.format(line=f"{number:,}", file=path.name))
            labels.append((row["label"] or "").strip().strip("'\"") if row else "")
    if not series:
        raise damaged(path, "ARFF")
    return SeriesContent(padded(path, series), labels if called else [], called)

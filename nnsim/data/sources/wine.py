"""Wines of three growers."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.data import classics
from nnsim.data.dataset import Dataset
from nnsim.data.source import CLASSICS, Source, sources


@sources.register
class Wine(Source):
    """178 wines of three cultivars, 13 chemical measurements."""

    key = "wine"
    title = mark("Wine")
    summary = mark("178 wines of three growers, 13 measurements in very different units: scale them.")
    source = "M. Forina et al., UCI Machine Learning Repository"
    group = CLASSICS
    order = 420

    def _read(self, progress: object) -> Dataset:
        return classics.classified(self, classics.bundled("wine"))

"""Cells of breast tumours."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.data import classics
from nnsim.data.dataset import Dataset
from nnsim.data.source import CLASSICS, Source, sources


@sources.register
class BreastCancer(Source):
    """569 tumours, 30 measurements of cell nuclei, malignant or benign."""

    key = "breast_cancer"
    title = mark("Breast cancer")
    summary = mark("569 tumours, 30 measurements of their cell nuclei: malignant or benign?")
    source = "W. H. Wolberg, W. N. Street, O. L. Mangasarian (1995), Wisconsin diagnostic set, UCI"
    group = CLASSICS
    order = 430

    def _read(self, progress: object) -> Dataset:
        return classics.classified(self, classics.bundled("breast_cancer"))

"""The classic sets: read from the files of scikit-learn, without importing it, to the same bits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nnsim.data import classics

every_set = pytest.mark.parametrize("name", ["iris", "wine", "breast_cancer", "digits", "diabetes"])


@every_set
def test_it_is_what_scikit_learn_gives_and_read_without_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = classics._asked_for(name)
    monkeypatch.delattr(classics, "_asked_for")
    found = classics.bundled(name)
    assert np.array_equal(found.data, wanted.data)
    assert np.array_equal(found.target, wanted.target)
    assert (found.feature_names, found.target_names) == (wanted.feature_names, wanted.target_names)


def test_where_the_files_are_gone_scikit_learn_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classics, "_folder", lambda: tmp_path)
    assert classics.bundled("iris").data.shape == (150, 4)
    (tmp_path / "iris.csv").write_text("1,2,a,b\n1,2,0\n")
    assert classics.bundled("iris").data.shape == (150, 4)

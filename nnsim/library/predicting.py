"""Asking a trained network about another file, or a table in memory."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nnsim.data.memory import new_in_memory
from nnsim.data.new.examples import prepared_new, read_new
from nnsim.data.new.gaps import Fill
from nnsim.data.prepared import Prepared
from nnsim.document.project import Project
from nnsim.engine.network import Network
from nnsim.export.predicted import refuse_other_suffix, write_predictions
from nnsim.training.predictions import Predictions, predictions


class Predicts:
    """What a trained network can be asked beside arrays."""

    project: Project
    data: Prepared
    _network: Network

    def predict_file(self, path: Path | str, out: Path | str | None = None, fill: Fill = "") -> Predictions:
        """Return what the network says to the examples of another file, prepared exactly as in training.

        Columns of a table are found by their names, in any order; the target need not be there. Where it is, the
        metrics are measured. Arrays are those called as in training, or the only one whose shape fits; pictures
        a file or a folder.

        Parameters
        ----------
        path
            Of any file that data are opened from.
        out
            Where to write it, too: ``.csv``, ``.tsv`` or ``.npz``.
        fill
            ``mean``, ``median`` or ``most_frequent`` of the training part, to fill gaps with that were not filled
            in training; empty: rows with gaps get no answer.

        Returns
        -------
        Predictions
            ``columns()`` is a table of arrays by name, such as for a DataFrame; a row that lacks a value that was
            not filled in training is NaN there, and counted in ``missing``. Where the network reads earlier rows,
            ``ahead`` rows more come last: its forecast of those behind the end of the file.

        Raises
        ------
        NnsimError
            When the file cannot be read or written, or has no such examples.
        """
        if out is not None:
            refuse_other_suffix(Path(out))
        new = read_new(self.project.data.source, self.data, path, fill=fill)
        found = predictions(self._network, self.data, new)
        if out is not None:
            write_predictions(Path(out), found)
        return found

    def predict_table(self, table: Any, fill: Fill = "") -> Predictions:
        """Return what the network says to the rows of a table in memory, as `predict_file` does.

        Parameters
        ----------
        table
            A DataFrame of pandas or polars, a dict of columns, or a structured array, with the columns the network
            learned from.
        fill
            As of `predict_file`.

        Raises
        ------
        NnsimError
            When it is no table, or a column is not there or holds what it cannot.
        """
        new = new_in_memory(self.project.data.source, self.data.origin, table)
        return predictions(self._network, self.data, prepared_new(self.data, new, fill))

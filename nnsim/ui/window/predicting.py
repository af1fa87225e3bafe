"""Predictions for another file, made beside the window: which file, where to, and what came of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from math import isfinite
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.data.files.file_source import FolderSource
from nnsim.data.files.opening import all_patterns
from nnsim.data.new.examples import read_new
from nnsim.data.new.gaps import Fill
from nnsim.data.prepared import Prepared
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.engine.metric import metrics
from nnsim.export.predicted import SUFFIXES, refuse_other_suffix, write_predictions
from nnsim.training.epochs import begin
from nnsim.training.predictions import Predictions, predictions
from nnsim.ui.sitting.beside import Beside, Job
from nnsim.ui.sitting.preferences import Preferences
from nnsim.ui.sitting.session import Session
from nnsim.ui.window.file_dialogs import FileDialogs, done_or_said

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Prediction(Job):
    project: Project
    prepared: Prepared
    learned: Learned
    new: Path
    out: Path
    fill: Fill = ""
    found: Predictions | None = None
    problem: str = ""

    def work(self) -> None:
        try:
            # A network of its own: the run on show may go on meanwhile.
            run = begin(self.project, self.learned, data=self.prepared)
            examples = read_new(self.project.data.source, self.prepared, self.new, fill=self.fill)
            found = predictions(run.network, self.prepared, examples)
            write_predictions(self.out, found)
            self.found = found
        except NnsimError as error:
            self.problem = str(error)
        except Exception:
            log.exception("predicting %s failed", self.new)
            self.problem = tr("The predictions could not be made; the log says why.")


class Predicting:
    """Asks the run on show about files, one at a time."""

    def __init__(self, parent: QWidget, session: Session, preferences: Preferences) -> None:
        self._session = session
        self._dialogs = FileDialogs(parent, preferences)
        self._beside: Beside[_Prediction] = Beside("nnsim predict", parent)
        self._beside.finished.connect(self._tell)

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read or predicted."""
        return self._beside.job is not None

    def ask(self) -> None:
        """Ask for the file to be told of, and then where the predictions go; say why where there can be none."""
        done_or_said(self._session, self._ask_which)

    def _ask_which(self) -> None:
        self._refuse_unready()
        source = self._session.workspace.project.data.source
        dialog = self._dialogs.make(tr("Predict: which file?"))
        if isinstance(source, FolderSource):
            dialog.setFileMode(QFileDialog.FileMode.Directory)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            named = f"{tr('Data files')} ({' '.join(dict.fromkeys(all_patterns()))})"
            dialog.setNameFilters([named, f"{tr('All files')} (*)"])
        dialog.fileSelected.connect(lambda name: self._ask_where(Path(name)))
        dialog.open()

    def _ask_where(self, new: Path) -> None:
        dialog = self._dialogs.make(
            tr("Predict: where to?"), [f"{tr('Predictions')} (*{' *'.join(SUFFIXES)})"]
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIXES[0].lstrip("."))
        # Beside what was read: in a folder of pictures a table is none of them.
        dialog.setDirectory(str(new.absolute().parent))
        dialog.selectFile(f"{new.stem}-predicted{SUFFIXES[0]}")
        dialog.fileSelected.connect(
            lambda name: done_or_said(self._session, lambda: self.predict(new, Path(name)))
        )
        dialog.open()

    def predict(self, new: Path, out: Path, fill: Fill = "") -> None:
        """Write what the run on show says to the file `new` to `out`, beside the window, and then tell it.

        `fill` says what gaps are filled with that were not filled in training.

        Raises NnsimError where that cannot begin; what goes wrong later is told.
        """
        refuse_other_suffix(out)
        if out.resolve() == new.resolve():
            raise NnsimError(
                tr("The predictions would replace {path}. Choose another file.").format(path=new)
            )
        prepared, learned = self._refuse_unready()
        self._session.voice.told.fire(tr("Predicting {name}").format(name=new.name))
        self._beside.begin(_Prediction(self._session.workspace.project, prepared, learned, new, out, fill))

    def _refuse_unready(self) -> tuple[Prepared, Learned]:
        """Return the data and what was learned; raises NnsimError while there is none of one, or it is busy."""
        if self.is_busy:
            raise NnsimError(tr("Another file is being predicted. Wait until that is done."))
        prepared, learned = self._session.workspace.prepared, self._session.network.learned()
        if prepared is None or learned is None or not learned.arrays:
            raise NnsimError(tr("There are no weights yet. Press Play or take one step first."))
        return prepared, learned

    def _tell(self, job: _Prediction) -> None:
        voice = self._session.voice
        if job.found is None:
            voice.complained.fire(job.problem)
            return
        said = tr("{told}. Written to {name}.").format(told=job.found.told(), name=job.out.name)
        said = " ".join(filter(None, (said, _judged(job.found))))
        if not job.learned.step:
            said = tr("{said} Nothing was learned yet: these are the answers of the first weights.").format(
                said=said
            )
        said = " ".join((said, *(f"{note}." for note in job.found.notes)))
        if job.found.fillable:
            voice.offered.fire(said, tr("Fill the gaps and predict again"), partial(self._fill, job))
        else:
            voice.told.fire(said)

    def _fill(self, job: _Prediction) -> None:
        """Ask about the same file once more, with its gaps filled; the first answers are replaced."""
        done_or_said(self._session, lambda: self.predict(job.new, job.out, "median"))


def _judged(found: Predictions) -> str:
    """Return how good the answers are, where the file has what was to be told; empty else."""
    figures: list[str] = []
    for name, value in found.figures.items():
        if not isfinite(value):
            continue
        key, _, layer = name.partition("/")
        metric = f"{layer}: {tr(metrics[key].title)}" if layer else tr(metrics[key].title)
        figures.append(tr("{metric} {value}").format(metric=metric, value=f"{value:.4g}"))
    return f"{found.judgement()} {', '.join(figures)}." if figures else ""

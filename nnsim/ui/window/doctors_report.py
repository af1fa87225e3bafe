"""The doctor's report of what is on the screen, as a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.diagnosis.diagnosis import Diagnosis
from nnsim.diagnosis.wellbeing import wellbeing
from nnsim.ui.report.report_files import REPORTS, save_report
from nnsim.ui.sitting.session import Session
from nnsim.ui.widgets.file_dialog import file_dialog


def ask_for_report(session: Session, parent: QWidget) -> None:
    """Ask where the report goes, and write it there, while training goes on."""
    if diagnosis_of(session) is None:
        session.voice.complained.fire(tr("Nothing was judged yet. The doctor needs data and a network."))
        return
    dialog = file_dialog(parent, tr("Save the doctor's report"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([f"{tr(name)} (*{ending})" for ending, name in REPORTS.items()])
    endings = list(REPORTS)

    def follow(chosen: str) -> None:
        dialog.setDefaultSuffix(next(end for end in endings if f"*{end})" in chosen).lstrip("."))

    dialog.filterSelected.connect(follow)
    follow(dialog.nameFilters()[0])
    dialog.selectFile(f"{_name(session)}-report{endings[0]}")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setModal(False)
    dialog.fileSelected.connect(lambda name: write_report(session, Path(name)))
    dialog.show()


def write_report(session: Session, path: Path) -> None:
    """Write what is known now, and say how that went."""
    found = diagnosis_of(session)
    if found is None:
        return
    try:
        save_report(found, path, _name(session))
    except NnsimError as error:
        session.voice.complained.fire(str(error))
    else:
        session.voice.told.fire(tr("Saved {name}").format(name=path.name))


def diagnosis_of(session: Session) -> Diagnosis | None:
    """Return what is known of the run on the screen as a diagnosis; None while nothing was judged."""
    ward, healing = session.labs.ward, session.labs.healing
    case = ward.case
    if case is None:
        return None
    problems = tuple(problem.text for problem in case.resolved.errors)
    verdicts = ward.opinion.verdicts
    return Diagnosis(session.workspace.project, case, verdicts, wellbeing(case), problems, healing.treatment)


def _name(session: Session) -> str:
    path = session.workspace.file.path
    return path.stem if path is not None else tr("untitled")

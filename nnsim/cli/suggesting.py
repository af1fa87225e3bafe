"""A project for ``nnsim train`` where the file is data: what is read, and what is suggested for it."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.text import tr
from nnsim.cli.progress import Progress
from nnsim.cli.train_arguments import TrainOptions
from nnsim.data.data_settings import DataSettings
from nnsim.data.files.opening import aimed, source_for
from nnsim.data.prepared import Prepared
from nnsim.document.project import Project
from nnsim.document.storage import Opened
from nnsim.document.suggested import suggested_project


def suggested(options: TrainOptions, progress: Progress) -> tuple[Opened, Prepared]:
    """Return a project for the data in the file, and these; say what they are and what was suggested.

    Raises NnsimError when the data cannot be read.
    """
    source = source_for(str(options.file))
    if options.target:
        source = aimed(source, options.target)
    project, data = suggested_project(DataSettings(source), progress.preparing)
    for text in (*(tr("Data: {text}").format(text=text) for text in data.summary), *_words(project, options)):
        progress.say(text)
    return Opened(project), data


def _words(project: Project, options: TrainOptions) -> Iterator[str]:
    """Yield what was suggested, and where it goes."""
    layers = [node.layer for node in project.graph.nodes]
    kinds = [f"{tr(one.title)} ({one.detail()})" if one.detail() else tr(one.title) for one in layers]
    yield tr("Network: {layers}").format(layers=" → ".join(kinds))
    training = project.training
    yield tr(
        "Training: {optimizer}, learning rate {rate}, batches of {batch}, at most {epochs} epochs, until {patience}"
        " bring nothing better"
    ).format(
        optimizer=tr(training.optimizer.title),
        rate=f"{training.learning_rate:g}",
        batch=training.batch,
        epochs=f"{options.epochs or training.epochs:,}",
        patience=training.patience,
    )
    yield tr("Results go to {folder}").format(folder=options.out)

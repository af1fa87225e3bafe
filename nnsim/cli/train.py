"""``nnsim train``: train a project without a window."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from nnsim.base.errors import NnsimError
from nnsim.base.text import tr
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.interrupt import polite_interrupt
from nnsim.cli.outputs import attempt, export_tasks, history_csv, history_tasks, prepare_folder, project_tasks
from nnsim.cli.progress import Progress
from nnsim.cli.require_figures import require_figures
from nnsim.cli.suggesting import suggested
from nnsim.cli.train_arguments import TrainOptions
from nnsim.data.prepared import Prepared
from nnsim.diagnosis.case import Case
from nnsim.diagnosis.course import Course
from nnsim.diagnosis.doctor import judge
from nnsim.diagnosis.examination import Examination, Examine
from nnsim.diagnosis.opinion import opinion_of
from nnsim.document import storage
from nnsim.document.data_file import as_read
from nnsim.document.history_file import SavedRun
from nnsim.document.kept import Kept
from nnsim.document.learned import Learned
from nnsim.document.project import Project
from nnsim.document.storage import Opened
from nnsim.document.training_doubts import training_doubts
from nnsim.export.exporter import ExportContext
from nnsim.training.divergence import DivergedError
from nnsim.training.epochs import EpochRecord, EpochWalk, begin, column_names
from nnsim.training.evaluator import Part, judged_outputs
from nnsim.training.even_keeping import EvenKeeper, even_keeper
from nnsim.training.history import History
from nnsim.training.messages import Evaluation
from nnsim.training.metric_names import least_accuracy, qualified
from nnsim.training.run import Run
from nnsim.training.saved_run import saved_run
from nnsim.training.scene import scene_of

_KEPT = ("data.npz",)
"""Members of the file that belong to the project; histories of earlier trainings do not."""


@dataclass
class _Story:
    """A run, and what became of it."""

    run: Run
    walk: EpochWalk
    history: History
    keeper: EvenKeeper | None = None
    first: Examination | None = None
    """What was seen of the network before the first step."""
    records: list[EpochRecord] = field(default_factory=list)
    diverged: DivergedError | None = None
    interrupted: bool = False

    @property
    def step(self) -> int:
        """Step of the weights that are kept."""
        if self.diverged is not None:
            return self.diverged.kept
        return self.run.step if self.run.watch.stopped is None else self.run.watch.stopped.kept

    def finish(self) -> None:
        """Keep the moment at which training has ended, too."""
        if self.keeper is not None:
            moment = self.run.moment()
            if self.diverged is not None:
                moment = replace(moment, step=self.diverged.kept)
            self.keeper.finish(Kept(moment, self.run.training))

    def runs(self, project: Project) -> tuple[SavedRun, ...]:
        """Return what the file keeps of the run beside its weights: nothing unless asked for."""
        if self.keeper is None:
            return ()
        return (saved_run(project, self.run, self.keeper.kept, self.history),)


def train(options: TrainOptions) -> ExitCode:
    """Train, write the results, print a line of JSON; return the exit code.

    Raises
    ------
    NnsimError
        Before training, when anything is in the way of it.
    """
    progress = Progress(sys.stderr)
    opened, data = _open(options, progress)
    epochs = _epochs(options, opened)
    prepare_folder(options.out, options.file)
    if options.figures:
        require_figures()
    for problem in opened.problems:
        progress.say(f"nnsim: {problem}")
    run = begin(opened.project, opened.learned, progress.preparing, data)
    keeper = even_keeper(run, epochs, options.keep) if options.keep else None
    story = _train(run, epochs, keeper, progress)
    found = run.evaluate()
    _say_verdict(opened.project, story, progress)
    learned = run.learned().at_step(story.step)
    failures = attempt(_tasks(options, opened, story, learned))
    for text in failures:
        progress.say(f"nnsim: {text}")
    print(json.dumps(_summary(story, found), allow_nan=False), flush=True)
    if story.interrupted:
        return ExitCode.INTERRUPTED
    if failures:
        return ExitCode.MISTAKE
    return ExitCode.DONE if story.diverged is None else ExitCode.DIVERGED


def _open(options: TrainOptions, progress: Progress) -> tuple[Opened, Prepared | None]:
    """Return the project, with its seed replaced, and what to go on from only where that is asked for.

    Where the file is data, a project is suggested for these; then they are prepared already.
    """
    data = None
    if options.is_project:
        opened = storage.load(options.file)
    else:
        opened, data = suggested(options, progress)
    if not options.resume:
        opened = replace(opened, learned=None)
    elif opened.learned is None:
        raise NnsimError(
            tr("{path} holds no weights to go on from. Leave --resume away.").format(path=options.file)
        )
    if options.seed is not None:
        training = replace(opened.project.training, seed=options.seed)
        opened = replace(opened, project=replace(opened.project, training=training))
    return opened, data


def _epochs(options: TrainOptions, opened: Opened) -> int:
    epochs = options.epochs or opened.project.training.epochs
    if not epochs:
        raise NnsimError(tr("Say how long to train, such as --epochs 100."))
    return epochs


# ---- training ----------------------------------------------------------------------------------


def _train(run: Run, epochs: int, keeper: EvenKeeper | None, progress: Progress) -> _Story:
    history = History(run.unreported.columns, run.watch.evaluator.metrics)
    with polite_interrupt() as interrupted:
        walk = EpochWalk(run, interrupted, history.add_points, keeper)
        story = _Story(run, walk, history, keeper, _examined(run))
        progress.begin()
        doubts = training_doubts(run.training, run.setup.resolved, run.prepared)
        for doubt in (*run.setup.resolved.problems, *doubts):
            progress.say("nnsim: " + doubt.text)
        if (other := run.other_walk) is not None:
            progress.say("nnsim: " + other.going_on())
        try:
            for record in walk.walk(epochs):
                story.records.append(record)
                history.add_evaluation(record.evaluation(run.number))
                progress.epoch(record, len(story.records), epochs, walk.steps_per_second)
        except DivergedError as error:
            story.diverged = error
        story.interrupted = interrupted()
    story.finish()
    progress.close()
    if story.diverged is not None:
        progress.say("nnsim: " + story.diverged.sentence())
    if run.watch.stopped is not None:
        progress.say("nnsim: " + run.watch.stopped.sentence())
    if run.watch.done:
        progress.say("nnsim: " + run.watch.done)
    if story.interrupted:
        progress.say("nnsim: " + tr("Stopped. What was trained until now is being written."))
    return story


def _say_verdict(project: Project, story: _Story, progress: Progress) -> None:
    """Say what is wrong with a training that did not go well; how it diverged has been told."""
    run = story.run
    if story.diverged is not None:
        return
    course = Course(
        story.history,
        run.step,
        run.epoch,
        run.batches.steps_per_epoch(run.setup.batch),
        float(run.network.parameters.rate[()]),
        stopped=True,
    )
    case = Case(project, run.setup.resolved, run.prepared, story.first, _examined(run), course)
    opinion = opinion_of(case, judge(case), project.set_aside)
    if opinion.mood in ("warning", "bad"):
        progress.say("nnsim: " + ". ".join(filter(None, (opinion.words, opinion.text))))


def _examined(run: Run) -> Examination | None:
    """Return what a look into a network finds; None where nobody can look into it."""
    try:
        return Examine().take(scene_of(run))
    except NnsimError:
        return None


# ---- results -----------------------------------------------------------------------------------


def _tasks(
    options: TrainOptions, opened: Opened, story: _Story, learned: Learned
) -> list[Callable[[], object]]:
    """Return what writes the results, the costliest to make again first."""
    run = story.run
    attachments = {name: data for name, data in opened.attachments.items() if name in _KEPT}
    table = history_csv(column_names(run), [record.row() for record in story.records])
    context = ExportContext(opened.project, run.setup.resolved, learned, run.prepared)
    project = as_read(opened.project, run.prepared)
    tasks = project_tasks(options.out, project, learned, attachments, story.runs(opened.project))
    tasks += export_tasks(options.out, context)
    tasks += history_tasks(options.out, table)
    if options.figures:
        from nnsim.cli.figures import figure_tasks

        tasks += figure_tasks(options.out, run, story.history)
    return tasks


def _summary(story: _Story, found: Evaluation) -> dict[str, object]:
    """Return the line for programs: what the weights that were written are worth.

    ``metrics`` are those of the validation part by key, with ``/`` and the layer's name behind it where
    there are several outputs; empty without that part. ``val_accuracy`` is then the least of theirs.
    ``walk`` is the one that took the steps; ``walks``, every one with the step it began after, is there only
    where others took those before. ``other_examples``, steps after which others were painted and how many
    trained from there on, is there only where that was done. ``scalars``, what the rule reports beside the loss, is there only for a
    rule that does, ``moments``, how many were kept, only where some were asked for.
    """
    accuracy = least_accuracy(found.metrics, "val")
    told = story.records[-1].scalars if story.records else ()
    walks = story.run.walks.up_to(story.run.step)
    changes = story.run.examples.changes
    return {
        **({} if story.keeper is None else {"moments": len(story.keeper.kept)}),
        "epochs": story.run.batches.epoch
        if story.run.watch.stopped is None
        else story.run.watch.stopped.epoch,
        "steps": story.step,
        "train_loss": _finite(found.train_loss),
        "val_loss": _finite(found.val_loss),
        "val_accuracy": _finite(accuracy[0] if accuracy is not None else None),
        "steps_per_second": round(story.walk.steps_per_second, 1),
        "parameters": story.run.network.parameters.size,
        "walk": story.run.walk,
        **({"walks": [[step, walk] for step, walk in walks]} if len(walks) > 1 else {}),
        **({"other_examples": [list(change) for change in changes]} if changes else {}),
        "metrics": _metrics(story.run),
        **({"scalars": {key: _finite(value) for key, value in told}} if told else {}),
    }


def _metrics(run: Run) -> dict[str, object]:
    """Return all metrics that fit the data, of every output on the validation part."""
    part = run.prepared.validation
    if not len(part):
        return {}
    answers = Part(run.network, run.prepared, part).ask()
    return {
        qualified(metric.key, layer): value.tolist() if isinstance(value, np.ndarray) else _finite(value)
        for place, layer in enumerate(judged_outputs(run.network))
        for metric, value in answers.measure(output=place)
    }


def _finite(value: float | None) -> float | None:
    """Return `value`, or None where JSON has no number for it."""
    return value if value is not None and math.isfinite(value) else None

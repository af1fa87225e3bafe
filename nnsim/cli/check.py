"""``nnsim check``: what a project is, and whether it can train."""

from __future__ import annotations

from collections.abc import Iterator

from nnsim.base.errors import NnsimError
from nnsim.base.sizes import in_megabytes
from nnsim.base.text import ntr, tr
from nnsim.cli.arguments import CheckOptions
from nnsim.cli.exit_code import ExitCode
from nnsim.cli.table import table
from nnsim.data.files.file_source import FileSource
from nnsim.data.files.kept_files import length_of
from nnsim.data.prepare import prepare
from nnsim.data.prepared import Prepared
from nnsim.document import storage
from nnsim.document.graph import Graph
from nnsim.document.history_file import HISTORY
from nnsim.document.project import Project
from nnsim.document.resolve import SEVERITIES, Problem, Resolved, resolve
from nnsim.document.training_doubts import training_doubts
from nnsim.training.walks_taken import names_of, told


def check(options: CheckOptions) -> ExitCode:
    """Print layers, shapes, parameter counts and problems; return the exit code.

    Raises
    ------
    NnsimError
        When the file cannot be opened at all.
    """
    opened = storage.load(options.file)
    data, problem = _data(opened.project)
    resolved = resolve(opened.project.graph, data, opened.project.training.rule)
    doubts = training_doubts(opened.project.training, resolved, data) if data else ()
    problems = [*problem, *resolved.problems, *doubts]
    for line in _report(opened.project, resolved, data):
        print(line)
    if of_file := _file_line(opened.project, data):
        print(of_file)
    if opened.learned is not None and (walks := names_of(opened.learned.moment)):
        print(
            tr("Trained up to step {step} by: {walks}").format(
                step=f"{opened.learned.step:,}", walks=told(walks)
            )
        )
    if opened.history:
        print(_history_line(opened))
    for text in opened.problems:
        print(tr("Note: {text}").format(text=text))
    for found in problems:
        print(_problem_line(opened.project.graph, tr(SEVERITIES[resolved.severity_of(found)]), found))
    if any(found.is_error for found in problems):
        runs = resolved.can_run and not problem
        print(tr("This project runs, but cannot train.") if runs else tr("This project cannot train."))
        return ExitCode.CANNOT_TRAIN
    print(tr("This project can train."))
    return ExitCode.DONE


def _data(project: Project) -> tuple[Prepared | None, list[Problem]]:
    try:
        return prepare(project.data), []
    except NnsimError as error:
        return None, [Problem(None, str(error))]


def _report(project: Project, resolved: Resolved, data: Prepared | None) -> Iterator[str]:
    title = project.notes.strip().partition("\n")[0]
    if title:
        yield title
        yield ""
    yield from table(
        (tr("Layer"), tr("Kind"), tr("Output shape"), tr("Parameters")),
        list(_rows(project.graph, resolved)),
        3,
    )
    yield ntr("{n} parameter in all", "{n} parameters in all", resolved.total_parameters).format(
        n=f"{resolved.total_parameters:,}"
    )
    names = {stage.id: stage.name for stage in resolved.stages}
    for output in resolved.outputs:
        yield tr("Loss of {layer}: {loss}").format(layer=names[output.stage], loss=tr(output.loss.title))
    if data is not None:
        yield from (tr("Data: {text}").format(text=line) for line in data.summary)
    yield ""


def _file_line(project: Project, data: Prepared | None) -> str:
    """Say of the file of the data whether the project holds it, how long it is, and whether it has changed."""
    source = project.data.source
    if not isinstance(source, FileSource) or not source.path.strip():
        return ""
    if source.content:
        size = in_megabytes(length_of(source.content) or 0)
        return tr("File: {path}, kept in the project, {size}").format(path=source.path, size=size)
    now = source.identity() if data is None else data.origin.read_from
    if now is None:
        return tr("File: {path}, beside the project, cannot be read").format(path=source.path)
    if source.known is None:
        text = tr("File: {path}, beside the project, {size}")
    elif source.known == now:
        text = tr("File: {path}, beside the project, {size}, as it was when the project was saved")
    else:
        text = tr("File: {path}, beside the project, {size}, changed since the project was saved")
    return text.format(path=source.path, size=in_megabytes(now.size))


def _history_line(opened: storage.Opened) -> str:
    """Say what the file keeps of trainings, and how much of it that is."""
    runs, moments = len(opened.history), sum(len(run.kept) for run in opened.history)
    return tr("History: {runs}, {moments}, {size}").format(
        runs=ntr("{n} run", "{n} runs", runs).format(n=f"{runs:,}"),
        moments=ntr("{n} moment", "{n} moments", moments).format(n=f"{moments:,}"),
        size=in_megabytes(len(opened.attachments[HISTORY])),
    )


def _rows(graph: Graph, resolved: Resolved) -> Iterator[tuple[str, ...]]:
    """Yield the layers in running order, then those that cannot run."""
    ran = [stage.id for stage in resolved.stages]
    for id_ in (*ran, *(node.id for node in graph.nodes if node.id not in resolved.shapes)):
        node = graph[id_]
        kind = tr(node.layer.title)
        detail = node.layer.detail()
        shape = resolved.shapes.get(id_)
        count = resolved.parameters.get(id_)
        yield (
            node.name,
            f"{kind} ({detail})" if detail else kind,
            "?" if shape is None else " × ".join(str(n) for n in shape),
            "?" if count is None else f"{count:,}",
        )


def _problem_line(graph: Graph, kind: str, problem: Problem) -> str:
    if problem.node is None or problem.node not in graph:
        return tr("{kind}: {text}").format(kind=kind, text=problem.text)
    return tr("{kind} at {layer}: {text}").format(
        kind=kind, layer=graph[problem.node].name, text=problem.text
    )

"""What is said of a run: sentences that are true for a time only, and know how long."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

from nnsim.base.event import Event
from nnsim.base.text import tr
from nnsim.engine.metric import metrics
from nnsim.training.messages import Diverged, Failed, Noticed, Tested
from nnsim.ui.sitting.gaze import Gaze
from nnsim.ui.sitting.passing import Passing
from nnsim.ui.sitting.sitting import Sitting


class RunWords:
    """The sentences about the runs of one session."""

    def __init__(self, sitting: Sitting, gaze: Gaze) -> None:
        self._sitting = sitting
        self._gaze = gaze
        self._passing = Passing()
        news = sitting.feed.news
        news.tested.connect(self._on_tested)
        news.diverged.connect(self._on_divergence)
        news.noticed.connect(self._on_notice)
        news.failed.connect(self._on_failure)
        news.changed.connect(self._say_why_ended)

    def say(self, how: Event[[str]], text: str, holds: Callable[[], bool]) -> None:
        """Fire a sentence that is true only as long as `holds`."""
        self.note(text, holds)
        how.fire(text)

    def note(self, text: str, holds: Callable[[], bool]) -> None:
        """Remember how long a sentence is true that is about to be said."""
        self._passing.note(text, holds)

    def say_of_run(self, how: Event[[str]], text: str, *, at_rest: bool) -> None:
        """Fire a sentence about the run on the screen; `at_rest` when playing on makes it untrue."""
        run = self._sitting.run
        self.say(
            how,
            text,
            lambda: (
                self._sitting.run == run
                and self._sitting.network.can_train
                and not (at_rest and self._sitting.feed.playing)
            ),
        )

    def say_of_edit(self, how: Event[[str]], text: str, *, undone: bool = False) -> None:
        """Fire a sentence about the edit just made, or about the one that is being undone.

        The next step in the history of edits, forward or back, makes it untrue; so does training
        that begins after it.
        """
        stack, feed = self._sitting.workspace.undo_stack, self._sitting.feed
        # A command is undone before the history counts it as undone.
        at, played = stack.index() - undone, feed.playing
        self.say(how, text, lambda: stack.index() == at and (played or not feed.playing))

    def holds(self, text: str) -> bool:
        """Return whether a sentence that was told is true yet; what happened stays true."""
        return self._passing.is_true(text)

    def _on_tested(self, report: Tested) -> None:
        if not report.examples:
            text = tr("There is no test part. Give it a share on the Data page.")
            prepared = self._sitting.workspace.prepared
            self.say(
                self._sitting.voice.complained, text, lambda: self._sitting.workspace.prepared is prepared
            )
            return
        text = tr("Test part, {n} examples: loss {loss}").format(n=report.examples, loss=f"{report.loss:.4g}")
        if self._gaze.step is not None:
            text = tr("At the present, step {step}. {text}").format(step=f"{report.step:,}", text=text)
        lines = [text]
        for output in report.outputs:
            found = dict(output.metrics)
            accuracy = found.pop("accuracy", None)
            if output.layer:
                lines.append(output.layer)
            if accuracy is not None:
                lines[-1] = tr("{measured}, accuracy {share} %").format(
                    measured=lines[-1], share=f"{100 * accuracy:.1f}"
                )
            lines += [
                tr("{metric} {value}").format(metric=tr(metrics[key].title), value=f"{value:.4g}")
                for key, value in found.items()
                if isfinite(value)
            ]
        self.say_of_run(self._sitting.voice.told, "\n".join(lines), at_rest=False)

    def _say_why_ended(self) -> None:
        state = self._sitting.feed.state
        if state is not None and state.reason:
            self.say_of_run(self._sitting.voice.told, state.reason, at_rest=True)

    def _on_divergence(self, report: Diverged) -> None:
        self.say_of_run(self._sitting.voice.complained, report.text, at_rest=True)

    def _on_notice(self, report: Noticed) -> None:
        self.say_of_run(self._sitting.voice.told, report.text, at_rest=False)

    def _on_failure(self, report: Failed) -> None:
        if report.traceback:
            self._sitting.voice.complained.fire(
                tr("Training stopped on a fault in nnsim; the log has the details.")
            )
        else:
            self._sitting.voice.complained.fire(report.text)

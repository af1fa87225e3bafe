"""The data of the open project: which are being loaded, and whether for the examples or only for their words."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto

from nnsim.data.data_settings import DataSettings
from nnsim.data.files.file_source import read_alike
from nnsim.data.prepared import Prepared
from nnsim.document.data_file import as_read
from nnsim.document.project import Project
from nnsim.ui.sitting.attic import origin_of
from nnsim.ui.sitting.data_loader import DataLoader
from nnsim.ui.sitting.file_watch import FileWatch
from nnsim.ui.sitting.inheritance import Inheritance
from nnsim.ui.sitting.run_words import RunWords
from nnsim.ui.sitting.sitting import Sitting
from nnsim.ui.sitting.waiting_start import WaitingStart


def alike(one: DataSettings, other: DataSettings) -> bool:
    """Return whether both give the same examples, as far as is known without reading."""
    same = replace(one, source=other.source) == other
    return same and read_alike(one.source, other.source)


class Purpose(Enum):
    """What the last load of data is for, also when it has ended."""

    EXAMPLES = auto()
    OTHER_EXAMPLES = auto()
    """Of the same settings, as their file was written anew."""
    WORDS = auto()


class ProjectData:
    """Keeps the examples of the workspace those of the project.

    Attributes
    ----------
    settings
        The data that were asked for last; None before the first time.
    purpose
        What they were asked for.
    watch
        Whether their file is still what was read.
    """

    def __init__(
        self,
        sitting: Sitting,
        words: RunWords,
        loader: DataLoader,
        inheritance: Inheritance,
        waiting: WaitingStart,
    ) -> None:
        self.settings: DataSettings | None = None
        self.purpose = Purpose.EXAMPLES
        self._sitting = sitting
        self._workspace = sitting.workspace
        self._words = words
        self._loader = loader
        self._inheritance = inheritance
        self._waiting = waiting
        self.watch = FileWatch(sitting, self.read_anew)
        loader.finished.connect(self._on_data)

    def load(self, settings: DataSettings, rest: int = 0) -> None:
        """Load the examples of `settings`; `rest` as in `DataLoader.load`."""
        self.settings, self.purpose = settings, Purpose.EXAMPLES
        self._loader.load(settings, rest)

    def follow(self, settings: DataSettings, rest: int = 0) -> None:
        """Load the examples of `settings`, if it is not those that were asked for last."""
        if self.settings is not None and self.stay(self.settings, settings):
            self.settings = settings
        else:
            self.load(settings, rest)

    def stay(self, before: DataSettings, after: DataSettings) -> bool:
        """Return whether the examples of `before` are those of `after`, which nobody has read since."""
        return alike(before, after) and not (before != after and self._loader.knows(after))

    def read_anew(self) -> None:
        """Read the file of the project once more: its examples may be others, and training begins anew."""
        self.load(self._workspace.project.data)
        self.purpose = Purpose.OTHER_EXAMPLES

    def as_read(self, project: Project) -> Project:
        """Return `project`, which is the one that is open, with what its file was when it was read."""
        return project if self._loader.is_busy else as_read(project, self._workspace.prepared)

    def reword(self) -> None:
        """Say what came with the data in the language now in use; the examples and the run stay as they are.

        The words are those of the loading: data are read once more beside the window, and only their words
        are taken.
        """
        if self.settings is not None and not self._loader.is_busy:
            self.load(self.settings)
            if self._workspace.prepared is not None:
                self.purpose = Purpose.WORDS

    def _on_data(self, settings: DataSettings, prepared: Prepared | None, problem: str) -> None:
        present = self._workspace.prepared
        if self.purpose is Purpose.WORDS and present is not None:
            self.purpose = Purpose.EXAMPLES
            self._workspace.set_data(present.worded_as(prepared) if prepared is not None else present)
        elif problem:
            self._give_up(prepared, problem)
        else:
            if self.purpose is Purpose.OTHER_EXAMPLES:
                self.purpose = Purpose.EXAMPLES
                self._inheritance.begin_anew(origin_of(self._workspace.project))
            self._workspace.set_data(prepared)

    def _give_up(self, prepared: Prepared | None, problem: str) -> None:
        """There are no examples: what was learned of others waits, and nothing else does."""
        self._inheritance.put_by()
        self._workspace.set_data(prepared, problem)
        self._sitting.network.forget()
        self._waiting.drop()
        # Gone as soon as it is not so any more: a brush mends it with the next stroke.
        self._words.say(
            self._sitting.voice.complained,
            problem,
            lambda: self._workspace.meaning.data_problem == problem,
        )

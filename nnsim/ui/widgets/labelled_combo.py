"""A small caption above a flat combo box, as in the top bar."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from nnsim.base.settings import Integer, Real
from nnsim.ui.look import fonts
from nnsim.ui.widgets import numbers
from nnsim.ui.widgets.combo import Combo
from nnsim.ui.widgets.style import set_property


class LabelledCombo(QWidget):
    """A caption above a flat combo box that is as wide as what it shows.

    ``LabelledCombo(caption, options)`` chooses a key; ``LabelledCombo.of_numbers(caption, kind,
    presets)`` takes any number within the limits of a setting, typed or picked.
    """

    valueChosen = Signal(object)
    """A user chose a key, or a number within the limits."""
    refused = Signal(str)
    """What a user typed and left cannot be: a sentence that says why."""

    def __init__(
        self,
        caption: str,
        options: Sequence[tuple[str, str]] = (),
        parent: QWidget | None = None,
        *,
        kind: Integer | Real | None = None,
    ):
        super().__init__(parent)
        self._kind = kind
        self._value: object = options[0][0] if options else None
        self._caption = QLabel(caption)
        self._caption.setProperty("tone", "muted")
        self._caption.setFont(fonts.sized(fonts.ui_font(), fonts.SMALL))
        self._caption.setContentsMargins(4, 0, 0, 0)
        self.combo = _FlatCombo(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._caption)
        column.addWidget(self.combo, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self.combo)
        self.set_caption(caption)
        self.set_options(options)
        self.combo.activated.connect(self._on_activated)
        if kind is not None:
            self._make_editable()

    @classmethod
    def of_numbers(
        cls, caption: str, kind: Integer | Real, presets: Sequence[float], parent: QWidget | None = None
    ) -> LabelledCombo:
        """Return one that takes numbers; `presets` are offered in its list."""
        made = cls(caption, (), parent, kind=kind)
        for preset in presets:
            made.combo.addItem(kind.show(preset), preset)
        made.set_value(presets[0])
        return made

    def value(self) -> object:
        """Return the key or the number in use."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show `value` without telling anybody."""
        self._value = value
        if self._kind is not None:
            self.combo.setEditText(numbers.brief(value, self._kind))
            self._line.setModified(False)
            # Where there is less room than the number needs, its front must not be what is missing.
            self._line.setCursorPosition(0)
        else:
            self.combo.setCurrentIndex(self.combo.findData(value))
        self._settle(None)

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other options; the value stays when it is among them."""
        self.combo.clear()
        for key, label in options:
            self.combo.addItem(label, key)
        if options:
            self.set_value(self._value)

    def set_most(self, width: int | None) -> None:
        """Write at most so many pixels of a text and end it in an ellipsis; None: all of it."""
        if width != self.combo.most:
            self.combo.most = width
            self._settle(None)

    def set_caption(self, caption: str) -> None:
        """Show another translated caption."""
        self._caption.setText(caption)
        self.combo.setAccessibleName(caption)

    def hide_caption(self) -> None:
        """Stand below the caption of somebody else; a screen reader still says its own."""
        self._caption.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self._line.isModified()
        ):
            self.set_value(self._value)
            return True
        return super().eventFilter(watched, event)

    @property
    def _line(self) -> QLineEdit:
        """Where numbers are typed."""
        line = self.combo.lineEdit()
        assert line is not None, "it takes a key"
        return line

    def _make_editable(self) -> None:
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setCompleter(None)  # type: ignore[arg-type]  # for Qt there may be none, for the stub not
        line = self._line
        line.setFont(self.combo.font())
        # A line edit keeps 2 px clear at both ends; without them text and caption stand flush.
        line.setTextMargins(-2, 0, -2, 0)
        line.installEventFilter(self)
        line.setAccessibleName(self._caption.text())
        line.textEdited.connect(lambda _text: self._settle(self._problem()))
        line.editingFinished.connect(self._on_finished)

    def _problem(self) -> str | None:
        assert self._kind is not None
        return self._kind.why_not(self.combo.currentText())

    def _on_finished(self) -> None:
        if self._kind is None or not self._line.isModified():
            return
        problem = self._problem()
        self._choose(self._value if problem else self._kind.parse(self.combo.currentText()))
        if problem:
            self.refused.emit(problem)

    def _on_activated(self, index: int) -> None:
        self._choose(self.combo.itemData(index))

    def _choose(self, value: object) -> None:
        changed = value != self._value
        self.set_value(value)
        if changed:
            self.valueChosen.emit(value)

    def _whole_number(self) -> str:
        """Return the tooltip with all digits of a number of which fewer are written; empty where none is missing."""
        if self._kind is None or self._value is None:
            return ""
        whole = self._kind.show(self._value)
        return (
            ""
            if whole == self.combo.currentText()
            else f"<qt><b>{whole}</b><br>{escape(self.toolTip())}</qt>"
        )

    def _settle(self, problem: str | None) -> None:
        set_property(self.combo, "wrong", problem is not None)
        self.combo.setToolTip(problem or self._whole_number() or self.toolTip())
        self.combo.updateGeometry()
        self.updateGeometry()


class _FlatCombo(Combo):
    def __init__(self, parent: QWidget):
        super().__init__(parent)
        self.most: int | None = None
        self.setProperty("variant", "flat")
        self.setFont(fonts.tabular(fonts.sized(fonts.ui_font(), fonts.BASE, QFont.Weight.DemiBold)))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.currentText())
        shown = text if self.most is None else min(text, self.most)
        return QSize(max(18, shown) + (22 if self.isEditable() else 23), fonts.grown(20))

    minimumSizeHint = sizeHint

    def showPopup(self) -> None:
        view = self.view()
        view.setMinimumWidth(max(view.sizeHintForColumn(0) + 28, self.width()))
        super().showPopup()

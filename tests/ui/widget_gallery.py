"""Shows every widget in one window, to be looked at: ``PYTHONPATH=. python
tests/ui/widget_gallery.py dark picture.png``."""

from __future__ import annotations

import sys

import numpy as np
from form_parts import Everything, Uniform
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDockWidget,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QProgressBar,
    QRadioButton,
    QSlider,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from nnsim.base.settings import Integer, Real
from nnsim.ui.inspector.property_form import PropertyForm
from nnsim.ui.look import icons
from nnsim.ui.look.theme import manager
from nnsim.ui.widgets.labelled_combo import LabelledCombo
from nnsim.ui.widgets.labels import LabelledValue, Pill, SectionHeading
from nnsim.ui.widgets.messages import Banner
from nnsim.ui.widgets.plots import Curve, Histogram
from nnsim.ui.widgets.segmented import SegmentedControl
from nnsim.ui.widgets.style import button, icon_button, label
from nnsim.ui.widgets.text_field import SearchField
from nnsim.ui.widgets.toast import Toast


def bar() -> QWidget:
    made = QWidget()
    made.setProperty("role", "bar")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setFixedHeight(52)
    row = QHBoxLayout(made)
    row.setContentsMargins(16, 0, 16, 0)
    row.setSpacing(14)
    places = [("n", "Network"), ("d", "Data"), ("l", "Neuron lab"), ("g", "Gradient lab"), ("z", "Zoo")]
    row.addWidget(label("<b>nnsim</b>"))
    row.addWidget(label("two-spirals.nnsim •", "muted"))
    row.addWidget(SegmentedControl(places, "Places"))
    row.addStretch(1)
    row.addWidget(button("Reset", icon_name="reset"))
    row.addWidget(button("Step", icon_name="step"))
    row.addWidget(button("", variant="primary", icon_name="pause"))
    row.addWidget(LabelledValue("Epoch", "001,240"))
    row.addWidget(LabelledValue("Speed", "9,310 st/s"))
    rate = Real("Learning rate", low=0.0, high=10.0, log=True)
    row.addWidget(LabelledCombo.of_numbers("Learning rate", rate, [0.03, 0.1, 0.3, 1]))
    row.addWidget(LabelledCombo.of_numbers("Batch", Integer("Batch", low=1), [32, 64]))
    row.addWidget(LabelledCombo("Optimizer", [("m", "SGD + momentum"), ("a", "Adam")]))
    row.addWidget(LabelledCombo("Loss", [("c", "Cross-entropy")]))
    row.addWidget(Pill("Gradients vanish", "warning", clickable=True))
    return made


def left() -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.addWidget(SearchField("Search layers"))
    column.addWidget(SectionHeading("Core"))
    listing = QListWidget()
    listing.ensurePolished()
    listing.setIconSize(QSize(11, 11))
    for name in ("Input", "Dense", "Perceptron", "Conv 2-D", "LSTM"):
        listing.addItem(
            QListWidgetItem(icons.icon("swatch", "activation" if name == "LSTM" else "core"), name)
        )
    listing.setCurrentRow(1)
    column.addWidget(listing)
    column.addWidget(SectionHeading("Tree"))
    tree = QTreeWidget()
    tree.ensurePolished()
    tree.setHeaderLabels(["Layer", "Shape"])
    top = QTreeWidgetItem(tree, ["block", "(N, 2)"])
    QTreeWidgetItem(top, ["dense_1", "(N, 16)"])
    QTreeWidgetItem(tree, ["closed", ""]).addChild(QTreeWidgetItem(["x"]))
    top.setExpanded(True)
    column.addWidget(tree)
    for text in ("good", "warning", "bad", "neutral"):
        column.addWidget(Pill(text.capitalize(), text))
    return made


def middle() -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    grid = QGridLayout()
    for i, name in enumerate(icons.names()):
        cell = icon_button(name, name) if i % 2 else QLabel()
        if isinstance(cell, QLabel):
            cell.setPixmap(icons.icon(name).pixmap(24, 24))
        grid.addWidget(cell, i // 18, i % 18)
    column.addLayout(grid)
    row = QHBoxLayout()
    for variant in ("", "primary", "flat", "pill", "link"):
        row.addWidget(button(variant or "plain", variant=variant))
    off = button("Disabled", icon_name="save")
    off.setEnabled(False)
    row.addWidget(off)
    tool = QToolButton()
    tool.setText("Tool")
    row.addWidget(tool)
    column.addLayout(row)
    row = QHBoxLayout()
    ticked, part = QCheckBox("Ticked"), QCheckBox("Partly")
    ticked.setChecked(True)
    part.setCheckState(Qt.CheckState.PartiallyChecked)
    dot = QRadioButton("Radio")
    dot.setChecked(True)
    for widget in (ticked, QCheckBox("Clear"), part, dot, QRadioButton("Other")):
        row.addWidget(widget)
    column.addLayout(row)
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setValue(70)
    column.addWidget(slider)
    progress = QProgressBar()
    progress.setValue(40)
    column.addWidget(progress)
    for state in ("warning", "bad", "good", "neutral"):
        banner = Banner(
            state,
            "Layer 1 learns 4,300× slower than layer 5",
            "Sigmoid passes at most ¼ of the gradient per layer; 71 % of its units are saturated.",
            closable=state == "neutral",
        )
        if state == "warning":
            banner.add_action("Use ReLU + He init")
            banner.add_action("Add skip connections")
            banner.add_action("Why?", variant="link")
        column.addWidget(banner)
    tabs = QTabWidget()
    table = QTableWidget(3, 3)
    table.setHorizontalHeaderLabels(["x₁", "x₂", "y"])
    table.verticalHeader().hide()
    table.setShowGrid(False)
    for i in range(9):
        table.setItem(i // 3, i % 3, QTableWidgetItem(str(i)))
    tabs.addTab(table, "Table")
    tabs.addTab(QWidget(), "Loss")
    column.addWidget(tabs, 1)
    return made


def right() -> QWidget:
    made = QWidget()
    made.setFixedWidth(300)
    column = QVBoxLayout(made)
    column.setContentsMargins(12, 12, 12, 12)
    column.addWidget(SectionHeading("Dense · hidden_3"))
    form = PropertyForm(Everything(units=0, start=Uniform()))
    form._fold.set_open(True)
    column.addWidget(form)
    column.addWidget(SectionHeading("σ(x) and σ′(x)", capitals=False))
    curve = Curve()
    x = np.linspace(-6, 6, 121)
    y = 1 / (1 + np.exp(-x))
    curve.set_data(x, y, y * (1 - y))
    column.addWidget(curve)
    column.addWidget(SectionHeading("Weights"))
    histogram = Histogram()
    edges = np.linspace(-2, 2, 30)
    histogram.set_data(np.exp(-((edges[:-1] + 0.07) ** 2) / 0.6), edges)
    column.addWidget(histogram)
    column.addWidget(Histogram("bad"))
    column.addStretch(1)
    return made


def window() -> QMainWindow:
    made = QMainWindow()
    made.setWindowIcon(icons.app_icon())
    made.menuBar().addMenu("&File")
    made.menuBar().addMenu("&Edit")
    centre = QWidget()
    column = QVBoxLayout(centre)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(bar())
    row = QHBoxLayout()
    row.addWidget(left())
    row.addWidget(middle(), 1)
    row.addWidget(right())
    column.addLayout(row, 1)
    made.setCentralWidget(centre)
    for name in ("Loss", "Decision boundary"):
        dock = QDockWidget(name)
        dock.setWidget(QLabel())
        made.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    made.statusBar().showMessage("autosaved 14:02")
    toast = Toast(centre)
    made.toast = toast
    return made


def main() -> None:
    app = QApplication(sys.argv[:1])
    manager().use(sys.argv[1])
    shown = window()
    shown.resize(1600, 1080)
    shown.show()
    shown.toast.show_message("Saved two-spirals.nnsim.", "good", action="Show", milliseconds=0)
    app.processEvents()
    if len(sys.argv) > 2:
        app.processEvents()
        shown.grab().save(sys.argv[2])
        shown.close()
    else:
        app.exec()


if __name__ == "__main__":
    main()

"""What is saved, exported and brought back."""

from __future__ import annotations

from nnsim.base.text import mark
from nnsim.reference.guide import Guide, guides


@guides.register
class Files(Guide):
    """What is saved, exported and brought back."""

    key = "files"
    title = mark("Files: projects, weights, figures")
    keywords = mark("save open export import recovery backup weights npz safetensors png svg pdf csv plot")
    order = 50
    sections = (
        (
            mark("Projects"),
            mark(
                "A .nnsim file holds drawing, settings, notes and what was learned. A copy of unsaved "
                "work is kept meanwhile, and offered after a crash."
            ),
        ),
        (
            mark("Weights and figures"),
            mark(
                "File ▸ Export weights writes all learned arrays as NPZ or safetensors. Every panel saves"
                " its plot as PNG, SVG, PDF or CSV; File ▸ Export all plots saves all of them at once."
            ),
        ),
    )

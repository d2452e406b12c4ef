"""Draws what was measured; the same figures draw the same file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

Line = tuple[Sequence[float], Sequence[float]]


def draw(path: Path, lines: Mapping[str, Line], *, across: str, up: str, by_tens: bool = False) -> None:
    """Write lines of points, each by its name, as SVG; both axes by powers of ten where asked."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "muster"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4))
    for name, (x, y) in lines.items():
        (axes.loglog if by_tens else axes.plot)(x, y, "o-", label=name)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)

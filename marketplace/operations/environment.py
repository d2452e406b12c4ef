"""The environment of a world kept on this machine: a file of settings beside its database, made once with its secret."""

from __future__ import annotations

import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path

from config import ROOT


def data_dir(env: MutableMapping[str, str]) -> Path:
    """Where databases, photos and settings of this machine's worlds are kept."""
    return Path(env.get("MUSTER_DATA_DIR", str(ROOT / "instance")))


def prepare(world: str, env: MutableMapping[str, str] | None = None) -> Path:
    """Load the settings file of a world into the environment, making it the first time; what is set already stays.

    The secret key is drawn once and kept readable by its owner alone.
    """
    environment = os.environ if env is None else env
    environment["MUSTER_WORLD"] = world
    path = data_dir(environment) / f"{world}.env"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(f"# Settings of the {world} world; see docs/settings.md for all of them.\n")
            file.write(f"SECRET_KEY={secrets.token_urlsafe(32)}\n")
    for name, value in _lines(path.read_text()):
        environment.setdefault(name, value)
    return path


def _lines(text: str) -> list[tuple[str, str]]:
    pairs = (
        line.split("=", 1) for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#")
    )
    return [(name.strip(), value.strip()) for name, value in pairs]

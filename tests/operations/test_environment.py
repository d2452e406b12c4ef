"""The settings file of a world is made once, with its secret, and never over what is set already."""

from __future__ import annotations

from pathlib import Path

from marketplace.operations import environment


def test_the_secret_is_drawn_once_and_kept(tmp_path: Path) -> None:
    first: dict[str, str] = {"MUSTER_DATA_DIR": str(tmp_path)}
    again: dict[str, str] = {"MUSTER_DATA_DIR": str(tmp_path)}

    path = environment.prepare("shop", first)
    environment.prepare("shop", again)

    assert len(first["SECRET_KEY"]) >= 32
    assert first["SECRET_KEY"] == again["SECRET_KEY"]
    assert path.stat().st_mode & 0o077 == 0


def test_each_world_has_its_own(tmp_path: Path) -> None:
    shop: dict[str, str] = {"MUSTER_DATA_DIR": str(tmp_path)}
    demo: dict[str, str] = {"MUSTER_DATA_DIR": str(tmp_path)}

    environment.prepare("shop", shop)
    environment.prepare("demo", demo)

    assert shop["SECRET_KEY"] != demo["SECRET_KEY"]
    assert (shop["MUSTER_WORLD"], demo["MUSTER_WORLD"]) == ("shop", "demo")


def test_what_is_set_comes_before_the_file(tmp_path: Path) -> None:
    settings = {"MUSTER_DATA_DIR": str(tmp_path), "SECRET_KEY": "set by the operator"}

    environment.prepare("shop", settings)

    assert settings["SECRET_KEY"] == "set by the operator"

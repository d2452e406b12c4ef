"""Vendored libraries are brought once, checked by digest, and done without when they cannot be had."""

import json
import re
from pathlib import Path

import pytest

from marketplace.core import vendor

ROOT = Path(__file__).parents[2]


class FakeNpm:
    """Puts packages where npm would, and counts how often it is asked."""

    def __init__(self, status: int = 0, content: str = "one") -> None:
        self.status, self.content, self.calls = status, content, 0

    def __call__(self, root: Path) -> int:
        self.calls += 1
        if self.status == 0:
            for name in vendor.FILES:
                path = root / "node_modules" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(f"{name} {self.content}", encoding="utf-8")
        return self.status


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "package-lock.json").write_bytes((ROOT / "package-lock.json").read_bytes())
    return tmp_path


def test_libraries_are_brought_once(project: Path) -> None:
    npm = FakeNpm()

    assert vendor.bring(project, npm) is True
    assert vendor.bring(project, npm) is False
    assert npm.calls == 1
    assert (
        (project / "static/vendor/htmx/htmx.esm.min.js").read_text(encoding="utf-8").startswith("htmx.org/")
    )


def test_a_changed_file_is_brought_again(project: Path) -> None:
    vendor.bring(project, FakeNpm())
    (project / "static/vendor/leaflet/leaflet.js").write_text("tampered", encoding="utf-8")

    assert vendor.is_current(project) is False
    assert vendor.bring(project, FakeNpm()) is True
    assert vendor.is_current(project) is True


def test_another_version_in_the_lock_is_brought(project: Path) -> None:
    vendor.bring(project, FakeNpm())
    lock = json.loads((project / "package-lock.json").read_text(encoding="utf-8"))
    lock["packages"]["node_modules/htmx.org"]["version"] = "4.9.9"
    (project / "package-lock.json").write_text(json.dumps(lock), encoding="utf-8")

    assert vendor.bring(project, FakeNpm(content="two")) is True


def test_a_failure_keeps_what_was_there(project: Path) -> None:
    vendor.bring(project, FakeNpm())
    (project / "static/vendor/htmx/LICENSE").unlink()

    with pytest.raises(vendor.NotFetched, match="status 1"):
        vendor.bring(project, FakeNpm(status=1))
    assert (project / "static/vendor/htmx/htmx.esm.min.js").is_file()


def test_a_registry_out_of_reach_is_named_with_its_remedy(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(vendor, "ROOT", project)
    monkeypatch.setattr(vendor, "_run_npm", FakeNpm(status=1))

    assert vendor.main() == 0
    said = capsys.readouterr().err
    assert "python -m marketplace.core.vendor" in said
    assert "npm_config_registry" in said


def test_the_lock_pins_versions_and_digests_and_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(text)["packages"]
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]

    assert "://" not in text
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    for name, version in wanted.items():
        assert packages[f"node_modules/{name}"]["version"] == version
        assert packages[f"node_modules/{name}"]["integrity"].startswith("sha512-")

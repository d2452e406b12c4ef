"""Static addresses change with their content, and style sheets keep the rules of the house."""

import gzip
import json
import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from marketplace.core import assets

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "static/css").glob("*.css"))
LAYERS = {"reset", "base", "layout", "components", "utilities"}


@pytest.fixture
def static(tmp_path: Path) -> Path:
    for name, text in {
        "css/tokens.css": "@layer reset, base;",
        "css/a.css": "@layer base { a { color: red } }",
        "css/button.css": "@layer components { .button { color: red } }",
        "js/app.js": "// app",
        "js/controllers/local_time.js": "// local time",
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def app_with(static: Path, *, debug: bool = False) -> Flask:
    app = Flask(__name__, static_folder=str(static), static_url_path="/static")
    app.debug = debug
    assets.register(app)
    return app


def rendered(app: Flask, template: str) -> str:
    with app.test_request_context():
        return render_template_string(template)


def test_an_address_changes_with_the_content(static: Path) -> None:
    before = rendered(app_with(static), "{{ asset('js/app.js') }}")
    (static / "js/app.js").write_text("// other", encoding="utf-8")
    after = rendered(app_with(static), "{{ asset('js/app.js') }}")

    assert re.fullmatch(r"/static/js/app\.js\?v=[0-9a-f]{10}", before)
    assert before != after


def test_a_changed_file_is_noticed_while_developing(static: Path) -> None:
    app = app_with(static, debug=True)
    before = rendered(app, "{{ asset('js/app.js') }}")
    (static / "js/app.js").write_text("// something longer", encoding="utf-8")

    assert rendered(app, "{{ asset('js/app.js') }}") != before


def test_a_file_that_is_not_there_is_named(static: Path) -> None:
    with pytest.raises(LookupError, match=r"css/nothing\.css"):
        rendered(app_with(static), "{{ asset('css/nothing.css') }}")


def test_developers_get_one_link_each_with_the_tokens_first(static: Path) -> None:
    links = re.findall(
        r'href="/static/css/([\w-]+)\.css', rendered(app_with(static, debug=True), "{{ asset_links() }}")
    )

    assert links == ["tokens", "a", "button"]


def test_visitors_get_all_style_sheets_as_one_that_may_be_kept(static: Path) -> None:
    app = app_with(static)
    address = re.findall(r'href="(.+?)"', rendered(app, "{{ asset_links() }}"))
    plain = app.test_client().get(address[0])
    zipped = app.test_client().get(address[0], headers={"Accept-Encoding": "gzip"})

    assert len(address) == 1
    assert plain.text.index("@layer reset") < plain.text.index(".button")
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert "immutable" in plain.headers["Cache-Control"]
    assert "Accept-Encoding" in plain.headers["Vary"]


def test_an_old_address_gets_the_present_style_but_is_not_kept(static: Path) -> None:
    answer = app_with(static).test_client().get("/assets/0000000000/muster.css")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_behaviours_are_found_by_name_and_missing_libraries_left_out(static: Path) -> None:
    imports = json.loads(rendered(app_with(static), "{{ import_map() }}"))["imports"]

    assert list(imports) == ["controllers/local-time"]
    assert imports["controllers/local-time"].startswith("/static/js/controllers/local_time.js?v=")


def test_vendored_libraries_are_offered_when_present(static: Path) -> None:
    (static / "vendor/htmx").mkdir(parents=True)
    (static / "vendor/htmx/htmx.esm.min.js").write_text("export default {}", encoding="utf-8")

    assert "htmx" in json.loads(rendered(app_with(static), "{{ import_map() }}"))["imports"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_keeps_the_rules_of_the_house(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.S)
    selectors = re.findall(r"([^{};]+)\{", text)

    assert re.match(r"\s*@layer ", text)
    assert set(re.findall(r"@layer ([a-z]+) \{", text)) <= LAYERS
    assert "!important" not in text
    assert "@import" not in text
    assert not any(re.search(r"#[a-zA-Z]", selector) for selector in selectors), (
        "ids are for labels, not for styles"
    )
    assert not re.search(r"\b(margin|padding|border)-(left|right|top|bottom)\b", text), "logical properties"
    if sheet.name not in {"tokens.css", "qr.css", "reset.css"}:
        assert not re.search(r"#[0-9a-fA-F]{3,6}\b", re.sub(r"#000 \d+%", "", text)), "colours are tokens"


def test_every_token_used_is_declared_and_every_declared_one_is_used() -> None:
    texts = {sheet.name: sheet.read_text(encoding="utf-8") for sheet in SHEETS}
    everything = "\n".join(texts.values())
    used = set(re.findall(r"var\(--([\w-]+)", everything))
    declared = set(re.findall(r"--([\w-]+):", everything))
    tokens = set(re.findall(r"--([\w-]+):", texts["tokens.css"]))
    with_default = set(re.findall(r"var\(--([\w-]+),", everything))

    assert used - declared - with_default == set()
    assert tokens - used == set()

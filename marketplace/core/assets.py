"""Addresses of the stylesheets, scripts and drawings, each with a digest of its content."""

import gzip
import hashlib
import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from flask import Blueprint, Flask, Response, current_app, request, url_for
from markupsafe import Markup

from marketplace.core import charts, colours, drawings, form_controls
from marketplace.core.formats import format_number
from marketplace.core.permissions import public

FIRST_STYLESHEET = "tokens.css"
YEAR_S = 31_536_000
VENDORED_MODULES = {"htmx": "vendor/htmx/htmx.esm.min.js", "leaflet": "vendor/leaflet/leaflet.js"}

blueprint = Blueprint("assets", __name__)


@dataclass
class AssetFiles:
    """The static files of one application and what has been worked out about them."""

    root: Path
    watch: bool
    _digests: dict[str, tuple[int, str]] = field(default_factory=dict)
    _joined: tuple[str, bytes, bytes] | None = None

    def has(self, name: str) -> bool:
        """Tell whether a static file is there; vendored files may not be."""
        return name in self._digests or (self.root / name).is_file()

    def digest(self, name: str) -> str:
        """Return ten hexadecimal digits that change when the file does."""
        known = self._digests.get(name)
        if known and not self.watch:
            return known[1]
        path = self.root / name
        if not path.is_file():
            raise LookupError(f"There is no static file named {name!r}.")
        changed_ns = path.stat().st_mtime_ns
        if known and known[0] == changed_ns:
            return known[1]
        digest = hashlib.blake2b(path.read_bytes(), digest_size=5).hexdigest()
        self._digests[name] = (changed_ns, digest)
        return digest

    def stylesheets(self) -> list[str]:
        """Return the stylesheets, tokens first; the layers make the order of the rest indifferent."""
        names = sorted(path.name for path in (self.root / "css").glob("*.css"))
        names.sort(key=lambda name: name != FIRST_STYLESHEET)
        return [f"css/{name}" for name in names]

    def joined(self) -> tuple[str, bytes, bytes]:
        """Return digest, plain bytes and gzipped bytes of all stylesheets one after the other."""
        if self._joined is None or self.watch:
            body = b"\n".join((self.root / name).read_bytes() for name in self.stylesheets())
            digest = hashlib.blake2b(body, digest_size=5).hexdigest()
            self._joined = (digest, body, gzip.compress(body, mtime=0))
        return self._joined

    def modules(self) -> dict[str, str]:
        """Return static file by import name: the behaviours, and what is vendored and present."""
        named = {
            f"controllers/{path.stem.replace('_', '-')}": f"js/controllers/{path.name}"
            for path in sorted((self.root / "js" / "controllers").glob("*.js"))
        }
        named.update({name: file for name, file in VENDORED_MODULES.items() if self.has(file)})
        return named


def register(app: Flask) -> None:
    """Give an application its static addresses, drawings, charts and the joined stylesheet."""
    app.extensions["muster_assets"] = AssetFiles(Path(app.static_folder or "static"), watch=app.debug)
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        asset=asset,
        asset_links=asset_links,
        has_asset=has_asset,
        import_map=import_map,
        map_tiles=map_tiles,
        accent_style=colours.accent_style,
        control_sort=form_controls.control_sort,
        control_attributes=form_controls.control_attributes,
        first_control_id=form_controls.first_control_id,
        error_entries=form_controls.error_entries,
        hidden_fields=form_controls.hidden_fields,
        bar_chart=partial(charts.bar_chart, fmt=format_number),
        line_chart=partial(charts.line_chart, fmt=format_number),
        donut_chart=partial(charts.donut_chart, fmt=format_number),
        column_chart=partial(charts.column_chart, fmt=format_number),
        sparkline=charts.sparkline,
        share_bar=charts.share_bar,
        placeholder_svg=drawings.placeholder_svg,
        stars_svg=drawings.stars_svg,
        avatar_tone=drawings.avatar_tone,
        qr_svg=drawings.qr_svg,
    )


def asset(name: str) -> str:
    """Return the address of a static file, changed whenever its content is."""
    return url_for("static", filename=name, v=_files().digest(name))


def has_asset(name: str) -> bool:
    """Tell whether a static file is there."""
    return _files().has(name)


def asset_links() -> Markup:
    """Return the link to the stylesheets: one for each while developing, one for all otherwise.

    Forty small files cost a phone several round trips before the first paint, so visitors get them
    joined; whoever develops sees in the browser which file a rule comes from.
    """
    if current_app.debug:
        addresses = [asset(name) for name in _files().stylesheets()]
    else:
        addresses = [url_for("assets.stylesheet", digest=_files().joined()[0])]
    return Markup("\n").join(Markup('<link rel="stylesheet" href="{}">').format(each) for each in addresses)


def import_map() -> Markup:
    """Return the JSON of the import map: behaviours by name, and vendored libraries that are present."""
    imports = {name: asset(file) for name, file in _files().modules().items()}
    return Markup(json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c"))


def map_tiles() -> dict[str, str] | None:
    """Return address and attribution of the map tiles, or nothing when none are configured."""
    settings = current_app.extensions["muster.settings"]
    if not settings.tile_url or not has_asset(VENDORED_MODULES["leaflet"]):
        return None
    return {"url": settings.tile_url, "attribution": settings.tile_attribution}


@blueprint.get("/assets/<digest>/muster.css")
@public
def stylesheet(digest: str) -> Response:
    """Serve all stylesheets as one; an address with an old digest gets the present ones, uncached."""
    current, plain, zipped = _files().joined()
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(zipped if takes_gzip else plain, mimetype="text/css")
    response.vary.add("Accept-Encoding")
    if takes_gzip:
        response.content_encoding = "gzip"
    if digest == current:
        response.cache_control.public = True
        response.cache_control.max_age = YEAR_S
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    return response


def _files() -> AssetFiles:
    files: AssetFiles = current_app.extensions["muster_assets"]
    return files

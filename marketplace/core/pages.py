"""What every page has at hand, and how refusals become pages or JSON."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app, g, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import generate_csrf
from werkzeug.exceptions import HTTPException

from marketplace.core import assets, clock, formats, i18n, limits, texts, translating, words
from marketplace.core.errors import MarketplaceError
from marketplace.core.http import csp_nonce

PAGES = frozenset({400, 403, 404, 409, 422, 429, 500})


def init_app(app: Flask) -> None:
    """Give templates their globals and filters, and put errors into pages."""
    assets.register(app)
    app.jinja_env.globals.update(
        csp_nonce=csp_nonce,
        csrf_token=generate_csrf,
        format_money=formats.format_money,
        format_when=formats.format_when,
        format_time=formats.format_time,
        format_clock=formats.format_clock,
        format_day=formats.format_day,
        format_distance=formats.format_distance,
        format_minutes=formats.format_minutes,
        format_hours=formats.format_hours,
        format_days=formats.format_days,
        format_number=formats.format_number,
        format_percent=formats.format_percent,
        format_date=formats.format_date,
        zone_name=formats.zone_name,
        sentence=words.sentence,
        now=clock.now,
        in_language=texts.in_language,
        language_of=texts.language_of,
        stage_in=texts.stage_in,
        other_languages=translating.other_languages,
        settings=app.extensions["muster.settings"],
    )
    app.jinja_env.filters["written_in"] = words.written_in
    app.jinja_env.filters["as_read"] = lambda row, field: texts.read_in(row, field, str(get_locale()))
    app.jinja_env.filters["said"] = lambda row, field: texts.marked(row, field, str(get_locale()))
    app.context_processor(_page_context)
    app.register_error_handler(MarketplaceError, _show_refusal)
    app.register_error_handler(RateLimitExceeded, _show_limit)
    app.register_error_handler(HTTPException, _show_http_error)
    if not app.testing:
        app.register_error_handler(Exception, _show_crash)


def wants_json() -> bool:
    """True for the programme interface, whose errors are JSON."""
    return request.path.startswith("/api/")


def _page_context() -> dict[str, Any]:
    return {
        "locale": str(get_locale() or "en"),
        "locales": [(code, i18n.LOCALE_NAMES.get(code, code)) for code in i18n.available()],
        "business": g.get("business"),
        "nav": g.get("nav", []),
    }


def page_error(status: int, **context: Any) -> tuple[str, int]:
    """The page for a status, with what to do next."""
    known = status if status in PAGES else (500 if status >= 500 else 400)
    values = {
        "status": status,
        "message": "",
        "home_url": url_for("home") if "home" in current_app.view_functions else "/",
    }
    return render_template(f"errors/{known}.html", **(values | context)), status


def _show_refusal(error: MarketplaceError) -> ResponseReturnValue:
    message = words.sentence(error.code, error.params)
    if wants_json():
        body = {
            "code": error.code,
            "message": message,
            "field": error.field,
            "errors": getattr(error, "errors", None),
        }
        return jsonify({k: v for k, v in body.items() if v is not None}), error.status
    return page_error(error.status, message=message)


def _show_limit(error: RateLimitExceeded) -> ResponseReturnValue:
    headers = {"Retry-After": str(limits.seconds_to_wait())}
    message = words.sentence("too_many_requests")
    if wants_json():
        return jsonify(code="too_many_requests", message=message), 429, headers
    page = page_error(429, message=message)
    return page[0], 429, headers


def _show_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    if wants_json():
        code = error.name.lower().replace(" ", "_")
        message = words.sentence(code) if code in words.known() else error.description
        body = {"code": code, "message": message}
        faults = (getattr(error, "data", None) or {}).get("messages")  # what validation said, field by field
        headers = (
            {"Allow": ", ".join(sorted(methods))}
            if (methods := getattr(error, "valid_methods", None))
            else {}
        )
        return jsonify(body | {"errors": faults} if faults else body), status, headers
    return page_error(status)


def _show_crash(error: Exception) -> ResponseReturnValue:
    current_app.logger.exception("a request failed", exc_info=error)
    if wants_json():
        return jsonify(code="crashed", message=words.sentence("crashed")), 500
    return page_error(500)

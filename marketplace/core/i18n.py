"""The reader's language and time zone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale
from flask_login import current_user

from config import LOCALES

LOCALE_COOKIE = "muster_locale"
LOCALE_NAMES = {"en": "English", "es": "Español"}

babel = Babel()


def init_app(app: Flask) -> None:
    """Attach Babel with the selectors below."""
    app.config.setdefault(
        "BABEL_TRANSLATION_DIRECTORIES", str(app.extensions["muster.root"] / "translations")
    )
    babel.init_app(app, locale_selector=select_locale, timezone_selector=select_timezone)


def select_locale() -> str | None:
    """Chosen by cookie, else said in the account, else asked for by the browser, else the installation's default."""
    if not has_request_context():
        return None
    forced = g.get("locale")
    if forced:
        return str(forced)
    chosen = request.cookies.get(LOCALE_COOKIE)
    if chosen in available():
        return chosen
    if current_user and current_user.is_authenticated and current_user.locale in available():
        return str(current_user.locale)
    default = current_app.extensions["muster.settings"].default_locale
    return request.accept_languages.best_match(available(), default=default)


def select_timezone() -> str | None:
    """The zone of the signed-in reader; None leaves Babel's UTC."""
    if has_request_context() and current_user and current_user.is_authenticated:
        return str(current_user.timezone)
    return None


def available() -> tuple[str, ...]:
    """The locales of this installation; tests add a pseudo-locale."""
    extra = current_app.config.get("EXTRA_LOCALES", ())
    return (*LOCALES, *extra)


@contextmanager
def spoken_to(locale: str) -> Iterator[None]:
    """Speak a person's language inside the block: for mail and other words made away from their request."""
    with force_locale(locale if locale in available() else LOCALES[0]):
        yield

"""The settings of an installation: read once from the environment, typed, and refused clearly when one is wrong."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent
LOCALES = ("en", "es")
MAIL_SCHEMES = ("outbox", "terminal", "smtp", "smtps")
SECRET_KEY_LENGTH_MIN = 16
PROXIES_MAX = 9


class InvalidSetting(ValueError):
    """A setting that cannot be used: its name, the value's fault, and what would be right."""

    def __init__(self, name: str, fault: str) -> None:
        super().__init__(f"{name}: {fault}")
        self.name = name
        self.fault = fault


@dataclass(frozen=True)
class Settings:
    """Everything an installation can be told; each field names its environment variable in `from_environment`."""

    secret_key: str = field(repr=False)
    database_url: str
    data_dir: Path
    world: str = "shop"
    business_opening: str = "first"
    base_url: str = "http://localhost:5000"
    default_locale: str = "en"
    mail_url: str = "outbox:"
    mail_from: str = "muster@localhost"
    uploads_url: str = ""
    rate_limit_url: str = "database:"
    rate_limits: bool = True
    trusted_proxies: int = 0
    geocoder: str = "embedded"
    geocoder_url: str = ""
    tile_url: str = ""
    tile_attribution: str = ""
    scheduler: bool = True
    testing: bool = False
    provider_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def is_demo(self) -> bool:
        """True for the demo world: invented people, demo sign-ins and the outbox page, on loopback only."""
        return self.world == "demo"

    @property
    def is_sqlite(self) -> bool:
        """True when the database is a SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def prints_mail(self) -> bool:
        """True while no mail server is set: mails are printed where Muster runs, so that an owner can begin at once."""
        return self.mail_url.startswith("terminal:")

    @property
    def is_https(self) -> bool:
        """True when people reach the site over TLS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """Host name people use, without port: the relying-party id of passkeys."""
        return urlsplit(self.base_url).hostname or "localhost"


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises
    ------
    InvalidSetting
        If a value cannot be used; the message names the variable and the remedy.
    """
    env = os.environ if environment is None else environment
    data_dir = Path(env.get("MUSTER_DATA_DIR", str(ROOT / "instance")))
    world = _one_of(env, "MUSTER_WORLD", ("shop", "demo"), "shop")
    base_url = _url(env, "MUSTER_BASE_URL", f"http://localhost:{_port(env)}")
    settings = Settings(
        secret_key=_secret(env),
        data_dir=data_dir,
        database_url=_database(env, data_dir / f"{world}.sqlite3"),
        world=world,
        business_opening=_one_of(env, "MUSTER_BUSINESS_OPENING", ("first", "invite", "open"), "first"),
        base_url=base_url,
        default_locale=_one_of(env, "MUSTER_LOCALE", LOCALES, "en"),
        mail_url=_scheme(env, "MUSTER_MAIL_URL", MAIL_SCHEMES, "outbox:" if world == "demo" else "terminal:"),
        mail_from=env.get("MUSTER_MAIL_FROM", "muster@localhost"),
        uploads_url=env.get("MUSTER_UPLOADS_URL", str(data_dir / f"{world}-uploads")),
        rate_limit_url=_scheme(env, "MUSTER_RATE_LIMIT_URL", ("database", "redis", "rediss"), "database:"),
        rate_limits=_switch(env, "MUSTER_RATE_LIMITS", "on"),
        trusted_proxies=_count(env, "MUSTER_TRUSTED_PROXIES", 0, PROXIES_MAX),
        geocoder=_one_of(env, "MUSTER_GEOCODER", ("embedded", "nominatim"), "embedded"),
        geocoder_url=env.get("MUSTER_GEOCODER_URL", ""),
        tile_url=env.get("MUSTER_TILE_URL", ""),
        tile_attribution=env.get("MUSTER_TILE_ATTRIBUTION", ""),
        scheduler=_switch(env, "MUSTER_SCHEDULER", "on"),
        provider_secrets={k: v for k, v in env.items() if k.startswith("STRIPE_") and v},
    )
    _check_together(settings)
    return settings


def _check_together(settings: Settings) -> None:
    if settings.tile_url and not settings.tile_attribution:
        raise InvalidSetting(
            "MUSTER_TILE_ATTRIBUTION", "map tiles need their attribution; set it beside MUSTER_TILE_URL"
        )
    if settings.is_demo and settings.host not in ("localhost", "127.0.0.1", "::1"):
        raise InvalidSetting(
            "MUSTER_WORLD",
            "the demo world runs on this machine only; use MUSTER_WORLD=shop for a public address",
        )
    if settings.is_demo and settings.provider_secrets:
        raise InvalidSetting(
            "STRIPE_SECRET_KEY",
            "the demo world pays with the sandbox only; unset the Stripe keys or use MUSTER_WORLD=shop",
        )


def _secret(env: Mapping[str, str]) -> str:
    value = env.get("SECRET_KEY", "")
    if len(value) < SECRET_KEY_LENGTH_MIN:
        raise InvalidSetting(
            "SECRET_KEY",
            f"needs at least {SECRET_KEY_LENGTH_MIN} characters; make one with "
            "`python -c 'import secrets; print(secrets.token_urlsafe(32))'`",
        )
    return value


def _database(env: Mapping[str, str], default: Path) -> str:
    value = env.get("DATABASE_URL") or f"sqlite:///{default}"
    scheme = value.split(":", 1)[0]
    if scheme in ("postgres", "postgresql"):
        return "postgresql+psycopg:" + value.split(":", 1)[1]
    if scheme not in ("sqlite", "postgresql+psycopg"):
        raise InvalidSetting("DATABASE_URL", "use sqlite:///path or postgresql://user:password@host/name")
    return value


def _port(env: Mapping[str, str]) -> int:
    value = env.get("PORT", "5000")
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise InvalidSetting("PORT", f"{value!r} is not a port number between 1 and 65535")
    return int(value)


def _count(env: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = env.get(name) or str(default)
    if not (value.isascii() and value.isdigit()) or int(value) > most:
        raise InvalidSetting(name, f"{value!r} is not a number between 0 and {most}")
    return int(value)


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise InvalidSetting(name, f"{value!r} is not one of {', '.join(allowed)}")
    return value


def _switch(env: Mapping[str, str], name: str, default: str) -> bool:
    return _one_of(env, name, ("on", "off"), default) == "on"


def _scheme(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.get(name) or default
    if value.split(":", 1)[0] not in allowed:
        raise InvalidSetting(name, f"must start with one of {', '.join(a + ':' for a in allowed)}")
    return value


def _url(env: Mapping[str, str], name: str, default: str) -> str:
    value = (env.get(name) or default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidSetting(name, f"{value!r} is not a web address such as https://army.example.org")
    return value

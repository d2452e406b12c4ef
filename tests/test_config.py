"""Settings are read once, typed, and refused with their name and the remedy."""

from __future__ import annotations

import pytest

from config import InvalidSetting, from_environment

SECRET = {"SECRET_KEY": "long enough to be a secret"}


def test_defaults_make_a_shop_on_sqlite_in_its_own_file() -> None:
    settings = from_environment(SECRET)

    assert settings.is_sqlite
    assert settings.database_url.endswith("instance/shop.sqlite3")
    assert not settings.is_demo
    assert settings.base_url == "http://localhost:5000"


def test_demo_and_shop_never_share_a_database() -> None:
    shop = from_environment(SECRET)
    demo = from_environment(SECRET | {"MUSTER_WORLD": "demo"})

    assert shop.database_url != demo.database_url
    assert shop.uploads_url != demo.uploads_url


def test_nobody_in_front_is_believed_unless_named() -> None:
    assert from_environment(SECRET).trusted_proxies == 0
    assert from_environment(SECRET | {"MUSTER_TRUSTED_PROXIES": "2"}).trusted_proxies == 2


def test_port_is_part_of_the_address_people_are_told() -> None:
    assert from_environment(SECRET | {"PORT": "8123"}).base_url == "http://localhost:8123"


@pytest.mark.parametrize("url", ["postgres://u@h/db", "postgresql://u@h/db"])
def test_postgresql_addresses_name_the_driver(url: str) -> None:
    assert from_environment(SECRET | {"DATABASE_URL": url}).database_url == "postgresql+psycopg://u@h/db"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"PORT": "70000"}, "PORT"),
        ({"PORT": "web"}, "PORT"),
        ({"DATABASE_URL": "mysql://h/db"}, "DATABASE_URL"),
        ({"MUSTER_WORLD": "moon"}, "MUSTER_WORLD"),
        ({"MUSTER_BUSINESS_OPENING": "maybe"}, "MUSTER_BUSINESS_OPENING"),
        ({"MUSTER_BASE_URL": "example"}, "MUSTER_BASE_URL"),
        ({"MUSTER_MAIL_URL": "pigeon:"}, "MUSTER_MAIL_URL"),
        ({"MUSTER_SCHEDULER": "yes"}, "MUSTER_SCHEDULER"),
        ({"MUSTER_TRUSTED_PROXIES": "-1"}, "MUSTER_TRUSTED_PROXIES"),
        ({"MUSTER_TRUSTED_PROXIES": "all"}, "MUSTER_TRUSTED_PROXIES"),
        ({"MUSTER_TRUSTED_PROXIES": "10"}, "MUSTER_TRUSTED_PROXIES"),
        ({"MUSTER_TILE_URL": "https://tiles.example/{z}/{x}/{y}.png"}, "MUSTER_TILE_ATTRIBUTION"),
        ({"MUSTER_WORLD": "demo", "MUSTER_BASE_URL": "https://army.example"}, "MUSTER_WORLD"),
        ({"MUSTER_WORLD": "demo", "STRIPE_SECRET_KEY": "sk_live_x"}, "STRIPE_SECRET_KEY"),
    ],
)
def test_a_wrong_setting_is_refused_by_name(changes: dict[str, str], name: str) -> None:
    with pytest.raises(InvalidSetting) as refused:
        from_environment(SECRET | changes)

    assert refused.value.name == name
    assert refused.value.fault


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = from_environment(SECRET | {"STRIPE_SECRET_KEY": "sk_test_hidden"})

    assert "sk_test_hidden" not in repr(settings)
    assert SECRET["SECRET_KEY"] not in repr(settings)

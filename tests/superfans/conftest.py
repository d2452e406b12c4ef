"""The fixtures of the businesses' tests: a browser to sign in with, and this area without the higher ones."""

from tests.businesses.conftest import app, browser, gazetteer, pages, site

__all__ = ["app", "browser", "gazetteer", "pages", "site"]

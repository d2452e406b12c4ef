"""Pages of rewards."""

from flask import Blueprint

blueprint = Blueprint("rewards", __name__)

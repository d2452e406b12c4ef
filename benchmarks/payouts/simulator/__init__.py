"""A seeded simulator of random histories: what may go wrong does, and at the end every cent is where it ought to be."""

from benchmarks.payouts.simulator.books import Books
from benchmarks.payouts.simulator.history import Report, run_history

__all__ = ["Books", "Report", "run_history"]

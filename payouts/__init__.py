"""Payouts: reward schemes, a double-entry ledger, and money moved once through a payment provider.

The library knows neither a web framework nor the host's tables. A SQLAlchemy Session or Connection and the
instant are passed in; the library never commits and never calls the provider inside a transaction.
"""

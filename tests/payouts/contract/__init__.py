"""The contract with Stripe, read out of the installed SDK's own types: an upgrade that breaks a call breaks a test."""

from tests.payouts.contract.checking import Contract, Watch

__all__ = ["Contract", "Watch"]

"""The embedded sandbox: Stripe's own client over an in-process transport that keeps its state in a database."""

from payouts.gateways.sandbox.answers import SandboxSettings
from payouts.gateways.sandbox.faults import Fault
from payouts.gateways.sandbox.transport import Sandbox

__all__ = ["Fault", "Sandbox", "SandboxSettings"]

"""Fixtures of every test: every call to the provider and every answer of the sandbox, is held to the contract."""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any

import pytest
import stripe

from payouts.gateways.sandbox import Sandbox
from tests.payouts.contract.checking import Watch


@pytest.fixture(scope="session")
def contract_watch() -> Iterator[Watch]:
    """Stand between the SDK and both its transports for as long as the tests run."""
    watch = Watch()
    patch = pytest.MonkeyPatch()
    for transport in (Sandbox, stripe.RequestsClient):
        patch.setattr(transport, "request", _watched(transport.request, watch))
    yield watch
    patch.undo()


@pytest.fixture(autouse=True)
def keeps_the_contract(contract_watch: Watch, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which something was sent or answered that the SDK's types do not know."""
    contract_watch.problems.clear()
    if request.node.get_closest_marker("breaks_contract") is not None:
        with contract_watch.off():
            yield
        return
    yield
    problems = list(dict.fromkeys(contract_watch.problems))
    assert not problems, "the contract with Stripe is broken:\n" + "\n".join(problems[:20])


def _watched(request: Any, watch: Watch) -> Any:
    @wraps(request)
    def watched(
        self: Any, method: str, url: str, headers: Any, post_data: Any = None, *args: Any, **options: Any
    ) -> Any:
        watch.request(method, url, headers, post_data)
        answer = request(self, method, url, headers, post_data, *args, **options)
        watch.answer(url, answer)
        return answer

    return watched

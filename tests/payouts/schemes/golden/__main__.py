"""Adds stored evaluations for the present vocabulary: ``python -m tests.payouts.schemes.golden NAME``.

A file that is there is never written again: what it says is what was promised to people. (Once a sign was set right:
English writes 80%, not 80 %; and kilometres got the decimals with which their line reckons. No amount has ever changed.)
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

from payouts.schemes import Facts, evaluate, facts_to_document, line_words, quote, scheme_from_document
from payouts.schemes.defaults import KINDS, default_scheme

HERE = Path(__file__).parent
LOCALES = ("en_US", "es_MX")


def stored(document: dict[str, Any], facts: Facts) -> dict[str, Any]:
    """What is kept of one evaluation: its inputs, its bytes, its words and what it reserves."""
    scheme = scheme_from_document(document)
    evaluation, promised = evaluate(scheme, facts), quote(scheme, facts)
    return {
        "scheme": document,
        "facts": facts_to_document(facts),
        "evaluation": evaluation.to_bytes().decode(),
        "words": {x: [line_words(line, x, scheme=scheme) for line in evaluation.lines] for x in LOCALES},
        "possible": [[line.code, line.amount.amount_minor] for line in promised.possible],
        "maximum_minor": promised.maximum.amount_minor,
    }


def facts(rng: random.Random) -> Facts:
    """Work of some sort."""
    planned, stops = rng.randint(0, 600), rng.randint(0, 40)
    return Facts(
        planned_minutes=planned, worked_minutes=rng.choice([None, rng.randint(0, planned + 90)]),
        waiting_minutes=rng.choice([0, rng.randint(0, 90)]), stops=stops,
        returned_stops=rng.randint(0, stops), guests=rng.randint(0, 12), distance_m=rng.randint(0, 90_000),
        price_minor=rng.choice([0, rng.randint(0, 100_000)]),
        rating_tenths=rng.choice([None, rng.randint(10, 50)]), streak=rng.randint(0, 30),
        is_peak=rng.random() < 0.5, is_first_gig=rng.random() < 0.3, is_newcomer=rng.random() < 0.3,
        perk_claims={"lunch": rng.randint(0, 2000)} if rng.random() < 0.5 else {},
    )  # fmt: skip


def documents() -> list[dict[str, Any]]:
    """The schemes that owners start from, and one of every type of component."""
    found = [
        default_scheme(kind, terms, currency).to_document()
        for kind in KINDS
        for terms, currency in (("paid", "USD"), ("paid", "JPY"), ("paid", "BHD"), ("volunteer_with_perks", "MXN"))
    ]  # fmt: skip
    full = json.loads((HERE / "full_scheme.json").read_text("utf-8"))
    return [*found, *([full] * 12)]


if __name__ == "__main__":
    path = HERE / f"{sys.argv[1]}.json"
    if path.exists():
        sys.exit(f"{path.name} is kept as it is")
    rng = random.Random(path.stem)
    cases = [stored(document, facts(rng)) for document in documents() for _ in range(2)]
    path.write_text(json.dumps(cases, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"{len(cases)} evaluations in {path.name}")

"""The command line: solve, verify, explain, bench, params and schema, JSON in and JSON out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from matching.documents import (
    parse,
    plain,
    read_draw_record,
    read_journey,
    read_mutual_solution,
    read_problem,
    read_route_problem,
    read_route_solution,
    read_solution,
)
from matching.errors import InvalidProblem
from matching.explanation import explain
from matching.modes.assign import assign
from matching.modes.draw import draw, replay
from matching.modes.mutual import blocking_pairs, mutual
from matching.modes.plan import plan
from matching.modes.rank import rank
from matching.params import Params
from matching.rulebook import Violation
from matching.solution import Pair
from matching.verifier import verify, verify_pairs
from matching.words import say

BESIDE = frozenset({"mode", "journey", "alternatives", "count", "prices", "interest", "seed", "wishes"})
OK, BROKEN, REFUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str or None
        Words after the program's name; those of the process if None.

    Returns
    -------
    int
        0 if all is well, 1 if `verify` found a violation, 2 if the input was refused; then field and reason stand on
        the error stream.
    """
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], tuple[int, object]] = options.command
    try:
        status, answer = command(options)
    except InvalidProblem as error:
        refusal = {"field": error.field, "reason": error.reason}
        sys.stderr.write(json.dumps(refusal, ensure_ascii=False) + "\n")
        return REFUSED
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matching", description="Match people to work.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    solve = commands.add_parser("solve", help="solve the problem in FILE; its mode or format says how")
    solve.add_argument("file", help="JSON file or instance, or - for the standard input")
    solve.add_argument("second", nargs="?", help="the other of two CSV tables")
    solve.add_argument(
        "--format", help="json, orlib, solomon, lilim or csv; told from the content if left out"
    )
    solve.add_argument("--convention", help="dimacs or classic, for solomon and lilim")
    solve.add_argument("--iterations", type=int, help="work budget, for solomon and lilim")
    solve.add_argument("--seed", type=int, default=1, help="seed of the search, for solomon and lilim")
    solve.set_defaults(command=_solve)
    check = commands.add_parser("verify", help="check SOLUTION against the problem in FILE")
    check.add_argument("file")
    check.add_argument("solution")
    check.set_defaults(command=_verify)
    why = commands.add_parser("explain", help="tell why a fan has a gig or not")
    why.add_argument("file")
    why.add_argument("--solution", help="JSON file; solved anew if left out")
    why.add_argument("--fan", required=True)
    why.add_argument("--gig", required=True)
    why.add_argument("--language", default="en")
    why.add_argument("--zone", default="UTC", help="time zone in which instants are told")
    why.set_defaults(command=_explain)
    bench = commands.add_parser("bench", help="measure made-up markets")
    bench.add_argument("--fans", type=int, default=200)
    bench.add_argument("--gigs", type=int, default=40)
    bench.add_argument("--seed", type=int, default=1)
    bench.add_argument("--rounds", type=int, default=3)
    bench.set_defaults(command=_bench)
    commands.add_parser("params", help="list weights and limits").set_defaults(command=_params)
    commands.add_parser("schema", help="print the JSON Schema").set_defaults(command=_schema)
    return parser


def _load(name: str) -> dict[str, Any]:
    return parse(_content(name))


def _content(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise InvalidProblem("file", f"cannot be read: {error.strerror}") from error


def _solve(options: argparse.Namespace) -> tuple[int, object]:
    contents = [_content(name) for name in (options.file, options.second) if name is not None]
    form = options.format or _form(contents[0])
    if form != "json":
        from matching.instances import solve_timed

        return OK, solve_timed(form, contents, options.convention, options.iterations, options.seed)
    if options.second is not None:
        raise InvalidProblem("file", "must be 1 for the format json, not 2")
    data = parse(contents[0])
    mode = data.get("mode", "assign")
    if not isinstance(mode, str) or mode not in MODES:
        raise InvalidProblem("mode", f"must be one of {', '.join(MODES)}")
    return OK, {"mode": mode, **plain(MODES[mode](data))}


def _form(content: bytes) -> str:
    if content.lstrip()[:1] in (b"{", b"[", b""):  # spares every document the search through other formats
        return "json"
    from matching.readers import detected

    return detected(content) or "json"


def _solve_plan(data: dict[str, Any]) -> object:
    if "journey" not in data:
        raise InvalidProblem("journey", "is missing")
    journey = read_journey(data["journey"])
    return plan(read_problem(data, beside=BESIDE), journey, alternatives=_number(data, "alternatives", 3))


def _solve_rank(data: dict[str, Any]) -> object:
    problem = read_problem(data, beside=BESIDE)
    prices = data.get("prices", {})
    if not isinstance(prices, dict) or not all(type(price) is int for price in prices.values()):
        raise InvalidProblem("prices", "must map ids of fans to points")
    return rank(problem.gigs, problem.fans, problem.params, count=_number(data, "count", 3), prices=prices)


def _solve_draw(data: dict[str, Any]) -> object:
    return draw(read_problem(data, beside=BESIDE), _lists(data, "interest"), seed=data.get("seed", ""))


def _solve_mutual(data: dict[str, Any]) -> object:
    return mutual(read_problem(data, beside=BESIDE), _lists(data, "wishes"))


def _lists(data: dict[str, Any], name: str) -> dict[str, list[str]]:
    value = data.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(items, list) for items in value.values()):
        raise InvalidProblem(name, "must map ids to lists of ids")
    return value


def _solve_route(data: dict[str, Any]) -> object:
    from matching.routing import route

    return route(read_route_problem(data, beside=BESIDE))


MODES: dict[str, Callable[[dict[str, Any]], object]] = {
    "assign": lambda data: assign(read_problem(data, beside=BESIDE)),
    "draw": _solve_draw,
    "mutual": _solve_mutual,
    "plan": _solve_plan,
    "rank": _solve_rank,
    "route": _solve_route,
}


def _number(data: dict[str, Any], name: str, default: int) -> int:
    value = data.get(name, default)
    if type(value) is not int:
        raise InvalidProblem(name, "must be a whole number")
    return value


def _verify(options: argparse.Namespace) -> tuple[int, object]:
    content, answer = _content(options.file), _load(options.solution)
    form = _form(content)
    if form != "json":
        from matching.instances import check_instance

        found = check_instance(form, content, answer)
        return (BROKEN if found else OK), {"violations": plain(found)}
    data = parse(content)
    mode = answer.pop("mode", data.get("mode", "assign"))
    if mode not in CHECKS:
        raise InvalidProblem("mode", f"must be one of {', '.join(CHECKS)}")
    violations = CHECKS[mode](data, answer)
    return (BROKEN if violations else OK), {"violations": plain(violations)}


def _check_assign(data: dict[str, Any], answer: dict[str, Any]) -> list[Violation]:
    return verify(read_problem(data, beside=BESIDE), read_solution(answer))


def _check_draw(data: dict[str, Any], answer: dict[str, Any]) -> list[Violation]:
    record = read_draw_record(answer)
    again = draw(read_problem(data, beside=BESIDE), _lists(data, "interest"), seed=record.seed)
    checks = {"not_replayed": replay(record), "not_this_problem": again == record}
    return [Violation(code) for code, holds in checks.items() if not holds]


def _check_mutual(data: dict[str, Any], answer: dict[str, Any]) -> list[Violation]:
    problem, solution = read_problem(data, beside=BESIDE), read_mutual_solution(answer)
    pairs = [Pair(problem.gig(gig_id).id, problem.fan(fan_id).id, 0) for gig_id, fan_id in solution.pairs]
    blocking = blocking_pairs(problem, solution, _lists(data, "wishes"))
    return [
        *verify_pairs(problem, pairs),
        *(Violation("blocking_pair", gig_id, fan_id) for gig_id, fan_id in blocking),
    ]


def _check_route(data: dict[str, Any], answer: dict[str, Any]) -> list[Violation]:
    from matching.routing import verify_route

    return verify_route(read_route_problem(data, beside=BESIDE), read_route_solution(answer))


CHECKS: dict[str, Callable[[dict[str, Any], dict[str, Any]], list[Violation]]] = {
    "assign": _check_assign,
    "draw": _check_draw,
    "mutual": _check_mutual,
    "route": _check_route,
}


def _explain(options: argparse.Namespace) -> tuple[int, object]:
    problem = read_problem(_load(options.file), beside=BESIDE)
    if options.solution is None:
        solution = assign(problem)
    else:
        answer = _load(options.solution)
        answer.pop("mode", None)
        solution = read_solution(answer)
    found = explain(problem, solution, options.fan, options.gig)
    spoken = {"language": options.language, "zone": options.zone}
    words = {
        "for_fan": [say(reason, **spoken) for reason in found.for_fan],
        "for_others": [say(reason, **spoken) for reason in found.for_others],
        "changes": [say(change, **spoken) for change in found.changes],
    }
    return OK, {**plain(found), "words": words}


def _bench(options: argparse.Namespace) -> tuple[int, object]:
    from matching.bench import measure

    return OK, measure(fans=options.fans, gigs=options.gigs, seed=options.seed, rounds=options.rounds)


def _params(options: argparse.Namespace) -> tuple[int, object]:
    from matching.routing.model import RouteLimits

    return OK, {"params": plain(Params.describe()), "route_limits": plain(RouteLimits.describe())}


def _schema(options: argparse.Namespace) -> tuple[int, object]:
    path = Path(__file__).parent / "documents" / "schema.json"
    return OK, json.loads(path.read_text("utf-8"))

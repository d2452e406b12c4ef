"""The command line: solve, verify, explain, bench, params and schema, JSON in and JSON out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from matching.document_modes import BESIDE, CHECKS, MODES
from matching.documents import parse, plain, read_problem, read_solution
from matching.errors import InvalidProblem
from matching.explanation import explain
from matching.fans import zone_named
from matching.modes.assign import assign
from matching.params import Params
from matching.words import say

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


def _explain(options: argparse.Namespace) -> tuple[int, object]:
    problem = read_problem(_load(options.file), beside=BESIDE)
    if options.solution is None:
        solution = assign(problem)
    else:
        answer = _load(options.solution)
        answer.pop("mode", None)
        solution = read_solution(answer)
    zone_named(options.zone)
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

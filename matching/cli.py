"""The command line: solve, verify, explain, replay, bench, params and schema, JSON in and JSON out."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

from matching.checks import check_text
from matching.document_checks import CHECKS
from matching.document_modes import MODES, market_in, mode_of
from matching.document_words import gig_told, pair_told
from matching.documents import parse, plain, read_draw_record, read_solution
from matching.errors import InvalidProblem
from matching.fans import zone_named
from matching.measured import gap_percent, peak_mb
from matching.modes.assign import assign
from matching.modes.draw import replay
from matching.params import Params
from matching.readers.text import whole
from matching.words import say, tongue_of

OK, BROKEN, REFUSED = 0, 1, 2
MOST_WORDS = 200
MOST_BENCH = 10**9
BESIDE_ANSWER = frozenset({"gap_percent", "seconds", "memory_mb"})
"""Told beside the answer to a document, and no part of it."""
LARGE = frozenset({"numba", "ortools", "scipy"})
"""What only some formats need, and a small shop does not install."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str or None
        Words after the program's name; those of the process if None.

    Returns
    -------
    int
        0 if all is well, 1 if `verify` found a violation or a draw does not replay, 2 if the input was refused; then
        field and reason stand on the error stream.
    """
    try:
        options = _parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], tuple[int, object]] = options.command
        status, answer = command(options)
    except InvalidProblem as error:
        return refuse(error)
    except ModuleNotFoundError as error:
        if error.name not in LARGE:
            raise
        return refuse(InvalidProblem("format", f"needs {error.name}, which requirements-large.txt installs"))
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    return status


def refuse(error: InvalidProblem) -> int:
    """Say on the error stream what is wrong; gives the status of it."""
    refusal = {"field": error.field, "reason": error.reason}
    sys.stderr.write(json.dumps(refusal, ensure_ascii=False) + "\n")
    return REFUSED


class _Parser(argparse.ArgumentParser):
    """Refuses wrong words as everything else is refused."""

    def error(self, message: str) -> NoReturn:
        raise InvalidProblem("arguments", message[:MOST_WORDS])


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m matching", description="Match people to work.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    solve = commands.add_parser("solve", help="solve the problem in FILE; its mode or format says how")
    solve.add_argument("file", help="JSON file or instance, or - for the standard input")
    solve.add_argument("second", nargs="?", help="the other of two CSV tables")
    _add_format(solve)
    solve.add_argument("--convention", help="dimacs or classic, for solomon and lilim")
    solve.add_argument("--iterations", help="work budget, for solomon and lilim")
    solve.add_argument("--seed", help="seed of the search, for solomon and lilim")
    solve.set_defaults(command=_solve)
    check = commands.add_parser("verify", help="check ANSWER against the problem in FILE")
    check.add_argument("file", help="as for solve")
    check.add_argument("second", nargs="?", help="as for solve")
    check.add_argument("answer", help="what solve printed")
    _add_format(check)
    check.set_defaults(command=_verify)
    why = commands.add_parser("explain", help="tell why a fan has a gig or not, or why a gig is unfilled")
    why.add_argument("file")
    why.add_argument("--solution", help="JSON file; solved anew if left out")
    why.add_argument("--fan", help="what is asked about the gig as a whole if left out")
    why.add_argument("--gig", required=True)
    why.add_argument("--language", default="en")
    why.add_argument("--zone", default="UTC", help="time zone in which instants are told")
    why.add_argument("--names", help="JSON file with what to call codes: skills, languages, people")
    why.set_defaults(command=_explain)
    again = commands.add_parser("replay", help="draw the lots of RECORD again")
    again.add_argument("record", help="what solve printed for a draw")
    again.set_defaults(command=_replay)
    bench = commands.add_parser("bench", help="measure made-up markets")
    for name, usual in (("fans", "200"), ("gigs", "40"), ("seed", "1"), ("rounds", "3")):
        bench.add_argument(f"--{name}", default=usual)
    bench.set_defaults(command=_bench)
    commands.add_parser("params", help="list weights and limits").set_defaults(command=_params)
    commands.add_parser("schema", help="print the JSON Schema").set_defaults(command=_schema)
    return parser


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format", help="json, orlib, solomon, lilim or csv; told from the content if left out"
    )


def _content(name: str) -> bytes:
    if name == "-" and sys.stdin is None:
        raise InvalidProblem("file", "cannot be read: the standard input is closed")
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "no such name"
        raise InvalidProblem("file", f"cannot be read: {reason}") from error


def _contents(options: argparse.Namespace) -> tuple[str, list[bytes]]:
    """The format, and the content of the file or both files."""
    contents = [_content(name) for name in (options.file, options.second) if name is not None]
    form = options.format or _form(contents[0])
    if form == "json" and len(contents) > 1:
        raise InvalidProblem("file", "must be 1 for the format json, not 2")
    return form, contents


def _form(content: bytes) -> str:
    if content.lstrip()[:1] in (b"{", b"[", b""):  # spares every document the search through other formats
        return "json"
    from matching.readers import DETECTORS, detected

    form = detected(content)
    if form is None:
        kinds = ", ".join(DETECTORS)
        raise InvalidProblem("file", f"is neither a JSON object nor of a known format ({kinds})")
    return form


def _solve(options: argparse.Namespace) -> tuple[int, object]:
    form, contents = _contents(options)
    given = {name: getattr(options, name) for name in ("convention", "iterations", "seed")}
    if form == "json" and not any(given.values()):
        return OK, _solved(parse(contents[0]))
    from matching.instances import solve_timed, wishes_from

    return OK, solve_timed(form, contents, wishes_from(form, given))


def _solved(data: dict[str, Any]) -> dict[str, Any]:
    """The answer to a document with what it took, as `matching.instances.solve_timed` tells it of an instance."""
    begun = time.process_time()
    mode = mode_of(data)
    answer = plain(MODES[mode](data))
    gap = {"gap_percent": gap_percent(answer["objective"], answer["bound"])} if "bound" in answer else {}
    seconds = round(time.process_time() - begun, 3)
    return {"mode": mode, **answer, **gap, "seconds": seconds, "memory_mb": peak_mb()}


def _answer(name: str) -> dict[str, Any]:
    """An answer without what was only told beside it."""
    return {field: value for field, value in parse(_content(name)).items() if field not in BESIDE_ANSWER}


def _verify(options: argparse.Namespace) -> tuple[int, object]:
    form, contents = _contents(options)
    if form == "json":
        data, answer = parse(contents[0]), _answer(options.answer)
        mode = mode_of(data)
        if answer.pop("mode", mode) != mode:
            raise InvalidProblem("mode", f"of the answer must be {mode}, as the problem's is")
        found = CHECKS[mode](data, answer)
    else:
        from matching.instance_checks import check_instance

        found = check_instance(form, contents, parse(_content(options.answer)))
    return (BROKEN if found else OK), {"violations": plain(found)}


def _explain(options: argparse.Namespace) -> tuple[int, object]:
    tongue_of(options.language)
    zone_named(options.zone)
    data = parse(_content(options.file))
    if mode_of(data) != "assign":
        raise InvalidProblem("mode", "must be assign: what is explained is the best whole")
    problem = market_in(data, "assign")
    if options.solution is None:
        solution = assign(problem)
    else:
        answer = _answer(options.solution)
        answer.pop("mode", None)
        solution = read_solution(answer)
    told = partial(say, language=options.language, zone=options.zone, names=_names(options.names))
    if options.fan is None:
        return OK, gig_told(problem, solution, options.gig, told)
    return OK, pair_told(problem, solution, options.fan, options.gig, told)


def _names(file: str | None) -> dict[str, str]:
    names = {} if file is None else parse(_content(file))
    return {code: check_text(f"names.{code}", name) for code, name in names.items()}


def _replay(options: argparse.Namespace) -> tuple[int, object]:
    data = _answer(options.record)
    data.pop("mode", None)
    holds = replay(read_draw_record(data))
    return (OK if holds else BROKEN), {"holds": holds}


def _bench(options: argparse.Namespace) -> tuple[int, object]:
    from matching.bench import measure

    names = ("fans", "gigs", "seed", "rounds")
    return OK, measure(**{name: whole(name, getattr(options, name), 0, MOST_BENCH) for name in names})


def _params(options: argparse.Namespace) -> tuple[int, object]:
    from matching.routing.model import RouteLimits

    return OK, {"params": plain(Params.describe()), "route_limits": plain(RouteLimits.describe())}


def _schema(options: argparse.Namespace) -> tuple[int, object]:
    path = Path(__file__).parent / "documents" / "schema.json"
    return OK, json.loads(path.read_text("utf-8"))

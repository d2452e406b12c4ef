"""How loops are compiled: importing this module loads the compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
UNCOUNTED: dict[str, Any] = {**OPTIONS, "_nrt": False}


def compiled(function: Function) -> Function:
    """Compile a function when it is first called, and keep the machine code beside the package.

    The kept code of a function is renewed when its own file changes, not when a file it calls into does: loops
    that call one another live in one file.
    """
    return cast(Function, numba.njit(cache=True, **OPTIONS)(function))


def lean(function: Function) -> Function:
    """Compile as `compiled` does, for a loop that makes no array: it does not count who holds the arrays it reads.

    Counting costs more than everything else in a loop that reads many arrays for each pair. The caller holds them.
    """
    return cast(Function, numba.njit(cache=True, **UNCOUNTED)(function))


def inlined(function: Function) -> Function:
    """Compile a function that makes no array into its callers, so that passing it many arrays costs nothing."""
    return cast(Function, numba.njit(forceinline=True, **UNCOUNTED)(function))


@inlined
def whole(number: Any) -> int:
    """Return a number of any kind as a signed whole number of 64 bits."""
    return np.int64(number)  # type: ignore[return-value]


def _ones(typingctx: Any, word: Any) -> Any:
    """Number of ones in a word of 64 bits."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ctpop(args[0])

    return types.uint64(types.uint64), build


def _lowest(typingctx: Any, word: Any) -> Any:
    """Position of the lowest one in a word of 64 bits that is not 0."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.cttz(args[0], context.get_constant(types.boolean, True))

    return types.uint64(types.uint64), build


def _fetch(typingctx: Any, array: Any, index: Any) -> Any:
    """Ask for the cache line of an item of a contiguous array, which is then there when it is read."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        word, line = ir.IntType(32), ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [line, word, word, word])
        ask = builder.module.declare_intrinsic("llvm.prefetch", [line], kind)
        where = builder.bitcast(builder.gep(data, [args[1]]), line)
        builder.call(ask, [where, word(0), word(3), word(1)])
        return context.get_dummy_value()

    return types.void(array, types.int64), build


fetch: Callable[..., Any] = intrinsic(_fetch)
"""Ask for the cache line of an item (array, flat position), for compiled code; the position must lie in the array."""
ones: Callable[..., Any] = intrinsic(_ones)
"""Number of ones in a word, for compiled code."""
lowest: Callable[..., Any] = intrinsic(_lowest)
"""Position of the lowest one in a word, for compiled code."""

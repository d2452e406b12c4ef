"""How loops are compiled: importing this module loads the compiler."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
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


ones: Callable[..., Any] = intrinsic(_ones)
"""Number of ones in a word, for compiled code."""
lowest: Callable[..., Any] = intrinsic(_lowest)
"""Position of the lowest one in a word, for compiled code."""

"""What is computed of something that does not change is computed once, and kept with it."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

Whole = TypeVar("Whole")
Given = ParamSpec("Given")
Result = TypeVar("Result")


def kept(work: Callable[Concatenate[Whole, Given], Result]) -> Callable[Concatenate[Whole, Given], Result]:
    """Let a function keep what it returns with its first argument, such as a run, for who asks the same again.

    That is not to be changed, nor what is returned; the other arguments are hashable.
    """
    name = f"{work.__module__}.{work.__qualname__}"

    @wraps(work)
    def once(whole: Whole, /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
        made = whole.__dict__.setdefault("_kept", {})
        asked = (name, args, *kwargs.items())
        if asked not in made:
            made[asked] = work(whole, *args, **kwargs)
        found: Result = made[asked]
        return found

    return once

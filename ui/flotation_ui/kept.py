"""Results kept in memory for all sessions together, each worked out once however many ask."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The results asked for last, by keys that name their content.

    Whoever asks for what another is working out waits for it. An error is not kept.

    Parameters
    ----------
    most : int
        Results in memory; the one asked for longest ago goes first.

    Examples
    --------
    >>> squares = Kept(most=2)
    >>> squares.get(3, lambda: 9), squares.get(3, lambda: 1 / 0)
    (9, 9)
    """

    def __init__(self, most: int):
        self._most = most
        self._results: OrderedDict[Hashable, Value] = OrderedDict()
        self._working: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, work: Callable[[], Value]) -> Value:
        """The result of a key, worked out where it is not known.

        Parameters
        ----------
        key : hashable
            Must name everything that the result depends on.
        work : callable
            Works it out.
        """
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
            mine = self._working.setdefault(key, Lock())
        with mine:
            with self._lock:
                if key in self._results:
                    return self._results[key]
            try:
                result = work()
                self._keep(key, result)
            finally:
                with self._lock:
                    self._working.pop(key, None)
        return result

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._results.clear()

    def _keep(self, key: Hashable, result: Value) -> None:
        with self._lock:
            self._results[key] = result
            while len(self._results) > self._most:
                self._results.popitem(last=False)

"""Limits of a solved linear programme that can be moved, re-solved and put back."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from flotation.errors import SolverError
from optimiser.embedding import Embedding
from optimiser.highs import Answer, Session
from optimiser.ladders import Ladder
from optimiser.ranging import Side, Supported, one_side
from optimiser.search import add_tangents

MOST_TANGENTS = 40  # rounds at one place of a limit
INSIDE = 1e-7  # of a reach: its very end can be met to rounding only
NO_REACH = 1e-7  # of a side: a limit that reaches no further cannot be moved


@dataclass(frozen=True, slots=True, kw_only=True)
class Movable:
    """One side of a row, or one bound of a fill, of a programme kept hot.

    Attributes
    ----------
    session : Session
        With the objective of the question; as it was when it was solved.
    embedding : Embedding
    values, constant : ndarray, float
        What is limited: a row as written, over all columns.
    side : float
        Where the limit stands.
    at_most : bool
    put : callable
        Moves the limit; to infinity, it is lifted.
    dual : callable
        Rise of the optimum with the limit's place, at an answer.
    deadline : float
        Of ``time.monotonic``. [s]
    """

    session: Session
    embedding: Embedding
    values: np.ndarray
    constant: float
    side: float
    at_most: bool
    put: Callable[[float], None]
    dual: Callable[[Answer], float]
    deadline: float

    def eased(self, dual: float) -> Side | None:
        """The optimum while the limit is relaxed; None where it does not hold anything back."""
        with self._put_back():
            self.put(self._lifted)
            free = self.body(self._solve())
        return self._away(self._outwards, (free - self.side) * self._outwards, dual)

    def tightened(self, dual: float) -> Side | None:
        """The optimum while the limit is tightened; None where it cannot be."""
        cost, offset = self.session.cost, self.session.offset
        with self._put_back():
            self.put(self._lifted)
            self.session.set_objective(self.values * self._outwards, 0.0)
            try:
                least = self.body(self._solve())
            finally:
                self.session.set_objective(cost, offset)
        reach = (self.side - least) * self._outwards * (1.0 - INSIDE)
        return self._away(-self._outwards, reach, dual)

    @property
    def _outwards(self) -> float:
        return 1.0 if self.at_most else -1.0

    @property
    def _lifted(self) -> float:
        return self._outwards * np.inf

    def _away(self, direction: float, reach: float, dual: float) -> Side | None:
        if reach <= NO_REACH * max(abs(self.side), 1e-2):
            return None

        def optimum(distance: float) -> Supported | None:
            self.put(self.side + direction * distance)
            answer = self._solve()
            return answer.objective, direction * self.dual(answer)

        with self._put_back():
            return one_side(optimum, direction * dual, reach)

    @contextmanager
    def _put_back(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.put(self.side)

    def body(self, answer: Answer) -> float:
        """What is limited, at an answer."""
        return self.constant + float(self.values @ answer.point)

    def _solve(self) -> Answer:
        for _ in range(MOST_TANGENTS):
            left = self.deadline - time.monotonic()
            if left <= 0.0:
                raise SolverError("no time was left to move a limit")
            answer = self.session.solve(time_limit=left)
            if answer.status != "optimal":
                raise SolverError(f"a limit could not be moved: {answer.status}")
            if not add_tangents(self.session, self.embedding, answer.point):
                break
        return answer


def movable_row(session: Session, embedding: Embedding, row: str, deadline: float) -> Movable:
    """The only side of a named row."""
    compiled = session.compiled
    i = compiled.rows[row]
    scale, at_most = compiled.row_scale[i], bool(np.isfinite(session.row_high[i]))

    def put(place: float) -> None:
        session.set_row(row, *((-np.inf, place) if at_most else (place, np.inf)))

    return Movable(
        session=session,
        embedding=embedding,
        values=compiled.matrix[[i], :].toarray()[0] / scale,
        constant=0.0,
        side=float((session.row_high if at_most else session.row_low)[i] / scale),
        at_most=at_most,
        put=put,
        dual=lambda answer: float(answer.duals[0][i] * scale),
        deadline=deadline,
    )


def movable_end(
    session: Session, embedding: Embedding, ladder: Ladder, *, high: bool, deadline: float
) -> Movable:
    """The end of a lever's range, moved within its last segment [the lever's unit]."""
    segment = -1 if high else 0
    column, width = int(ladder.fills[segment]), float(np.diff(ladder.knots)[segment])
    start = float(ladder.knots[-2] if high else ladder.knots[0])
    values = np.zeros(len(session.cost))
    values[column] = width

    def put(place: float) -> None:
        fill = np.clip((place - start) / width, 0.0, 1.0)
        low, top = (0.0, fill) if high else (fill, 1.0)
        session.set_columns(np.array([column]), np.array([low]), np.array([top]))

    return Movable(
        session=session,
        embedding=embedding,
        values=values,
        constant=start,
        side=float(ladder.knots[segment]),
        at_most=high,
        put=put,
        dual=lambda answer: float(answer.duals[1][column] / width),
        deadline=deadline,
    )

"""Errors raised by this project, each with the exit code a command ends with.

* FlotationError
  x DataError             a file, table or form is wrong: what, where, what to do (1)
    x PlantFileError      the plant file is wrong; names the path inside the file (1)
    x ModelFileError      a model file is damaged, foreign or of another version (1)
    x StoreError          the store of models is damaged, busy, or lacks what was named (1)
    x HistoryError        the history is damaged, busy, or lacks what was named (1)
      x ConflictError     what was to be written disagrees with what is there (1)
  x AccessError           the person at the page is not known, or may not do this (1)
  x InfeasibleError       no set-points meet every limit; names the conflict (3)
  x RefusedError          the data cannot carry the advice; names what is missing (4)
  x NotPromotedError      another model was promoted meanwhile, or none was judged (5)
  x SolverError           the solver failed: no answer that passes the checks (6)
    x TimeLimitError      time ended before any set-points were found (7)
    x UnboundedError      nothing keeps what is asked for from growing without end (8)
"""


class FlotationError(Exception):
    """Base class: catch this at a shell (command, page, job) and show its message."""

    exit_code = 1


class DataError(FlotationError, ValueError):
    """A file, table or form that cannot be used as given."""


class PlantFileError(DataError):
    """A plant file that cannot be used; the message names the path inside it."""


class ModelFileError(DataError):
    """A model file that is damaged, from another plant, or of another version."""


class StoreError(DataError):
    """A store of models that is damaged, busy, or lacks what was named."""


class HistoryError(DataError):
    """A history that is damaged, busy, of another version, or lacks what was named."""


class ConflictError(HistoryError):
    """Something that would overwrite what another person or file said before."""


class AccessError(FlotationError, PermissionError):
    """Somebody who is not signed in, has no role, or whose role does not reach.

    Parameters
    ----------
    message : str
        One sentence.
    sign_in_helps : bool, default False
        Whether signing in may help, so that a page offers it.
    """

    def __init__(self, message, *, sign_in_helps=False):
        super().__init__(message)
        self.sign_in_helps = sign_in_helps


class InfeasibleError(FlotationError, RuntimeError):
    """No set-points satisfy every limit.

    Parameters
    ----------
    message : str
        One sentence.
    conflict : sequence of str, default ()
        The smallest set of limits that cannot hold together.
    relaxation : mapping of str to float, default None
        The cheapest change to limits that makes a plan possible, in the
        limits' own units.
    alternatives : sequence of optimiser.relaxation.Alternative, default ()
        Questions near this one that have a plan, the smallest change first.
    irreducible : bool, default False
        Whether every limit of the conflict is known to be needed for it.
    """

    exit_code = 3

    def __init__(
        self, message, *, conflict=(), relaxation=None, alternatives=(), irreducible=False
    ):
        super().__init__(message)
        self.conflict = tuple(conflict)
        self.relaxation = dict(relaxation or {})
        self.alternatives = tuple(alternatives)
        self.irreducible = irreducible


class RefusedError(FlotationError, RuntimeError):
    """The data cannot carry the advice that was asked for.

    Parameters
    ----------
    message : str
        One sentence.
    reasons : mapping of str to str, default None
        Per lever (or subject), the evidence that is missing.
    """

    exit_code = 4

    def __init__(self, message, *, reasons=None):
        super().__init__(message)
        self.reasons = dict(reasons or {})


class NotPromotedError(FlotationError, RuntimeError):
    """A challenger that may not take the champion's place as things stand."""

    exit_code = 5


class SolverError(FlotationError, RuntimeError):
    """The solver stopped without a usable answer."""

    exit_code = 6


class TimeLimitError(SolverError):
    """Time ended before any set-points were found; whether there are any is not known."""

    exit_code = 7


class UnboundedError(SolverError):
    """Nothing in the programme keeps its objective from growing without end."""

    exit_code = 8

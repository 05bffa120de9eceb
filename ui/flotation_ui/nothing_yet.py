"""What a page lacks before it can show anything: no fault, and it says where to go."""

from flotation.errors import DataError


class NothingYetError(DataError):
    """A plant without shifts, or without a model.

    Parameters
    ----------
    message : str
        A message of the catalogue, in English.
    page : str
        Id of the page on which this is put right.
    """

    def __init__(self, message: str, *, page: str):
        super().__init__(message)
        self.page = page

"""Streaming XML of a workbook's parts; document types and entities are refused."""

from functools import lru_cache
from xml.parsers import expat

_STEP = 1 << 16


class MarkupError(ValueError):
    """XML that a workbook does not hold."""


def parse(stream, *, start, end, text):
    """Call handlers for the elements of a stream, names without their namespace.

    Parameters
    ----------
    stream : binary file
    start : callable
        Given name and attributes.
    end : callable
        Given name.
    text : callable
        Given characters.

    Raises
    ------
    MarkupError
        If the XML is broken or declares a document type.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_):
        raise MarkupError("it declares a document type or entities, which no workbook needs")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: start(local(name), attributes)
    parser.EndElementHandler = lambda name: end(local(name))
    parser.CharacterDataHandler = text
    try:
        while part := stream.read(_STEP):
            parser.Parse(part, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise MarkupError(str(error)) from error


@lru_cache(maxsize=1000)
def local(name):
    """A name without its namespace prefix."""
    return name.rpartition(":")[2]


def attribute(attributes, name, default=None):
    """An attribute by its name without namespace prefix."""
    if name in attributes:
        return attributes[name]
    return next((v for k, v in attributes.items() if local(k) == name), default)

"""The words of one language: messages by gettext, and the plant file's own labels.

Messages are written in English where they are used, ``say("Nothing to show")``; their Chinese
stands in the catalogues under ``locale``, one for each page and one, ``frame``, for what pages
share. ``python -m flotation_ui.catalogue`` brings the catalogues up to date.
"""

import gettext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flotation.columns import Column
from flotation_ui.report.labels import Labelled, Words
from flotation_ui.units_shown import typeset, unit_shown

LOCALE = Path(__file__).with_name("locale")
LANGUAGES = ("zh", "en")
DEFAULT = "zh"


def N_(message: str) -> str:  # noqa: N802  # the name that gettext's tools look for
    """Mark a message that is said later: the same text, found by the catalogue's tool."""
    return message


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """What is said in one language.

    Attributes
    ----------
    code : {"zh", "en"}
    """

    code: str

    def __call__(self, message: str, **values: object) -> str:
        """A message in this language, with its gaps filled in.

        Examples
        --------
        >>> Language(code="en")("{count} of {most}", count=2, most=3)
        '2 of 3'
        """
        words = _translations(self.code).gettext(message)
        return typeset(words.format(**values) if values else words)

    def several(self, one: str, many: str, count: int, **values: object) -> str:
        """A message that depends on a count, which fills the gap ``{count}``.

        Examples
        --------
        >>> Language(code="en").several("{count} limit binds", "{count} limits bind", 2)
        '2 limits bind'
        """
        words = _translations(self.code).ngettext(one, many, count)
        return typeset(words.format(count=count, **values))

    def label(self, noun: Labelled) -> str:
        """The label of a column, component, stream or page, which carries both languages."""
        return typeset(noun.zh if self.code == "zh" else noun.en)

    def measure(self, column: Column) -> str:
        """A column's label with its unit.

        Examples
        --------
        >>> from flotation.columns import Column
        >>> dose = Column(name="bha_g_t", unit="g/t", kind="dosage", zh="捕收剂", en="BHA",
        ...               low=0.0, high=900.0)
        >>> Language(code="zh").measure(dose), Language(code="en").measure(dose)
        ('捕收剂，g/t', 'BHA, g/t')
        """
        label, unit = self.label(column), typeset(unit_shown(column.unit))
        return f"{label}{'，' if self.code == 'zh' else ', '}{unit}" if unit else label

    @property
    def words(self) -> Words:
        """The sentences that the report has in this language."""
        return Words(language=self.code)


def known_language(code: object) -> Language:
    """The language of a code; that of the house where the code is none we know."""
    return Language(code=str(code) if code in LANGUAGES else DEFAULT)


@lru_cache(maxsize=len(LANGUAGES))
def _translations(code: str) -> gettext.NullTranslations:
    """All catalogues of a language, one behind the other."""
    if code == "en":
        return gettext.NullTranslations()
    folder = LOCALE / code / "LC_MESSAGES"
    found = gettext.NullTranslations()
    for path in sorted(folder.glob("*.mo")):
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)
        catalogue.add_fallback(found)
        found = catalogue
    return found

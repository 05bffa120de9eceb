"""Import what a connector gives: accepted rows into the history, each once."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from flotation.connectors.reading import Freshness, freshness, read_connector
from flotation.connectors.row_times import from_utc
from flotation.errors import ConflictError
from flotation.history.surveys import imports, keep_survey, survey_difference, survey_span


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one table of a connector.

    Attributes
    ----------
    name : str
    sentence : str or None
        Why it was refused; nothing of it was stored then.
    read, accepted, new, known, amended, replaced : int
        Rows, as in :class:`flotation.history.surveys.Import`.
    """

    name: str
    sentence: str | None = None
    read: int = 0
    accepted: int = 0
    new: int = 0
    known: int = 0
    amended: int = 0
    replaced: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReport:
    """What an import came to.

    Attributes
    ----------
    connector, plant : str
        Their names.
    outcomes : tuple of Outcome
        One for every table that was read.
    unchanged : tuple of str
        Tables that were imported before and did not change.
    fresh : Freshness
        Of all that is stored now.
    """

    connector: str
    plant: str
    outcomes: tuple[Outcome, ...]
    unchanged: tuple[str, ...]
    fresh: Freshness

    @property
    def refused(self):
        """The outcomes of tables that were not stored."""
        return tuple(each for each in self.outcomes if each.sentence is not None)

    @property
    def stored(self):
        """Number of rows that the history did not have."""
        return sum(each.new + each.amended + each.replaced for each in self.outcomes)

    def as_dict(self):
        """The report in plain values."""
        newest = self.fresh.newest
        return {
            "connector": self.connector,
            "plant": self.plant,
            "stored": self.stored,
            "tables": [asdict(each) for each in self.outcomes],
            "unchanged": list(self.unchanged),
            "newest": newest.isoformat() if newest else None,
            "age_hours": self.fresh.age_hours,
            "stale": self.fresh.stale,
            "words": self.fresh.words(),
        }


def import_rows(history, plant, connector, access, *, by, again=False, replace=False, now=None):
    """Fetch, check and store what is new; done twice, it stores nothing the second time.

    Parameters
    ----------
    history : flotation.history.History
    plant : flotation.plant.Plant
    connector : flotation.connectors.Connector
    access : flotation.connectors.access.Access
    by : str
        For the audit.
    again : bool, default False
        Read tables that did not change, too: after a change of the plant file.
    replace : bool, default False
        Whether other values take the place of stored ones.
    now : datetime, optional
        With a time zone.

    Returns
    -------
    ImportReport

    Raises
    ------
    DataError
        If the source cannot be reached, or the columns do not fit the plant.
    """
    here = from_utc(now or datetime.now(UTC), connector.utc_offset)
    newest = _newest(history, plant)
    known = set() if again else {each.file_sha256 for each in imports(history, plant.name)}
    reading = read_connector(connector, plant, access, now=here, newest=newest, known=known)
    outcomes = [Outcome(name=name, sentence=sentence) for name, sentence in reading.refused.items()]
    outcomes += [
        _keep(history, plant, connector, table, by=by, replace=replace, now=now)
        for table in reading.tables
    ]
    return ImportReport(
        connector=connector.name,
        plant=plant.name,
        outcomes=tuple(outcomes),
        unchanged=reading.unchanged,
        fresh=freshness(_newest(history, plant), here, connector.stale_after_hours),
    )


def _newest(history, plant):
    _, _, last = survey_span(history, plant.name)
    return None if last is None else datetime.fromisoformat(last)


def _keep(history, plant, connector, table, *, by, replace, now):
    """Store a table, unless all of it is there: an hourly import must not fill the audit."""
    time_column, report = plant.time_column, table.survey.report
    counted = {"name": table.name, "read": report.read, "accepted": report.accepted}
    with history.writing():
        seen = survey_difference(history, plant.name, table.survey, time_column=time_column)
        if not (seen.new or seen.amended or seen.replaced):
            return Outcome(**counted, known=len(seen.known))
        try:
            kept = keep_survey(
                history,
                plant.name,
                table.survey,
                time_column=time_column,
                source=f"{connector.name}: {table.name}",
                file_sha256=table.sha256,
                by=by,
                replace=replace,
                now=now,
            )
        except ConflictError as error:
            return Outcome(**counted, sentence=str(error))
    rows = {name: getattr(kept, name) for name in ("new", "known", "amended", "replaced")}
    return Outcome(**counted, **rows)

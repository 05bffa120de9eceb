"""Columns that a component ties together: feed, concentrate, tails, recovery."""

from dataclasses import dataclass

MINERAL_GRADE = {
    "wo3": 80.5,  # CaWO4
    "mo": 59.9,  # MoS2
    "bi": 81.3,  # Bi2S3
    "zn": 67.1,  # ZnS
    "pb": 86.6,  # PbS
    "sn": 78.8,  # SnO2
    "fe": 72.4,  # Fe3O4
}
"""Most that a concentrate can assay: the element or oxide in its pure mineral. [%]"""

_ROLES = {
    "feed": ("feed", "ore", "head"),
    "concentrate": ("concentrate", "conc", "con"),
    "tails": ("tails", "tail", "tailings", "tailing"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceCheck:
    """Columns of one separation that one component ties together.

    Attributes
    ----------
    component : str
    feed, concentrate, tails : str or None
        Columns with its grades.
    recovery : str or None
        Column that gives its recovery to the concentrate.
    feed_solids, concentrate_solids : str or None
        Columns with the tonnages of the two streams.
    mineral_grade : float or None
        Grade of its pure mineral. [%]
    """

    component: str
    feed: str | None = None
    concentrate: str | None = None
    tails: str | None = None
    recovery: str | None = None
    feed_solids: str | None = None
    concentrate_solids: str | None = None
    mineral_grade: float | None = None


def balance_checks(plant):
    """The checks that a plant's stages and streams imply.

    Parameters
    ----------
    plant : flotation.plant.Plant

    Returns
    -------
    tuple of BalanceCheck
    """
    minerals = {c.name: c.mineral_grade_pct for c in plant.component}
    assays = {name: stream.assays for name, stream in plant.streams.items()}
    solids = {name: stream.solids for name, stream in plant.streams.items()}
    checks = []
    for stage in plant.stage:
        # A stage that a recycle also feeds has no single feed assay to compare with.
        entering = stage.feed[0] if len(stage.feed) == 1 else None
        feed = assays.get(entering, {})
        concentrate, tails = assays.get(stage.concentrate, {}), assays.get(stage.tails, {})
        for component in {**feed, **concentrate, **tails}:
            checks.append(
                BalanceCheck(
                    component=component,
                    feed=feed.get(component),
                    concentrate=concentrate.get(component),
                    tails=tails.get(component),
                    recovery=stage.recovery.get(component),
                    feed_solids=solids.get(entering),
                    concentrate_solids=solids.get(stage.concentrate),
                    mineral_grade=minerals.get(component),
                )
            )
    return tuple(checks)


def checks_from_names(columns):
    """The checks that the names of columns imply: ``feed_``, ``conc_``, ``tails_wo3_pct``.

    Parameters
    ----------
    columns : sequence of Column

    Returns
    -------
    tuple of BalanceCheck

    Examples
    --------
    >>> from flotation.columns import Column
    >>> columns = [
    ...     Column(name=f"{s}_mo_pct", unit="%", kind="grade", low=0, high=60, zh=s, en=s)
    ...     for s in ("feed", "conc", "tails")
    ... ]
    >>> checks_from_names(columns)[0].tails, checks_from_names(columns)[0].mineral_grade
    ('tails_mo_pct', 59.9)
    """
    groups = {}
    for column in columns:
        words = column.name.split("_")
        roles = {role: [w for w in words if w in names] for role, names in _ROLES.items()}
        found = [(role, w) for role, named in roles.items() for w in named]
        if column.kind == "grade" and len(found) == 1:
            rest = tuple(w for w in words if w != found[0][1])
            groups.setdefault(rest, {})[found[0][0]] = column.name
        elif column.kind == "recovery" and "recovery" in words:
            rest = tuple(w for w in words if w != "recovery")
            groups.setdefault(rest, {})["recovery"] = column.name
    return tuple(_named_check(rest, group) for rest, group in groups.items())


def _named_check(rest, group):
    component = next((w for w in rest if w in MINERAL_GRADE), None)
    return BalanceCheck(
        component=component or "_".join(rest), mineral_grade=MINERAL_GRADE.get(component), **group
    )

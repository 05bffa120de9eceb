"""What a plant file says about retraining: when a challenger takes the champion's place."""

from flotation.file_table import Flag, Fraction, Table


class Retraining(Table):
    """When a newly trained model takes the place of the one in use.

    Attributes
    ----------
    automatic : bool
        Whether a verdict to promote is enough; without it a person approves.
    gain : float
        Least share by which its errors on newer shifts must be smaller; or, with errors no
        larger, its plan better as it sees it, of the value recovered. [fraction]
    regret : float
        Most that its plan may lose as the model in use sees it, as a share of the value of
        what that model's plan recovers. [fraction]
    """

    automatic: Flag = False
    gain: Fraction = 0.02
    regret: Fraction = 0.02

"""What ordinary least squares makes of the surrogate's normal operation, against the truth.

Operators answer bad assays with reagent while an ore property that nobody measures lasts for
days; a regression of recovery on doses then finds that reagent is harmful.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from flotation.surrogate.performance import CONDITIONS, LEVERS, true_performance
from flotation.surrogate.published import HABITS, STANDARD

BLOCKS = 6
JUDGED = ("w_bha_g_t", "w_lead_nitrate_g_t")
STEP = 1.1  # doses are compared with 10 % more
PLAUSIBLE = (0.05, 0.98)  # recoveries outside are gross errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Effect of 10 % more reagent on W recovery in the rougher section.

    Attributes
    ----------
    lever : str
    block : int
        Time block of normal operation, from 1.
    estimate, truth : float
        Relative change of recovery. [fraction]
    """

    lever: str
    block: int
    estimate: float
    truth: float

    @property
    def wrong(self):
        """Whether the estimate points the other way than the truth."""
        return self.estimate * self.truth < 0.0


def rougher_recovery(table):
    """Two-product recovery of WO3 in the W rougher section. [fraction]."""
    feed = table["bulk_tails_wo3_pct"]
    concentrate = table["w_rougher_concentrate_wo3_pct"]
    tails = table["w_rougher_tails_wo3_pct"]
    return concentrate * (feed - tails) / (feed * (concentrate - tails))


def least_squares_signs(table):
    """Signs of BHA and lead nitrate by ordinary least squares, block by block.

    The log of the rougher section's recovery is regressed on the logs of all levers and all
    conditions as they are in the survey, trials left out.

    Parameters
    ----------
    table : pandas.DataFrame
        A survey of the surrogate.

    Returns
    -------
    list of Sign
    """
    rows = _usable(table)
    truth = _true_effects()
    signs = []
    for number, block in enumerate(np.array_split(np.arange(len(rows)), BLOCKS), 1):
        effects = _fit(rows.iloc[block])
        signs += [
            Sign(lever=lever, block=number, estimate=effects[lever], truth=truth[lever])
            for lever in JUDGED
        ]
    return signs


def _usable(table):
    """Running shifts of normal operation with everything measured and plausible."""
    rows = table.drop_duplicates().assign(recovery=rougher_recovery)
    low, high = PLAUSIBLE
    wanted = (rows["feed_t_h"] > 0.0) & (rows["trial"].fillna("") == "")
    wanted &= rows["recovery"].between(low, high)
    return rows[wanted].dropna(subset=[*LEVERS, *CONDITIONS, "recovery"])


def _fit(rows):
    """Relative change of recovery per 10 % more of each judged lever."""
    doses = np.log(rows[list(LEVERS)].clip(lower=1e-6))
    design = pd.concat([doses, rows[list(CONDITIONS)]], axis=1)
    design = (design - design.mean()).assign(one=1.0)
    spread = design.abs().max()
    answer, *_ = np.linalg.lstsq(
        (design / spread).to_numpy(), np.log(rows["recovery"]).to_numpy(), rcond=None
    )
    slopes = dict(zip(design.columns, answer / spread.to_numpy(), strict=True))
    return {lever: float(np.expm1(slopes[lever] * np.log(STEP))) for lever in JUDGED}


def _true_effects():
    """The same from the truth, at present habits and standard conditions."""
    before = true_performance(HABITS, STANDARD).share["w_rougher"]["WO3"]
    return {
        lever: float(
            true_performance({**HABITS, lever: STEP * HABITS[lever]}, STANDARD).share["w_rougher"][
                "WO3"
            ]
            / before
            - 1.0
        )
        for lever in JUDGED
    }

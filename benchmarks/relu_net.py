"""A small net of rectified linear units, trained by scikit-learn and kept as plain weights."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

HIDDEN = (16, 16)
DECAY, PASSES = 1e-3, 400


class ReluNet:
    """Two hidden layers on standardised columns and a standardised target.

    Parameters
    ----------
    seed : int, default 0
        Of the first weights and the order of batches.
    """

    def __init__(self, seed=0):
        self.seed = seed

    def fit(self, X, y, sample_weight=None):
        """Fit by Adam; a pass too few or many is not worth a warning here."""
        self.mean, self.scale = X.mean(axis=0), np.maximum(X.std(axis=0), 1e-9)
        self.target_mean, self.target_scale = float(y.mean()), float(max(y.std(), 1e-9))
        net = MLPRegressor(
            hidden_layer_sizes=HIDDEN, alpha=DECAY, max_iter=PASSES, random_state=self.seed
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            net.fit(
                (X - self.mean) / self.scale,
                (y - self.target_mean) / self.target_scale,
                sample_weight=sample_weight,
            )
        self.layers = list(zip(net.coefs_, net.intercepts_, strict=True))
        return self

    def predict(self, X):
        """Predictions, shape (rows,)."""
        layer = (np.asarray(X, dtype=float) - self.mean) / self.scale
        for weights, offsets in self.layers[:-1]:
            layer = np.maximum(layer @ weights + offsets, 0.0)
        weights, offsets = self.layers[-1]
        return self.target_mean + self.target_scale * (layer @ weights + offsets)[:, 0]

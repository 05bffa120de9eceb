"""Choose set-points: a linear programme over fitted flotation models."""

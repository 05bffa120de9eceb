"""Flotation circuits: balances, kinetics, recovery models and their evidence."""

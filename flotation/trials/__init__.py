"""Paired on/off trials of one lever: how many, when, and what they showed."""

"""Answers as text for a terminal: one module for each noun that is shown."""

"""The surrogate W-Mo-Bi plant: a mechanistic simulator whose truth is a function."""

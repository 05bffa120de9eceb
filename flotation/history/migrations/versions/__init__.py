"""One file a step, named by the schema it makes."""

"""One module a command: read, call one function, write."""

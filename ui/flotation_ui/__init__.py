"""The ways in: a command line and a web page for process engineers."""

"""Long work that goes on without a page: one module a kind, each calling what exists.

A kind has ``Arguments``, a table of plain values, and ``run(arguments, work)``, which returns
plain values. Everything a kind keeps is kept by the hash of its content, under the job's id,
or in a transaction, so that a job that is run twice leaves what one run leaves.
"""

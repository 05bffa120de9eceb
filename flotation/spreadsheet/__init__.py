"""Workbooks (.xlsx) read cell by cell, in a child process with limits.

What a survey needs to know about a cell (is it shown as a percentage, is it a formula
without a stored result, an error, hidden, merged) is in the sheet's XML, so that is what
is read; see ``docs/decisions/0040-workbooks-by-their-own-xml.md``.
"""

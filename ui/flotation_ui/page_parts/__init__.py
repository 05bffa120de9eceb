"""Parts of pages that would be too long in one file: layout only, no arithmetic."""

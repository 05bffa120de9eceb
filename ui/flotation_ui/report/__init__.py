"""The report of a plan: one HTML file with its own charts, without script or outside request."""

"""Plans over many shifts: ore stockpiles to blend, stocks, moves between shifts, totals."""

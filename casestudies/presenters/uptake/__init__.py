"""Who does what with a technology: over time, on the map, beside the figures, and who has most to gain."""

"""Charts as SVG: frozen records in, text out. Pure Python."""

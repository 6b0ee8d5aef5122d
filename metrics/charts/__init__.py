"""Charts as SVG: a frozen record in, text out. Pure Python; `raster` makes pictures of them.

Each chart is drawn in one of three layouts (`svg.Layout`): a page shows WIDE or COMPACT, whichever fits, and
DOWNLOAD is a file that stands alone, with its title and source in it.
"""

"""The national report: who performs best, who improves, how far apart neighbours are, and whether it is real."""

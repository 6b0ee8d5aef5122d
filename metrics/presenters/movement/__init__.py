"""Where areas stand month by month and over a period, who moved, who is steady, and what changed like for like."""

"""Attacks on the site that are really made, and do no harm. Each module counts its cases; `test_counts.py` adds up."""

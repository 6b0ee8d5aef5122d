"""Figures to take into a meeting: documents to print and workbooks. They know neither Django nor the database."""

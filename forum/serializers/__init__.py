"""How the API writes discussions. What is not known is null."""

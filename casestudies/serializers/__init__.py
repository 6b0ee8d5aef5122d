"""How the API writes practice. What is not known is null."""

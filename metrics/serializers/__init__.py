"""How the API writes things. What is not known is null."""

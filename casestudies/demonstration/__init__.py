"""Practice made up for this project, to show how the site works: none of it happened, and every page of it says so."""

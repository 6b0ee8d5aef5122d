"""Discussions made up for this project, beside its made-up practice: they name no real person, product or plan."""

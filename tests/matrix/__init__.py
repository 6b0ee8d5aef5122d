"""Who may do what: the table in docs/who-may-do-what.md, and the walk through the whole site that proves it."""

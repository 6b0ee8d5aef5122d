"""The API's addresses of discussions, search and notifications: what the pages show, to whom they show it."""

"""Pages of people: their own account, whom they belong with, and what staff decide about them."""

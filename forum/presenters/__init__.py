"""What people wrote, turned into what a template shows."""

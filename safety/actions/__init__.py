"""What changes what is kept to protect people, and files."""

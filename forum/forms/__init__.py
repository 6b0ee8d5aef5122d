"""What people send, checked before anything is done."""

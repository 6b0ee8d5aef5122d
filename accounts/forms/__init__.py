"""What people may ask about accounts, checked before anything is done."""

"""Who stays behind: areas with persistent challenges, and pockets within boards that do not share them."""

"""What each language trains on, and the data set that the world loads."""

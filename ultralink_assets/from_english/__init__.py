"""English data of general ability becomes items, culture-neutral items, and translations."""

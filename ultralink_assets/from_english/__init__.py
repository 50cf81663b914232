"""English data to translations: read, filtered for what holds in every culture, shared out and translated."""

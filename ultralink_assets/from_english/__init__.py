"""English data to translations: items of other projects, filtered, and translated into each language."""

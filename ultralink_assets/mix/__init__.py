"""Dialogues and translations to one mix for each language, and to a published data set."""

"""Dialogues and translations to one mix for each language, published in forms that others can load."""

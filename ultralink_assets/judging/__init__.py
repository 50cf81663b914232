"""Dialogues to judgements: a judge reads a sample of their turns."""

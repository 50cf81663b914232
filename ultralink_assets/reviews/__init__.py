"""People read a sample of dialogues in a spreadsheet or in Argilla; what they say becomes the asset reviews/L."""

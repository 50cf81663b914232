"""From a Wikipedia dump to grounded dialogues: raw_wikipedia -> passages -> dialogues."""

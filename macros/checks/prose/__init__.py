"""Rules for the words: spelling, voice, length, ease of reading."""

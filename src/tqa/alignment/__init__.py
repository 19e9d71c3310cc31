"""Sentences and words of two texts paired: inside a segment."""

"""Verdicts held against human annotations: what is found, what is missed, what is cried in vain."""

"""The face; nothing imports it."""

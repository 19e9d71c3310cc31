"""The one verb: a resolved Plan, and the pure functions `audit` (a batch) and `settle` (the whole feed)."""

"""Where the verb runs: in this process or in several, with the feed's facts settled on disk."""

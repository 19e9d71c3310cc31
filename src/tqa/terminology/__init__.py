"""What a feed says of a termbase: how its terms are used, which are missing from it, what a change would do."""

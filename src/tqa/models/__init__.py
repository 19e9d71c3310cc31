"""The only room that knows torch and transformers, and the one that runs trained models without them."""

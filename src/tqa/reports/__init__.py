"""What a translator and a manager read: a summary (pure), and the forms it is written in."""

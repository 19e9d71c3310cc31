"""Numbers with signatures: MQM penalty points and the lexical metrics of sacrebleu."""

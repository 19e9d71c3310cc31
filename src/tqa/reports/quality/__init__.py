"""Quality reports: what the findings of a store say of translators, periods, rules and terms, with honest uncertainty."""

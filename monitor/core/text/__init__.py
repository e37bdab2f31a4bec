"""Words out of texts: folding, phrases, quotations, addresses."""

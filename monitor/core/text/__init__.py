"""Text processing: folding, phrases, quotations, URLs."""

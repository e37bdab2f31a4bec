"""What is known of languages: words, places, numbers, endings."""

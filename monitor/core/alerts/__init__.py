"""What is told, when, in which words, and to whom."""

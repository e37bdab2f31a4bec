"""What operators are told by the calendar."""

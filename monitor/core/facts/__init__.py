"""What texts state: numbers, tolls, who did what to whom, and whose words they are."""

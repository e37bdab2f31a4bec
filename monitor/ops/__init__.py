"""Scheduled reports to the operator."""

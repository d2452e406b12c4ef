"""Measures of the payouts library."""

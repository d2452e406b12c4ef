"""Measurements of what the product promises about speed, each against a bare page of the same work."""

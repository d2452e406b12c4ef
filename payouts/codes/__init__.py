"""Codes: discount codes and store credit that people earned, and promotion codes that a business gives out."""

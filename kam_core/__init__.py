"""Kamerton: key account management on the company's own machine."""

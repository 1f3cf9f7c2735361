"""Forecasts: the Theta method and the last twelve months, measured against each other on the company's own past."""

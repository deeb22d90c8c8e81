"""vitalfew: find the vital few customers in a company's own orders."""

__version__ = "0.1.0"

"""Measurements. They print ratios of things measured in one run and never fail on time; `make bench` runs them."""

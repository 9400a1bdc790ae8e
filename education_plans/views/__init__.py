"""Pages of education plans and pathway plans, and the young person’s own page."""

"""Forms of education plans and pathway plans."""

"""Proof that nothing is lost and nothing doubled: real processes, killed, on a real database and a real mail server."""

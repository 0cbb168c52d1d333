"""People: who owes what, who sent what, who decided, and what we remember."""

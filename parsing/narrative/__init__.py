"""What the sentences of a report claim: sentences with offsets, numbers with units, claims with their scope.

Nothing here knows the tables; what a claim may mean is said by ``parsing.rules``.
"""

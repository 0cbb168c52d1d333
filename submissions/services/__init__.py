"""Every write, one verb one function, the actor first."""

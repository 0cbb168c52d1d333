"""The demonstration province grown to the size of a real one, with years of figures that agree."""

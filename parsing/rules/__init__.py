"""The catalogue of checks, as data, and the engine that runs it."""

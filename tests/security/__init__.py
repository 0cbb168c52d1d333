"""What must not happen: who comes in, what a file or a text may do, whether history can be changed."""

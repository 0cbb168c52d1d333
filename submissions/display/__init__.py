"""What pages show, worked out before a template sees it. Nothing here writes or asks who is looking."""

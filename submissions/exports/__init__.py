"""What leaves the portal: yearly summaries."""

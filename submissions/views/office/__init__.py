"""The office's pages: cycles, agencies, people."""

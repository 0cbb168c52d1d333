"""Demonstration data: documents written from figures, and a province to show them in.

The modules that write documents need no Django; only ``story`` and the commands touch the site.
"""

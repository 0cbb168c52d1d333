"""Writers of documents in the layouts that real files come in, and how to compare what was read.

Each writer takes a Draft and gives the bytes of a file; whatever the layout, the figures are known.
"""

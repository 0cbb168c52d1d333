"""What stands on a page of a PDF, by PDFium and by pdfminer: two witnesses of its text.

``pdfium`` asks through ``calls``: ``objects`` walks what is painted, ``text`` and ``runs`` place its characters,
``painted`` and ``shapes`` doubt them. ``pdfminer`` runs the page's stream by an ``interpreter`` of its own, over the
parser and fonts of pdfminer.six. Both give ``Page``; they share how a page is viewed (``frame``), how its lines are
drawn (``paths``) and what a look-alike stands for (``glyphs`` above), and nothing of where text stands or what it says.
"""

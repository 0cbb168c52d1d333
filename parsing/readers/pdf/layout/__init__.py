"""From characters and lines to paragraphs and grids, whichever engine found them, or OCR.

``order`` tells the story. Tables that lines rule: ``segments``, ``lattice``, ``tables`` and what mends their cells.
Tables by how their text is aligned: ``aligned``, with ``regions``, ``blocks``, ``bands``, ``anchors``, ``labelling``.
Tables that go on over pages: ``joins``, ``strips``. All else is running text: ``flow``.
"""

"""From a document's grids and lines to the figures of the official form, by label and by geometry.

``mapping`` finds the tables in grids, ``stream`` in lines of text; both put what they find into ``mapped``. What they
are made of, by what it looks at:

- a grid: ``sheet`` asks for neighbours, ``beside`` and ``cut`` say what of a row is in doubt; ``disclosure`` and
  ``disputes`` are tables 二 and 四; ``captions``, ``samples``, ``remarks``, ``clipped`` and ``unfilled`` are what a
  table is not, or not whole
- lines: ``tokens`` are words and figures; ``woven``, ``astride``, ``endings``, ``empties`` and ``streamed`` put lines
  together that fell apart; ``spoken`` are tables of sentences, ``singly`` is a table of one outcome a line
- a label: ``vocabulary`` has all that forms print, ``codes`` what it means; ``explained``, ``neighbours`` and
  ``parted`` know those that are printed otherwise
- a row: ``rows``, ``torn``, ``loose`` and ``companions`` say which columns its figures are of; ``interrupted``,
  ``spanned`` and ``strays`` why they may be another's
- sums: ``confirm``, ``choosing``, ``blanks`` and ``slid`` weigh what was read with doubt
"""

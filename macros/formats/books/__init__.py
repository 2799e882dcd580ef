"""Documents to hold: an iteration, or a part of it, as a book in PDF. Which there are, what stands in each, and how it
is set."""

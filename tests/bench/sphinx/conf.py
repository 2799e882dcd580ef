"""The configuration of Sphinx in the benchmark. BENCH_THEME is the theme: furo or alabaster."""

import os

project = "Relational Contracting Handbook"
extensions = ["myst_parser"]
myst_enable_extensions = ["attrs_block", "attrs_inline", "deflist"]
myst_heading_anchors = 3
html_theme = os.environ["BENCH_THEME"]
html_copy_source = False

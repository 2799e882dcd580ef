"""Comes in: what a maintainer has on the desk, files from a workshop among them.
Goes out: files in data/, written whole or not at all, and a report in words.
It may import the model, the reading and checking of data/, and writing YAML; never pages, the site or MkDocs."""

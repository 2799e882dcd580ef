"""Word documents, made of the model and of the page tree as Word's own XML. Why no library: docs/adr/0022."""

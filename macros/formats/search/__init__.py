"""The search index of one version: how words are treated, what is found, how it is packed."""

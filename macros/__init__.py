"""The Relational Contracting Handbook: data in, pages out.

Data flows one way: YAML -> checked model -> pages, exports and comparisons -> MkDocs -> mike.
Everything here is plain Python that knows nothing of MkDocs, but for `adapter` and `preview`
(which hand our pages to MkDocs) and `building` (which runs it). See docs/adr/0002.
"""

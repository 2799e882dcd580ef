"""The Relational Contracting Handbook: data in, pages out.

Data flows one way through eight rooms: basics < model < history < checks, pages < desk, formats < site, and `cli` in
front of them. Each room's first lines say what comes in, what goes out and what it may import, and a test holds it
to that. See macros/README.md, and docs/adr/0015 for why.
"""

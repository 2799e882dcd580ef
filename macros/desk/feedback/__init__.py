"""Comes in: files of feedback as people have them. `reading` opens them, `columns` says what each column is.
Goes out: `importing` puts the comments into a workshop's file as open; `personal` holds back what seems personal.
It may import what `macros.desk` may;
inside: shapes < headings < forms, plainnotes, tables < reading, columns < importing."""

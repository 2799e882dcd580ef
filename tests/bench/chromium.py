"""How Chromium is started, by the tests and by the bench: it asks nobody for anything of its own."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=slight",  # as on a desk: without windows it would set letters a little wider
]

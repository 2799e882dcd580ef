#!/bin/sh
# The tests need real browsers: Debian's Chromium, and Firefox for what readers do most; a typeface as wide as Arial; and what opens a Word document and
# shows it: LibreOffice, and poppler for its PDF. Here they are, if they are missing. Nothing is downloaded from anywhere but the package registry.
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
install() {
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
command -v firefox-esr >/dev/null 2>&1 || command -v firefox >/dev/null 2>&1 || missing="$missing firefox-esr"
fc-list 2>/dev/null | grep -qiE "arial|liberation" || missing="$missing fonts-liberation"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer-nogui"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
if [ -n "$missing" ]; then
  echo "Installing $missing …"
  $as_root apt-get update -qq && install $missing || {
    echo "Could not install $missing. Install it with your system's package manager (chromium, firefox, soffice and pdftotext have to be on the PATH), and run this again." >&2
    exit 1
  }
fi
# The same browser without its windows opens a page in a third of the time. It is a gain and no need: Debian has it,
# Ubuntu has not, and nobody is asked for a password for it.
shell=chromium-headless-shell
if ! command -v $shell >/dev/null 2>&1 && command -v apt-cache >/dev/null 2>&1; then
  [ -z "$as_root" ] || as_root="sudo -n"
  apt-cache show $shell >/dev/null 2>&1 || [ -n "$as_root" ] || apt-get update -qq >/dev/null 2>&1
  if apt-cache show $shell >/dev/null 2>&1; then
    install $shell 2>/dev/null || echo "Without $shell the tests take longer, and are the same." >&2
  fi
fi
exit 0

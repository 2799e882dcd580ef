#!/bin/sh
# The tests need a real browser: Debian's Chromium, and a typeface as wide as Arial; and what opens a Word document and
# shows it: LibreOffice, and poppler for its PDF. Here they are, if they are missing. Nothing is downloaded from anywhere but the package registry.
missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
fc-list 2>/dev/null | grep -qiE "arial|liberation" || missing="$missing fonts-liberation"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer-nogui"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
[ -z "$missing" ] && exit 0
echo "Installing $missing …"
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
echo "Could not install $missing. Install it with your system's package manager (chromium, soffice and pdftotext have to be on the PATH), and run this again." >&2
exit 1

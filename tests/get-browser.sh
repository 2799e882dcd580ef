#!/bin/sh
# The tests need a real browser: Debian's Chromium, if there is none. Nothing is downloaded from anywhere but the package registry.
command -v chromium >/dev/null 2>&1 && exit 0
echo "Installing chromium …"
as_root=""
[ "$(id -u)" -eq 0 ] || as_root="sudo"
$as_root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
echo "Chromium could not be installed. Install it with your system's package manager so that \`chromium\` is on the PATH, and run this again." >&2
exit 1

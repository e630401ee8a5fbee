# How a start that can't be ends: one line that says what to do, and a code of sysexits.h.

# shellcheck disable=SC2034 # used by those who include this
EX_USAGE=64 EX_UNAVAILABLE=69 EX_SOFTWARE=70 EX_CANTCREAT=73 EX_CONFIG=78

# fail CODE MESSAGE
fail() {
  echo "entrypoint: $2" >&2
  exit "$1"
}

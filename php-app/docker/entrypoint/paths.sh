# Where the application writes. On a read-only root file system these are mounts, which may begin empty.

require_paths() {
  _missing=
  for _path in "$APP_DIR/storage" "$APP_DIR/bootstrap/cache" "$APACHE_RUN_DIR" "${TMPDIR:-/tmp}"; do
    [ -d "$_path" ] && [ -w "$_path" ] || _missing="$_missing $_path"
  done
  [ -z "$_missing" ] || fail "$EX_CANTCREAT" "can't write to$_missing: mount a volume or tmpfs there that user $(id -u) may write to"
  for _path in app/private app/public framework/cache/data framework/sessions framework/views logs; do
    mkdir -p "$APP_DIR/storage/$_path"
  done
}

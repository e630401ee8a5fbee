#!/bin/sh
# Provides a Docker engine for tests.
#   usage: engine.sh start DIR    uses the engine that answers, or starts one in DIR; prints the variables to export
#          engine.sh stop DIR     stops the engine that was started in DIR, and removes DIR
# Standard output is for `eval`; messages go to standard error.
set -eu

# Exit codes of sysexits.h.
EX_USAGE=64 EX_UNAVAILABLE=69

# Seconds until an engine answers after its start, or has ended after SIGTERM.
: "${ENGINE_TIMEOUT:=60}"

fail() {
  echo "docker-engine: $2" >&2
  exit "$1"
}

# Debian's own client. Another one in PATH may be too new to have BuildKit built in, and lack buildx.
: "${ENGINE_CLIENT:=/usr/bin/docker}"

answers() {
  "$@" version --format '{{.Server.Version}}' >/dev/null 2>&1
}

start() {
  if answers "${DOCKER:-docker}"; then
    echo "docker-engine: ${DOCKER:-docker} reaches an engine" >&2
    return
  fi
  _host=unix://$dir/docker.sock
  if ! answers env DOCKER_HOST="$_host" "$ENGINE_CLIENT"; then
    [ "$(id -u)" -eq 0 ] || fail "$EX_UNAVAILABLE" "no Docker engine answers, and only root can start one: start Docker, or run this as root"
    install_packages
    start_engine
  fi
  echo "export DOCKER_HOST='$_host' DOCKER='$ENGINE_CLIENT'"
}

# The engine, its client, ip for its bridge, and mmdebstrap for base images if no image registry can be reached.
install_packages() {
  _missing=
  has dockerd || _missing=" docker.io"
  # Debian 13 has the client in a package of its own.
  [ -x "$ENGINE_CLIENT" ] || _missing="$_missing $(client_package)"
  has mmdebstrap || _missing="$_missing mmdebstrap"
  has ip || _missing="$_missing iproute2"
  [ -n "$_missing" ] || return 0
  has apt-get || fail "$EX_UNAVAILABLE" "no Docker engine answers, and there is no apt-get to install$_missing with: install and start Docker"
  without_services apt_install
}

has() {
  command -v "$1" >/dev/null 2>&1
}

client_package() {
  if apt-cache show docker-cli >/dev/null 2>&1; then echo docker-cli; else echo docker.io; fi
}

apt_install() {
  # shellcheck disable=SC2086 # a list of names
  DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $_missing >&2 ||
    { apt-get update --quiet >&2 &&
      DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $_missing >&2; }
}

# Debian starts a service when its package is installed, unless this file forbids it.
: "${ENGINE_SERVICE_POLICY:=/usr/sbin/policy-rc.d}"

without_services() {
  _own=
  if [ ! -e "$ENGINE_SERVICE_POLICY" ]; then
    _own=yes
    printf '#!/bin/sh\nexit 101\n' >"$ENGINE_SERVICE_POLICY"
    chmod 755 "$ENGINE_SERVICE_POLICY"
  fi
  _status=0
  "$@" || _status=$?
  [ -z "$_own" ] || rm -f "$ENGINE_SERVICE_POLICY"
  [ "$_status" -eq 0 ] || fail "$EX_UNAVAILABLE" "apt-get cannot install$_missing, see above: install and start Docker"
}

# A bridge of its own: another dockerd on this machine may remove docker0.
create_bridge() {
  _bridge=engine-$$
  _subnet=0
  while ip -4 addr show | grep -q " 10\.213\.$_subnet\."; do
    _subnet=$((_subnet + 1))
  done
  ip link add "$_bridge" type bridge >&2 &&
    echo "$_bridge" >"$dir/bridge" &&
    ip addr add "10.213.$_subnet.1/24" dev "$_bridge" >&2 &&
    ip link set "$_bridge" up >&2
}

start_engine() {
  create_bridge || {
    stop
    fail "$EX_UNAVAILABLE" "this machine does not let root create a network, see above: start Docker outside of this container"
  }
  nohup dockerd --host "$_host" --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/dockerd.pid" \
    --bridge "$_bridge" >"$dir/dockerd.log" 2>&1 </dev/null &
  _pid=$!
  _left=$ENGINE_TIMEOUT
  until answers env DOCKER_HOST="$_host" "$ENGINE_CLIENT"; do
    if ! kill -0 "$_pid" 2>/dev/null || [ "$_left" -eq 0 ]; then
      tail -n 3 "$dir/dockerd.log" >&2
      stop
      fail "$EX_UNAVAILABLE" "dockerd does not start, see above: start Docker yourself"
    fi
    _left=$((_left - 1))
    sleep 1
  done
}

stop() {
  # dockerd stops its containers and its containerd. A dockerd that was killed has left them behind.
  end "$dir/dockerd.pid" dockerd
  end "$dir/exec/containerd/containerd.pid" containerd
  awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | while read -r _mount; do
    umount "$_mount"
  done
  if [ -e "$dir/bridge" ]; then
    ip link delete "$(cat "$dir/bridge")" || :
  fi
  rm -rf "$dir"
}

# end PIDFILE NAME: ends the process of a pid file, unless its id belongs to another program by now.
end() {
  _pid=$(cat "$1" 2>/dev/null || :)
  runs "$2" || return 0
  kill "$_pid"
  _left=$ENGINE_TIMEOUT
  while runs "$2"; do
    if [ "$_left" -eq 0 ]; then
      kill -KILL "$_pid"
      return
    fi
    _left=$((_left - 1))
    sleep 1
  done
}

runs() {
  [ -n "$_pid" ] && [ "$(cat "/proc/$_pid/comm" 2>/dev/null)" = "$1" ]
}

case ${1:-} in
  start | stop) [ -n "${2:-}" ] || fail "$EX_USAGE" "$1 needs a directory for the engine" ;;
  *) fail "$EX_USAGE" "usage: engine.sh start DIR, or engine.sh stop DIR" ;;
esac
mkdir -p "$2"
dir=$(cd "$2" && pwd)
"$1"

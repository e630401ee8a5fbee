# How much memory there is, in MiB: what the task was given, or what the kernel allows the container.

memory_mib() {
  if [ -n "${TASK_MEMORY:-}" ]; then
    echo "$TASK_MEMORY"
    return
  fi
  for _file in "$CGROUP_DIR/memory.max" "$CGROUP_DIR/memory/memory.limit_in_bytes"; do
    _bytes=$(cat "$_file" 2>/dev/null || :)
    case $_bytes in
      # Not a number, or one of more than 15 digits: no limit.
      '' | *[!0-9]* | ????????????????*) ;;
      *)
        echo $((_bytes / 1048576))
        return
        ;;
    esac
  done
  # Without any limit, that of the smallest task on Fargate.
  echo 512
}

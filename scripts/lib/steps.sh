# How are many checks run so that one failure does not hide the next, and added up at the end? Sourced, not run.
#
#   step NAME COMMAND...   runs it, shows its output, counts its tests (or itself, where it has none)
#   summary                prints "N passed, N failed" and fails if anything failed

PASSED=0
FAILED=0
FAILED_STEPS=()
STEP_LOG=$(mktemp)

# Prints "PASSED FAILED" from the words of cargo test, vitest and node --test.
count_tests() {
  sed 's/\x1b\[[0-9;]*m//g' "$STEP_LOG" | awk '
    /^test result:/ { passed += $4; failed += $6 }
    /^ *Tests  / { for (i = 2; i <= NF; i++) { if ($i ~ /^passed/) passed += $(i - 1); if ($i ~ /^failed/) failed += $(i - 1) } }
    /^ℹ pass / { passed += $3 }
    /^ℹ fail / { failed += $3 }
    END { print passed + 0, failed + 0 }'
}

step() {
  local name=$1 ok=1 passed failed
  shift
  printf '\n== %s\n' "$name"
  "$@" 2>&1 | tee "$STEP_LOG" || ok=0
  read -r passed failed < <(count_tests)
  if ((passed + failed == 0)); then passed=$ok; fi
  if ((ok == 0 && failed == 0)); then failed=1; fi
  if ((failed > 0)); then FAILED_STEPS+=("$name"); fi
  ((PASSED += passed, FAILED += failed, 1))
}

summary() {
  rm -f "$STEP_LOG"
  echo
  if ((FAILED > 0)); then printf 'failed: %s\n' "${FAILED_STEPS[@]}"; fi
  echo "$PASSED passed, $FAILED failed"
  ((FAILED == 0))
}

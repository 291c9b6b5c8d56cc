# Which programs do the tests need, and how do they get onto a fresh Debian machine? Sourced, not run.

# PROGRAM-OR-FILE PACKAGE: what is looked for, and the package that brings it.
NEEDED_TOOLS=(
  'cc build-essential'
  'runuser util-linux'
  '/usr/lib/postgresql/*/bin/initdb postgresql'
  'chromium chromium'
  '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc fonts-noto-cjk'
  'zbarimg zbar-tools'
  'pdftoppm poppler-utils'
  '/usr/lib/*/faketime/libfaketime.so.1 libfaketime'
)

# Is there such a program, or a file that matches the pattern?
have() {
  if [[ $1 == /* ]]; then compgen -G "$1" >/dev/null; else command -v "$1" >/dev/null || [[ -x /usr/sbin/$1 ]]; fi
}

# Prints the packages that are missing.
missing_packages() {
  local tool package
  for line in "${NEEDED_TOOLS[@]}"; do
    read -r tool package <<<"$line"
    have "$tool" || echo "$package"
  done
}

# Installs what is missing. What cannot be installed is a failure: a test that cannot run must not look like one that passed.
install_tools() {
  local missing
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]} == 0)); then return; fi
  echo "Installing: ${missing[*]}"
  local as_root=()
  if ((EUID != 0)); then as_root=(sudo); fi
  "${as_root[@]}" apt-get update -q || true
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q --no-install-recommends "${missing[@]}" || true
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]} > 0)); then
    echo "Missing and not installable here: ${missing[*]}. Install them and run again." >&2
    return 1
  fi
}

#!/usr/bin/env bash
# Install what is missing and make the virtual environment. Nothing is done twice: the second run takes a second.
#
#   scripts/setup.sh core   what the core's tests need (no QGIS)
#   scripts/setup.sh        everything: QGIS, the tools of the desktop tests, the translation tools
#   scripts/setup.sh bench  the same and ogr2ogr, which a benchmark is measured against
#
# Environment: VENV, the folder of the virtual environment (default .venv). pip obeys its own variables and files.
# Exit code 2: something is missing and may not be installed here; what to install has been printed.
set -euo pipefail
cd "$(dirname "$0")/.."

level=${1:-all}
venv=${VENV:-.venv}
packages=(python3 python3-venv python3-scipy python3-pandas)
if [ "$level" = bench ]; then
    packages+=(gdal-bin)
fi
if [ "$level" != core ]; then
    packages+=(qgis python3-qgis python3-matplotlib xvfb xauth xdotool imagemagick fonts-open-sans procps
        pyqt5-dev-tools qttools5-dev-tools)
fi

say() { printf '%s\n' "$*" >&2; }

missing_packages() {
    local package
    for package in "${packages[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
    done
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages)
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        say "These packages are missing and only root may install them. Run this, then the same command again:"
        say "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}"
        exit 2
    fi
    say "Installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get -qq update
    apt-get -qq install -y --no-install-recommends "${missing[@]}" >/dev/null
}

# On a system without apt: what must be there, as "command|what it comes with".
require_commands() {
    local wanted=("python3|Python 3.9 or later with venv") lacking=() item command
    if [ "$level" != core ]; then
        wanted+=("qgis_process|QGIS 3.22 or later" "xvfb-run|Xvfb" "xauth|xauth" "xdotool|xdotool" "import|ImageMagick"
            "pylupdate5|the development tools of PyQt 5" "lrelease|the translation tools of Qt 5")
    fi
    for item in "${wanted[@]}"; do
        command=${item%%|*}
        command -v "$command" >/dev/null || lacking+=("  ${item##*|} (command $command)")
    done
    if [ "$level" != core ] && command -v python3 >/dev/null && ! "$(system_python)" -c "import qgis.core" 2>/dev/null; then
        lacking+=("  the Python bindings of QGIS, for $(system_python)")
    fi
    [ ${#lacking[@]} -gt 0 ] || return 0
    say "This system has no apt-get, so nothing is installed here. Install these, then run the same command again:"
    printf '%s\n' "${lacking[@]}" >&2
    exit 2
}

# The python3 on PATH is not always the one that QGIS is built for.
system_python() { if [ -x /usr/bin/python3 ]; then echo /usr/bin/python3; else command -v python3; fi; }

make_venv() {
    local stamp wanted
    wanted=$(cat scripts/setup.sh requirements.txt requirements-dev.txt <("$(system_python)" --version) | cksum)
    stamp=$venv/.setup
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return 0
    say "Preparing $venv"
    "$venv/bin/python" -c "" 2>/dev/null || "$(system_python)" -m venv --clear --system-site-packages "$venv"
    if ! "$venv/bin/python" -m pip install --quiet --quiet --disable-pip-version-check -r requirements-dev.txt; then
        say "pip could not install requirements-dev.txt into $venv (its message stands above)."
        say "Check the network and pip's settings (pip config list, PIP_CERT, PIP_INDEX_URL), then run the same command again."
        exit 2
    fi
    printf '%s\n' "$wanted" >"$stamp"
}

main() {
    if command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; then
        install_packages
    else
        require_commands
    fi
    make_venv
}

if ! { mkdir -p build "$venv" && [ -w build ] && [ -w "$venv" ]; } 2>/dev/null; then
    say "This user may not write to $PWD. Run as the user who owns it, or take it over:"
    say "  sudo chown -R $(id -un) $PWD"
    exit 2
fi
exec 9>build/.setup.lock
if command -v flock >/dev/null; then flock 9; fi
main

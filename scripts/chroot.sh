#!/usr/bin/env bash
# Run the core, gis and Processing tests with another QGIS, in a Debian 13 of its own under build/chroots.
#
#   scripts/chroot.sh 340    QGIS 3.40 of Debian 13
#   scripts/chroot.sh 344    QGIS 3.44 of Debian 13's backports
#
# The system is made once (about two minutes, 2.6 GB) and reused. The tests run on a copy of the sources, and nothing
# stays mounted: the mounts live in a namespace of their own.
# Exit code 2: it may not be made here; what is missing has been printed.
set -euo pipefail
cd "$(dirname "$0")/.."

version=${1:-}
case $version in
340 | 344) ;;
*)
    echo "Say which QGIS: scripts/chroot.sh 340 or 344" >&2
    exit 2
    ;;
esac
system=$PWD/build/chroots/qgis$version
data=$(realpath -m "${DP_DATA:-../shared/data}")
packages=(python3 python3-venv python3-scipy python3-pandas python3-shapely python3-matplotlib
    xvfb xauth xdotool imagemagick fonts-open-sans make procps ca-certificates pyqt5-dev-tools qttools5-dev-tools)
[ "$version" = 344 ] || packages+=(qgis python3-qgis)

say() { printf '%s\n' "$*" >&2; }

require() {
    if [ "$(id -u)" != 0 ]; then
        say "A system for QGIS $version can be made and entered by root only. Run: sudo make test-qgis$version"
        exit 2
    fi
    command -v mmdebstrap >/dev/null && return 0
    if ! command -v apt-get >/dev/null; then
        say "mmdebstrap is missing. Install it, then run make test-qgis$version again."
        exit 2
    fi
    say "Installing mmdebstrap"
    apt-get -qq update
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends mmdebstrap >/dev/null
}

# Run a command in the system, with /proc, /dev and the reference data, and the settings of pip but nothing else.
inside() {
    local passed=() name
    while IFS= read -r name; do
        passed+=("$name=${!name}")
    done < <(compgen -e | grep -E '^(PIP_|SSL_CERT_|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|https?_proxy|HTTPS?_PROXY|no_proxy|NO_PROXY|CI$)')
    # shellcheck disable=SC2016 # the inner shell expands them
    unshare -m --propagation private bash -euc '
        system=$1 data=$2; shift 2
        mount -t proc proc "$system/proc"
        mount --rbind /dev "$system/dev"
        mkdir -p "$system/data"
        if [ -d "$data" ]; then mount --bind "$data" "$system/data"; fi
        exec chroot "$system" /usr/bin/env -i "$@"
    ' bash "$system" "$data" "${passed[@]}" HOME=/root LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin \
        DEBIAN_FRONTEND=noninteractive VENV=/opt/venv DP_DATA=/data QT_QPA_PLATFORM=offscreen "$@"
}

make_system() {
    [ -f "$system/.made" ] && return 0
    say "Making a Debian 13 for QGIS $version in $system"
    rm -rf --one-file-system "$system"
    mkdir -p "$system"
    mmdebstrap --quiet --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" trixie "$system"
    [ "$version" = 340 ] || add_backport
    touch "$system/.made"
}

add_backport() {
    share_network
    # apt lists only what it has fetched, so that it is asked after the first update.
    # shellcheck disable=SC2016 # apt expands the format
    inside bash -euc '
        apt-get -qq update
        archive=$(apt-get indextargets --format "\$(RELEASE) \$(REPO_URI)" "Created-By: Packages" | sed -n "s/^trixie //p" | head -n 1)
        printf "deb %s trixie-backports main\n" "$archive" >/etc/apt/sources.list.d/backports.list
        apt-get -qq update
        apt-get -qq install -y --no-install-recommends -t trixie-backports qgis python3-qgis >/dev/null
    '
}

# Name service, certificates and settings of pip change on the machine: they are brought in at every run.
share_network() {
    local file
    for file in /etc/resolv.conf /etc/hosts /etc/pip.conf "${PIP_CERT:-}" "${SSL_CERT_FILE:-}" "${REQUESTS_CA_BUNDLE:-}"; do
        [ -n "$file" ] && [ -f "$file" ] || continue
        mkdir -p "$system$(dirname "$file")"
        cp -L --remove-destination "$file" "$system$file"
    done
    file=${XDG_CONFIG_HOME:-$HOME/.config}/pip/pip.conf
    [ ! -f "$file" ] || { mkdir -p "$system/root/.config/pip" && cp -L "$file" "$system/root/.config/pip/pip.conf"; }
}

copy_sources() {
    rm -rf --one-file-system "$system/src"
    mkdir -p "$system/src"
    # Files that were deleted but not yet committed are still listed.
    git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
        [ ! -e "$file" ] || printf '%s\0' "$file"
    done | tar --null -T - -c | tar -x -C "$system/src"
}

require
make_system
share_network
copy_sources
say "Testing with QGIS $version"
inside bash -euc '
    cd /src
    scripts/setup.sh core
    /opt/venv/bin/python -c "from qgis.core import Qgis; print(\"QGIS\", Qgis.QGIS_VERSION)"
    workers=$(nproc)
    exec /opt/venv/bin/python -m pytest -n $((workers < 4 ? workers : 4)) --dist loadfile -m "not long and not desktop" tests
'

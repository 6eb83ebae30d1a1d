#!/usr/bin/env bash
# Score the sample district through qgis_process and draw its map, into build/demo/.
set -euo pipefail
cd "$(dirname "$0")/.."
export QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
exec "${VENV:-.venv}/bin/python" -W ignore scripts/demo.py "$@"

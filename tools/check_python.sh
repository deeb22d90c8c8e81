#!/bin/sh
# One clear line when this machine cannot make a virtual environment.
python=$1
command -v "$python" >/dev/null 2>&1 || { echo "vitalfew needs Python 3.11 or newer; '$python' was not found. Install it, or run: make PYTHON=/path/to/python3" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "vitalfew needs Python 3.11 or newer; '$python' is $("$python" --version 2>&1). Run: make PYTHON=/path/to/newer/python3" >&2; exit 1; }
"$python" -c 'import venv, ensurepip' 2>/dev/null || { echo "Python cannot make a virtual environment here: install its venv part (on Debian and Ubuntu: apt-get install python3-venv), then run make again." >&2; exit 1; }
[ -w . ] || { echo "No permission to write into $(pwd): clone vitalfew into a folder of your own." >&2; exit 1; }

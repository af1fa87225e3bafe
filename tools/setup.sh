#!/bin/sh
# Make a virtual environment with everything nnsim needs, in the versions of constraints.txt, and nnsim
# itself: not a copy but this very folder, so that an edit needs no installing again.
# Usage: tools/setup.sh FOLDER [EXTRA ...]; PYTHON in the environment chooses the interpreter.
set -eu

folder=$1
shift

if [ -L "$folder" ]; then
    echo "$folder is a link; what it leads to would be emptied. Remove the link, or work where it leads." >&2
    exit 1
fi

is_new_enough() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

chosen=
for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if is_new_enough "$candidate"; then
        chosen=$candidate
        break
    fi
done
if [ -z "$chosen" ]; then
    found=$("${PYTHON:-python3}" --version 2>/dev/null || echo "none")
    echo "nnsim needs Python 3.11 or newer; found here: $found." >&2
    echo "Install one (Debian, Ubuntu: sudo apt-get install python3.11 python3.11-venv; else python.org)," >&2
    echo "then try again, or name it: make PYTHON=/path/to/python3.11 run" >&2
    exit 1
fi

if ! "$chosen" -m venv --clear "$folder" 2>"/tmp/nnsim-venv-$$.log"; then
    tail -n 3 "/tmp/nnsim-venv-$$.log" >&2
    rm -f "/tmp/nnsim-venv-$$.log"
    echo "A virtual environment cannot be made. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2
    exit 1
fi
rm -f "/tmp/nnsim-venv-$$.log"

echo "Installing into $folder ($("$chosen" --version)) ..." >&2
"$folder/bin/python" tools/dependencies.py "$@" >"$folder/requirements.txt"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
    -c constraints.txt -r "$folder/requirements.txt"
# The library of the compiled walk is the Makefile's to build, with the compiler that is here.
NNSIM_BUILD_WALK=none \
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --editable .

#!/bin/sh
# Compile the locked requirements. They carry hashes and no index address.
set -eu
compile="uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11"
$compile pyproject.toml -o requirements/runtime.txt
$compile --extra dev --extra postgres --extra spark -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
printf 'hatchling>=1.27\neditables>=0.5\n' | $compile --no-annotate - -o requirements/build.txt

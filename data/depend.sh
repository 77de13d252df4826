#!/bin/sh
# depend.sh DEPFILE OUTPUT FOLDER COMMAND... - run the command that makes OUTPUT of a folder, and write for ninja what that was:
# each file, so that an edit makes OUTPUT anew, and each folder, whose time changes when a file comes or goes.
set -eu
depfile=$1 output=$2 folder=$3
shift 3
{
    printf '%s:' "$output"
    find "$folder" -name '.?*' -prune -o -print | LC_ALL=C sort | sed 's/[\\ #]/\\&/g; s/\$/$$/g; s/.*/ &/' | tr -d '\n'
    echo
} >"$depfile"
exec "$@"

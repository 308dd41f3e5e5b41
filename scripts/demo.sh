#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lets the command hear every recording of a folder: demo.sh MOTE DIR
set -e
mote=$1
dir=$2
for wav in "$dir"/*.wav; do
    if [ ! -e "$wav" ]; then
        echo "demo: no recordings in $dir" >&2
        exit 6
    fi
    echo "$wav"
    "$mote" hear "$wav"
    echo
done

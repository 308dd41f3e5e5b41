#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Lets the command hear every recording of a folder, and says what that took: demo.sh MOTE DIR
mote=$1
dir=$2
result=$(mktemp)
trap 'rm -f "$result"' EXIT

number() { sed -n "s/^  \"$1\": \"\{0,1\}\([0-9.]*\).*/\1/p" "$result"; }

echo "What mote hears in the recordings of $dir:"
echo
for wav in "$dir"/*.wav; do
    if [ ! -e "$wav" ]; then
        echo "demo: no recordings in $dir" >&2
        exit 6
    fi
    "$mote" hear "$wav" --json >"$result" || exit
    # a line of JSON for each word: {"time": 0.98, "word": "yes", "score": 0.99}
    heard=$(sed -n 's/.*"time": \([0-9.]*\), "word": "\([^"]*\)", "score": \([0-9.]*\).*/\2 at \1 s (score \3)/p' "$result" |
        paste -s -d, - | sed 's/,/, /g')
    printf '  %-16s %s\n' "$(basename "$wav")" "${heard:-nothing}"
done
echo
echo "What it takes:"
echo
printf '  model            %s bytes of flash\n' "$(number model_bytes)"
printf '  arena            %s bytes of RAM\n' "$(number arena_bytes)"
printf '  work             %s multiply-accumulates for a window of one second\n' "$(number macs)"
printf '  on this machine  %s ms for a window\n' "$(number ms_per_inference)"

# The same on a microcontroller, where there are a cross compiler and an emulator.
echo
if command -v arm-none-eabi-gcc >/dev/null && command -v qemu-system-arm >/dev/null && command -v python3 >/dev/null; then
    echo "And on an emulated Cortex-M4:"
    echo
    env -u MAKEFLAGS -u BUILD -u CC -u CFLAGS make -s -f ports/qemu/board.mk BOARD=m4 run-keyword
else
    echo "With arm-none-eabi-gcc, qemu-system-arm and python3 this demo also runs on an emulated Cortex-M4"
    echo "(scripts/install_check_tools.sh installs them)."
fi

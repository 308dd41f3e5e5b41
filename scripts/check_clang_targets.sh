#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Whether clang's assembler takes the kernels for microcontrollers as gcc's does: each file of src/simd/ is
# compiled for each core, nothing is run. Prints `N passed, N failed`.
cd "$(dirname "$0")/.." || exit 1
CLANG=${CLANG:-clang}
passed=0 failed=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
while read -r target; do
    for file in src/simd/*.c; do
        # shellcheck disable=SC2086
        if $CLANG --target=$target -std=c11 -O2 -ffreestanding -Wall -Wextra -Werror -c "$file" -o /dev/null 2>"$log"; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
            echo "$file for $target:"
            head -n 3 "$log"
        fi
    done
done <<END
riscv32-unknown-elf -march=rv32im -mabi=ilp32
riscv32-unknown-elf -march=rv32imc -mabi=ilp32
thumbv6m-none-eabi -mcpu=cortex-m0
thumbv7m-none-eabi -mcpu=cortex-m3
thumbv7em-none-eabi -mcpu=cortex-m4 -mfloat-abi=hard
thumbv8m.main-none-eabi -mcpu=cortex-m33
thumbv8.1m.main-none-eabi -mcpu=cortex-m55 -mfloat-abi=hard
END
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]

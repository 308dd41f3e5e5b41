#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Usage: check_symbols.sh ELF...
# Fails if an image holds a heap function, a floating-point helper of the compiler, or a function of libm.
# Any ELF file of any architecture; needs readelf only.
set -eu

[ $# -gt 0 ] || { echo "usage: check_symbols.sh ELF..." >&2; exit 2; }

heap='malloc|calloc|realloc|free|aligned_alloc|memalign|_?sbrk|_(malloc|calloc|realloc|free|sbrk)_r|_Zn[wa].*|_Zd[la].*'
# Run-time ABI for the Arm architecture, 4.1: names with f, d or h (half) for a type; then GCC's own names.
aeabi='__aeabi_[fd].*|__aeabi_c[fd].*|__aeabi_(i|ui|l|ul|h|d|f)2(f|d|h).*'
gcc='__(add|sub|mul|div|neg|cmp|eq|ne|lt|le|gt|ge|unord|powi)[hsdt]f[123]'
gcc="$gcc|__(extend|trunc)[hsdt]f[hsdt]f[12]|__fix(uns)?[hsdt]f[sdt]i|__float(un)?[sdt]i[hsdt]f"
gcc="$gcc|__(mul|div)[sd]c3|__gnu_[hfd]2[hfd].*"
libm='a?(sin|cos|tan)h?|atan2|exp(2|10|m1)?|log(2|10|1p|b)?|pow|sqrt|cbrt|hypot|fabs|floor|ceil|l?l?round|trunc'
libm="$libm|l?l?rint|nearbyint|fmod|remainder|f(min|max)|fma|ldexp|scalbl?n|frexp|modf|copysign|erfc?|[tl]gamma"
libm="($libm)[fl]?|__(ieee754|kernel|math)_.*"

status=0
for elf in "$@"; do
    symbols=$(readelf --syms --wide "$elf" | awk '$4 == "FUNC" || $4 == "OBJECT" || $4 == "NOTYPE" {print $8}')
    [ -n "$symbols" ] || { echo "$elf: no symbol table" >&2; exit 2; }
    found=$(printf '%s\n' "$symbols" | grep -Ex "$heap|$aeabi|$gcc|$libm" | sort -u || true)
    if [ -n "$found" ]; then
        echo "$elf: must not be in this image:" $found >&2
        status=1
    fi
done
exit $status

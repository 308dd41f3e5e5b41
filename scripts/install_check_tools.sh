#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What `make check` uses beyond make and a C compiler: cross compilers, emulators, clang. Debian and its relatives; run as root or with
# sudo at hand. Does nothing when all is there.
set -e
packages="make gcc clang clang-format libclang-rt-14-dev python3 gcc-arm-none-eabi libnewlib-arm-none-eabi
gcc-riscv64-unknown-elf qemu-system-arm qemu-system-misc qemu-user gcc-s390x-linux-gnu libc6-dev-s390x-cross
gcc-aarch64-linux-gnu libc6-dev-arm64-cross
gcc-i686-linux-gnu libc6-dev-i386-cross g++"
missing=
for p in $packages; do
    dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -z "$missing" ] && exit 0
echo "installing:$missing"
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
$sudo apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null

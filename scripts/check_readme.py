#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles and runs the C programs of README.md, so that what a newcomer copies works.

usage: check_readme.py [--build build] [--cc cc]

A program is a ```c block that holds a main function. It is linked with the library of the build and with hello_model.c, which the README
says how to make; the line `// prints ...` in it says what it must print.
"""
import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--build", default="build")
    ap.add_argument("--cc", default="cc")
    a = ap.parse_args()
    work = ROOT / a.build / "readme"
    work.mkdir(parents=True, exist_ok=True)
    blocks = re.findall(r"^```c\n(.*?)^```", (ROOT / "README.md").read_text(), re.M | re.S)
    programs = [b for b in blocks if "int main(" in b]
    embed = ROOT / a.build / "embed/embed"
    subprocess.run([embed, ROOT / "models/hello/hello.tflite", "hello_model", work / "hello_model"], check=True)
    passed = failed = 0
    for i, text in enumerate(programs):
        source, binary = work / f"program{i}.c", work / f"program{i}"
        source.write_text(text)
        wants = re.findall(r"// prints (.*)", text)
        done = subprocess.run([a.cc, "-std=c11", "-Wall", "-Wextra", "-Werror", "-I", ROOT / "src", "-I", work, source,
                               work / "hello_model.c", ROOT / a.build / "libmote.a", "-o", binary], capture_output=True, text=True)
        if done.returncode == 0:
            done = subprocess.run([binary], capture_output=True, text=True, timeout=60)
        good = done.returncode == 0 and bool(wants) and all(w.strip() in done.stdout for w in wants)
        passed, failed = passed + good, failed + (not good)
        if not good:
            print(f"README program {i}: status {done.returncode}, expected {wants}\n{done.stdout}{done.stderr}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())

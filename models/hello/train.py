#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""hello: y = sin(x) for x in [0, 2 pi), the smallest model that does something.

usage: train.py [--report]

Trains, writes hello.tflite (int8), hello_float.tflite (the same weights in float32) and golden/,
then prints the figures of the card. --report only prints the figures of the files that are there.
"""
import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import common
import numpy as np
from common import make_golden

SEED = 6
EPOCHS = 600
TURN = 2 * np.pi


def train(tf):
    rng = np.random.Generator(np.random.PCG64(SEED))
    x = rng.uniform(0, TURN, (2000, 1)).astype(np.float32)
    y = np.sin(x)
    model = tf.keras.Sequential([
        tf.keras.Input((1,)),
        tf.keras.layers.Dense(16, activation="relu", name="a"),
        tf.keras.layers.Dense(16, activation="relu", name="b"),
        tf.keras.layers.Dense(1, name="c"),
    ], name="hello")
    rate = tf.keras.optimizers.schedules.CosineDecay(0.005, EPOCHS * len(x) // 50)
    model.compile(optimizer=tf.keras.optimizers.Adam(rate), loss="mse")
    model.fit(x, y, batch_size=50, epochs=EPOCHS, verbose=0)
    (HERE / "hello_float.tflite").write_bytes(common.convert(tf, model))
    # 256 even steps over the turn: the input's int8 codes land on them.
    steps = np.linspace(0, TURN, 256, dtype=np.float32)[:, None]
    (HERE / "hello.tflite").write_bytes(common.convert(tf, model, steps))


def golden():
    every = np.arange(-128, 128, dtype=np.int8).reshape(-1, 1, 1)
    make_golden.make_case(HERE / "hello.tflite", HERE / "golden/every_input", [every])
    make_golden.make_case(HERE / "hello.tflite", HERE / "golden/random", invokes=16, seed=1)
    grid = (np.arange(64, dtype=np.float32) * np.float32(TURN / 64)).reshape(-1, 1, 1)
    make_golden.make_case(HERE / "hello_float.tflite", HERE / "golden/float_grid", [grid])
    make_golden.make_case(HERE / "hello_float.tflite", HERE / "golden/float_random", invokes=16,
                          seed=2, low=0.0, high=TURN)


def report():
    """Errors against sin: int8 over all 256 inputs there are, float over a grid not trained on."""
    common.figures(HERE / "hello.tflite")
    oracle = make_golden.Oracle((HERE / "hello.tflite").read_bytes())
    codes = np.arange(-128, 128, dtype=np.int8).reshape(-1, 1, 1)
    (in_scale, in_zero), (out_scale, out_zero) = (
        common.scale_and_zero(d[0]) for d in (oracle.inputs, oracle.outputs))
    y = (oracle.run([codes])[0].astype(float).ravel() - out_zero) * out_scale
    print_error("all 256 inputs", y - np.sin((codes.ravel().astype(float) - in_zero) * in_scale))
    common.figures(HERE / "hello_float.tflite")
    x = ((np.arange(1000) + 0.5) * (TURN / 1000)).astype(np.float32)
    oracle = make_golden.Oracle((HERE / "hello_float.tflite").read_bytes())
    print_error("1000 even steps", oracle.run([x.reshape(-1, 1, 1)])[0].ravel() - np.sin(x))


def print_error(where, error):
    size = np.abs(error)
    print(f"  error over {where}: mean {size.mean():.4f}, largest {size.max():.4f}")


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--report", action="store_true")
    if not ap.parse_args().report:
        train(common.start(SEED))
        golden()
    report()


if __name__ == "__main__":
    main()

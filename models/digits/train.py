#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""digits: which of ten handwritten digits an 8x8 grey picture shows.

usage: train.py [--report | --validate]

Trains, writes digits.tflite (int8) and golden/, then prints the figures of the card. --report only
prints the figures of the file that is there. --validate trains without the last fifth of the
training part and prints the accuracy on that fifth: what design choices were made by.
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
EPOCHS = 120
BATCH = 32
# The 1,797 pictures seem to lie in the order they were collected, so the end is mostly by
# other writers than the beginning. A random split would put every writer on both sides.
TRAIN = 1347


def data():
    """Pictures [n, 8, 8, 1] from 0 (paper) to 1 (ink), and the digits."""
    from sklearn.datasets import load_digits
    digits = load_digits()
    return (digits.images[..., None] / 16).astype(np.float32), digits.target


def build(tf):
    layers = tf.keras.layers
    return tf.keras.Sequential([
        tf.keras.Input((8, 8, 1)),
        layers.Conv2D(12, 3, padding="same", activation="relu", name="a"),
        layers.MaxPooling2D(2, name="b"),
        layers.Conv2D(24, 3, padding="same", activation="relu", name="c"),
        layers.AveragePooling2D(2, name="d"),
        layers.Flatten(name="e"),
        layers.Dropout(0.2),
        layers.Dense(10, name="f"),
        layers.Softmax(name="g"),
    ], name="digits")


def train(tf, x, y):
    from scipy.ndimage import affine_transform
    rng = np.random.Generator(np.random.PCG64(SEED))
    model = build(tf)
    steps = EPOCHS * (len(x) // BATCH)
    rate = tf.keras.optimizers.schedules.CosineDecay(0.004, steps)
    model.compile(optimizer=tf.keras.optimizers.Adam(rate), loss="sparse_categorical_crossentropy")

    def varied(picture):
        """Turned up to 12 degrees, sheared, scaled by a tenth, moved by up to a pixel."""
        turn, shear = rng.uniform(-0.21, 0.21), rng.uniform(-0.15, 0.15)
        c, s = np.cos(turn), np.sin(turn)
        matrix = np.array([[c, -s], [s + shear, c]]) * rng.uniform(0.9, 1.1)
        centre = np.array([3.5, 3.5])
        offset = centre - matrix @ (centre + rng.uniform(-1.0, 1.0, 2))
        return affine_transform(picture[..., 0], matrix, offset, order=1)[..., None]

    for _ in range(EPOCHS):
        order = rng.permutation(len(x))[:steps // EPOCHS * BATCH]
        seen = np.stack([varied(x[i]) if rng.random() < 0.8 else x[i] for i in order])
        model.fit(seen, y[order], batch_size=BATCH, epochs=1, shuffle=False, verbose=0)
    return model


def golden(x):
    """Eight held-out pictures, one noise case, and the two plainest inputs."""
    path = HERE / "digits.tflite"
    oracle = make_golden.Oracle(path.read_bytes())
    pictures = common.quantize(oracle.inputs[0], x[TRAIN:TRAIN + 8])[:, None]
    make_golden.make_case(path, HERE / "golden/pictures", [pictures])
    make_golden.make_case(path, HERE / "golden/random", invokes=4, seed=1)
    flat = np.stack([np.full((1, 8, 8, 1), v, np.int8) for v in (-128, 127)])
    make_golden.make_case(path, HERE / "golden/flat", [flat])


def report(x, y):
    path = HERE / "digits.tflite"
    common.figures(path)
    common.confusion(y[TRAIN:], common.classify(path, x[TRAIN:]), range(10))


def main():
    ap = argparse.ArgumentParser(description=__doc__,
                                 formatter_class=argparse.RawDescriptionHelpFormatter)
    what = ap.add_mutually_exclusive_group()
    what.add_argument("--report", action="store_true")
    what.add_argument("--validate", action="store_true")
    a = ap.parse_args()
    x, y = data()
    if a.validate:
        cut = TRAIN * 4 // 5
        model = train(common.start(SEED), x[:cut], y[:cut])
        guess = model.predict(x[cut:TRAIN], verbose=0).argmax(axis=1)
        print(f"validation: {(guess == y[cut:TRAIN]).mean():.2%}, {model.count_params()} weights")
        return
    if not a.report:
        tf = common.start(SEED)
        model = train(tf, x[:TRAIN], y[:TRAIN])
        # All grey levels, so that the input's int8 is a camera's byte minus 128.
        samples = np.concatenate([x[:TRAIN], np.zeros((1, 8, 8, 1)), np.ones((1, 8, 8, 1))])
        (HERE / "digits.tflite").write_bytes(common.convert(tf, model, samples))
        golden(x)
    report(x, y)


if __name__ == "__main__":
    main()

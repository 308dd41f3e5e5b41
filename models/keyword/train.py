#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Train the keyword model on the clips of augment.py and write it as an int8 .tflite file."""
import argparse
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np
import tensorflow as tf
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

import augment
import features
from shrink import shrink

HERE = os.path.dirname(os.path.abspath(__file__))
SHARES = (0.14, 0.42, 0.22, 0.22)  # silence, unknown, yes, no
STEP = 0.1  # what one step of a feature byte means to the model: x = (byte + 128) * STEP


def make_set(data, name, test, count, seed):
    """Feature bytes [count, 49, 40] and labels; kept in DATA/features for the next run."""
    path = f"{data}/features/{name}-{count}-{seed}.npz"
    if os.path.exists(path):
        z = np.load(path)
        return z["x"], z["y"]
    os.makedirs(os.path.dirname(path), exist_ok=True)
    rng = np.random.default_rng(seed)
    corpus = augment.Corpus(data, test)
    front = features.Frontend()
    x = np.empty((count, 49, 40), np.int8)
    y = np.empty(count, np.int8)
    n, start = 0, time.time()
    while n < count:
        if n % 20000 == 0:
            noise = augment.Noise(rng, corpus)
        label = int(rng.choice(4, p=SHARES))
        clip = augment.make_clip(rng, corpus, noise, label)
        if clip is None:
            continue
        pcm, warm = clip
        front.reset()
        x[n] = front.rows(pcm)[warm // 320:warm // 320 + 49]
        y[n] = label
        n += 1
    np.savez(path, x=x, y=y)
    print(f"{path}: {time.time() - start:.0f} s", flush=True)
    return x, y


def jitter(rng, x):
    """Cheap variation of feature maps: formants (channel shift), pace, masks, level."""
    n = len(x)
    x = x.astype(np.float32)
    rows = np.arange(49, dtype=np.float32)
    stretch = rng.uniform(0.88, 1.14, (n, 1)).astype(np.float32)
    middle = rng.uniform(14, 34, (n, 1)).astype(np.float32)
    row = np.clip(np.rint((rows - middle) * stretch + middle), 0, 48).astype(np.int32)
    shift = rng.choice([-2, -1, 0, 0, 0, 1, 2], (n, 1))
    column = np.clip(np.arange(40) + shift, 0, 39)
    x = x[np.arange(n)[:, None, None], row[:, :, None], column[:, None, :]]
    for axis, widest in ((1, 5), (2, 4)):
        hit = rng.random(n) < 0.35
        at = rng.integers(0, (49, 40)[axis - 1], n)
        width = rng.integers(1, widest + 1, n)
        place = np.arange((49, 40)[axis - 1])
        mask = hit[:, None] & (place >= at[:, None]) & (place < (at + width)[:, None])
        x[mask[:, :, None] & np.ones((1, 1, 40), bool) if axis == 1 else
          mask[:, None, :] & np.ones((1, 49, 1), bool)] = -128.0
    gain = rng.uniform(0.93, 1.07, (n, 1, 1)).astype(np.float32)
    x = (x + 128.0) * gain + rng.normal(0, 3, x.shape).astype(np.float32) * (x > -128)
    return np.clip(x, 0, 255)[..., None] * STEP


def build():
    """Four small convolutions, nothing padded, then one dense layer on 7x1x22.

    Rows (the first number) are time. Every layer needs only a few rows of the one above it.
    """
    layers = tf.keras.layers
    x = inputs = layers.Input((49, 40, 1), batch_size=None)
    for channels, kernel, strides in ((16, (5, 8), (2, 4)), (20, (3, 3), (2, 2)),
                                      (22, (3, 4), (1, 1)), (22, (3, 1), (1, 1))):
        x = layers.Conv2D(channels, kernel, strides, use_bias=False)(x)
        x = layers.BatchNormalization(momentum=0.98)(x)
        x = layers.ReLU()(x)
    x = layers.Flatten()(x)
    x = layers.Dropout(0.3)(x)
    x = layers.Dense(4)(x)
    return tf.keras.Model(inputs, x)


def fit(model, x, y, valid, epochs, seed, batch=256, peak=3e-3):
    rng = np.random.default_rng(seed)
    steps = len(x) // batch
    rate = tf.keras.optimizers.schedules.CosineDecay(peak / 10, epochs * steps, 0.002,
                                                     warmup_target=peak, warmup_steps=steps)
    optimizer = tf.keras.optimizers.AdamW(rate, weight_decay=2e-3)
    loss_of = tf.keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.03)

    @tf.function(jit_compile=False)
    def step(bx, by):
        with tf.GradientTape() as tape:
            loss = loss_of(tf.one_hot(by, 4), model(bx, training=True))
        grads = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(grads, model.trainable_variables))
        return loss

    for epoch in range(epochs):
        start, order, total = time.time(), rng.permutation(len(x)), 0.0
        for i in range(steps):
            pick = order[i * batch:(i + 1) * batch]
            total += float(step(tf.constant(jitter(rng, x[pick])), tf.constant(y[pick], tf.int32)))
        text = f"epoch {epoch + 1}/{epochs} loss {total / steps:.4f}"
        if valid is not None and (epoch % 3 == 2 or epoch == epochs - 1):
            logits = model.predict((valid[0].astype(np.float32)[..., None] + 128) * STEP,
                                   batch_size=1024, verbose=0)
            hit = logits.argmax(1) == valid[1]
            text += f" held out {hit.mean():.4f} " + " ".join(
                f"{hit[valid[1] == k].mean():.3f}" for k in range(4))
        print(text, f"{time.time() - start:.0f} s", flush=True)


def convert(model, x):
    """int8 in, int8 out. The calibration set has both extreme bytes, so input = (byte+128)*STEP."""
    out = tf.keras.Sequential([model, tf.keras.layers.Softmax()])

    @tf.function(input_signature=[tf.TensorSpec([1, 49, 40, 1], tf.float32)])
    def serve(v):
        return out(v, training=False)

    def samples():
        edge = np.zeros((1, 49, 40, 1), np.float32)
        edge[0, 0, 0, 0] = 255 * STEP
        yield [edge]
        for v in x[:1500]:
            yield [(v.astype(np.float32)[None, ..., None] + 128) * STEP]

    frozen = convert_variables_to_constants_v2(serve.get_concrete_function())
    c = tf.lite.TFLiteConverter.from_concrete_functions([frozen])
    c.optimizations = [tf.lite.Optimize.DEFAULT]
    c.representative_dataset = samples
    c.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    c.inference_input_type = c.inference_output_type = tf.int8
    return shrink(c.convert())


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", default="build/keyword-data")
    ap.add_argument("--out", default=os.path.join(HERE, "keyword.tflite"))
    ap.add_argument("--clips", type=int, default=90000)
    ap.add_argument("--epochs", type=int, default=34)
    ap.add_argument("--seed", type=int, default=2)
    args = ap.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.keras.utils.set_random_seed(args.seed)
    x, y = make_set(args.data, "train", False, args.clips, 101)
    valid = make_set(args.data, "test", True, 4000, 900)
    model = build()
    model.summary()
    fit(model, x, y, valid, args.epochs, args.seed)
    blob = convert(model, x)
    with open(args.out, "wb") as f:
        f.write(blob)
    print(f"{args.out}: {len(blob)} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())

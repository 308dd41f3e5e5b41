#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measure a keyword .tflite: held-out voices, false alarms on background, recordings."""
import argparse
import glob
import os
import sys
import wave

import numpy as np

import augment
import features
from words import LABELS

HERE = os.path.dirname(os.path.abspath(__file__))


class Net:
    """An int8 model on TensorFlow Lite Micro's reference kernels."""

    def __init__(self, path):
        from tflite_micro import runtime
        self.net = runtime.Interpreter.from_file(path)
        self.shape = tuple(self.net.get_input_details(0)["shape"])

    def scores(self, rows):
        self.net.set_input(np.ascontiguousarray(rows).reshape(self.shape), 0)
        self.net.invoke()
        return (self.net.get_output(0).reshape(-1).astype(np.int32) + 128) / 256.0


def read_wav(path):
    with wave.open(path) as w:
        if (w.getframerate(), w.getsampwidth()) != (16000, 2):
            raise SystemExit(f"{path}: want 16 kHz int16")
        pcm = np.frombuffer(w.readframes(w.getnframes()), np.int16)
        return np.ascontiguousarray(pcm[::w.getnchannels()])


def sweep(net, front, pcm, stride=3):
    """Scores of the window that ends at each `stride`-th row: [(seconds at its end, scores)]."""
    front.reset()
    rows = front.rows(pcm)
    return [((k + 49) * 0.02 + 0.01, net.scores(rows[k:k + 49]))
            for k in range(0, len(rows) - 48, stride)]


# A recogniser's settings: seconds averaged, threshold, seconds of silence after a word.
AVERAGE, THRESHOLD, PAUSE = 0.4, 0.75, 1.0


def detections(trace, average=AVERAGE, threshold=THRESHOLD, pause=PAUSE):
    """[(seconds, word, score)]: means of the recent scores that pass the threshold."""
    times = np.array([t for t, _ in trace])
    sums = np.cumsum([np.zeros(4)] + [s for _, s in trace], axis=0)
    found, last = [], -9.0
    for i, t in enumerate(times):
        j = int(np.searchsorted(times, t - average))
        if i + 1 - j < 3:
            continue
        mean = (sums[i + 1] - sums[j]) / (i + 1 - j)
        best = int(mean.argmax())
        if best >= 2 and mean[best] >= threshold and t - last > pause:
            found.append((t, LABELS[best], float(mean[best])))
            last = t
    return found


def test_clips(data, per_class, seed):
    """Held-out voices: {group: [(rows, label)]}, one group for each engine and speaker."""
    corpus = augment.Corpus(data, True)
    front = features.Frontend()
    noise = augment.Noise(np.random.default_rng(seed + 1), corpus)
    groups = sorted({g for kind in ("yes", "no", "unknown") for g in corpus.items[kind]})
    result = {}
    for number, group in enumerate([*groups, "background"]):
        rng = np.random.default_rng([seed, number])
        clips = []
        if group == "background":
            part, labels = corpus, [0] * (2 * per_class)
        else:
            part = augment.Corpus.__new__(augment.Corpus)
            part.items = {k: {group: v[group]} for k, v in corpus.items.items() if group in v}
            part.sentences = [s for s in corpus.sentences if s[1].startswith(group)] or \
                corpus.sentences
            labels = [1] * per_class + [2] * per_class + [3] * per_class
        for label in labels:
            clip = None
            while clip is None:
                clip = augment.make_clip(rng, part, noise, label)
            front.reset()
            clips.append((front.rows(clip[0])[clip[1] // 320:][:49], label))
        result[group] = clips
    return result


def accuracy(net, clips):
    total = np.zeros((4, 4), int)
    print(f"{'held-out voice':30s} {'clips':>6s} {'right':>7s} {'unknown':>8s} {'yes':>7s} {'no':>7s}")
    for group, items in clips.items():
        m = np.zeros((4, 4), int)
        for rows, label in items:
            m[label, int(net.scores(rows).argmax())] += 1
        total += m
        each = m.diagonal() / np.maximum(m.sum(axis=1), 1)
        print(f"{group:30s} {m.sum():6d} {m.trace() / m.sum():7.1%} "
              + ("" if m[0].sum() else f"{each[1]:8.1%} {each[2]:7.1%} {each[3]:7.1%}"))
    print(f"all {total.trace() / total.sum():.2%}; rows: said, columns: heard")
    print(f"{'':10s}" + "".join(f"{x:>9s}" for x in LABELS))
    for k, row in enumerate(total):
        print(f"{LABELS[k]:10s}" + "".join(f"{v:9d}" for v in row))


def false_alarms(net, data, seconds, seed):
    """A running front end: an hour of backgrounds, and talk of held-out voices without keywords."""
    corpus = augment.Corpus(data, True)
    rng = np.random.default_rng(seed)
    front = features.Frontend()
    for name in ("background", "talk"):
        noise = augment.Noise(rng, corpus)
        settings, done = {(AVERAGE, THRESHOLD): 0, (0.5, 0.85): 0}, 0.0
        while done < seconds:
            n = 60 * 16000
            x = np.concatenate([noise.draw(rng, n // 10) * 2.0 ** rng.uniform(0, 12)
                                for _ in range(10)])
            if name == "talk":
                x *= 0.03
                at = 0
                while at < n:
                    voice, _ = corpus.sentences[rng.integers(len(corpus.sentences))]
                    y = augment.vary(rng, voice)
                    augment.place(x, y / np.abs(y).max() * 2.0 ** rng.uniform(10, 14.5), at)
                    at += len(y) + int(rng.uniform(0, 2) * 16000)
            pcm = np.clip(np.rint(x), -32768, 32767).astype(np.int16)
            trace = sweep(net, front, pcm)
            for average, threshold in settings:
                settings[average, threshold] += len(detections(trace, average, threshold))
            done += n / 16000
        for (average, threshold), count in settings.items():
            print(f"false alarms on {name}, mean of {average} s over {threshold}: {count} in "
                  f"{done / 3600:.2f} h = {count / done * 3600:.1f} per hour")


def streams(net, data, count, seed):
    """Minutes of held-out voices saying yes, no and other words a second apart, over noise."""
    corpus = augment.Corpus(data, True)
    rng = np.random.default_rng(seed)
    front = features.Frontend()
    traces = []
    for number in range(count):
        if number % 20 == 0:
            noise = augment.Noise(rng, corpus)
        x, said = np.zeros(60 * 16000), []
        at = 1.0
        while at < 57.0:
            kind = ("yes", "no", "unknown", "unknown")[rng.integers(4)]
            y = augment.vary(rng, corpus.pick(rng, kind)[0])[:16000]
            augment.place(x, y / np.abs(y).max() * 2.0 ** rng.uniform(11, 14.5), int(at * 16000))
            if kind != "unknown":
                said.append((at, at + len(y) / 16000, kind))
            at += len(y) / 16000 + rng.uniform(0.5, 1.5)
        x += noise.draw(rng, len(x)) * augment.rms(x) * augment.db(-rng.uniform(10, 35))
        pcm = np.clip(np.rint(x), -32768, 32767).astype(np.int16)
        traces.append((sweep(net, front, pcm), said))
    total = sum(len(said) for _, said in traces)
    for average, threshold in ((0.3, 0.7), (0.3, 0.8), (AVERAGE, THRESHOLD), (0.5, 0.7),
                               (0.5, 0.85), (1.0, 0.6)):
        heard = wrong = 0
        for trace, said in traces:
            left = list(said)
            for t, word, _ in detections(trace, average, threshold):
                match = next((w for w in left if w[2] == word and w[0] < t < w[1] + 1.0), None)
                if match:
                    left.remove(match)
                    heard += 1
                else:
                    wrong += 1
        print(f"streams, mean of {average} s over {threshold}: {heard} of {total} words heard "
              f"({heard / total:.1%}), {wrong} wrong in {count} minutes of talk")


def recordings(net, directory):
    """One-second recordings named LABEL*.wav at several shifts and gains; longer ones as streams."""
    front = features.Frontend()
    for path in sorted(glob.glob(directory + "/*.wav")):
        pcm, name = read_wav(path), os.path.basename(path)
        if len(pcm) > 20000:
            print(f"{name}: " + ", ".join(f"{t:.2f} s {w} {p:.2f}"
                                          for t, w, p in detections(sweep(net, front, pcm))))
            continue
        word = next((k for k, w in enumerate(("silence", "unknown", "yes", "no", "noise"))
                     if name.startswith(w)), None)
        if name.startswith("noise"):
            word = 0
        low, table = 1.0, []
        for gain in (1.0, 0.5, 0.25, 0.1, 2.0):
            for shift in (0, -1600, -800, 800, 1600, -437, 333):
                x = np.zeros(16000)
                augment.place(x, pcm[:16000].astype(np.float64), shift)
                front.reset()
                s = net.scores(front.rows(np.clip(np.rint(x * gain), -32768, 32767)
                                          .astype(np.int16))[:49])
                table.append(s)
        table = np.array(table)
        right = table[:, word]
        print(f"{name}: as recorded " + " ".join(f"{w} {v:.2f}" for w, v in zip(LABELS, table[0]))
              + f" | {LABELS[word]} over {len(table)} shifts and gains: least {right.min():.2f}, "
              f"median {np.median(right):.2f}, right {np.mean(table.argmax(1) == word):.0%}")


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--model", default=os.path.join(HERE, "keyword.tflite"))
    ap.add_argument("--data", default="build/keyword-data")
    ap.add_argument("--clips", type=int, default=200, help="clips of each class and voice")
    ap.add_argument("--hours", type=float, default=1.0, help="of background and of talk")
    ap.add_argument("--minutes", type=int, default=20, help="of streams of words")
    ap.add_argument("--recordings", help="directory of WAV files; only these are then measured")
    args = ap.parse_args()
    net = Net(args.model)
    if args.recordings:
        recordings(net, args.recordings)
        return 0
    accuracy(net, test_clips(args.data, args.clips, 77))
    if args.minutes > 0:
        streams(net, args.data, args.minutes, 79)
    if args.hours > 0:
        false_alarms(net, args.data, args.hours * 3600, 78)
    return 0


if __name__ == "__main__":
    sys.exit(main())

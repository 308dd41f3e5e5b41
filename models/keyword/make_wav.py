#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write wav/: one-second examples and a ten-second stream, all spoken by held-out voices.
--rows FILE writes instead the feature bytes of the examples there, one after another, as input for
scripts/make_golden.py.

Chosen by seed alone, not by what the model makes of them.
"""
import argparse
import os
import sys
import wave

import numpy as np

import augment

HERE = os.path.dirname(os.path.abspath(__file__))
RATE = augment.RATE

# file, word, voice (start of its name)
CLIPS = (("yes_1", "yes", "flite:rms"), ("yes_2", "yes", "festival:ked"),
         ("yes_3", "yes", "espeak:en-gb-scotland"), ("no_1", "no", "flite:rms"),
         ("no_2", "no", "festival:ked"), ("no_3", "no", "espeak:en-gb-scotland"),
         ("unknown_1", "stop", "flite:rms"), ("unknown_2", "table", "festival:ked"),
         ("unknown_3", "left", "espeak:en-gb-scotland"))
STREAM = ((0.7, "hello", "flite:rms"), (1.9, "yes", "flite:rms"), (3.2, "window", "festival:ked"),
          (4.3, "no", "festival:ked"), (5.6, "seven", "espeak:en-gb-scotland"), (6.8, "yes", "festival:ked"),
          (8.0, "water", "flite:rms"), (9.0, "no", "flite:rms"))


def load(data):
    found = {}
    for engine in ("espeak", "flite", "festival"):
        z = np.load(f"{data}/speech/{engine}.npz")
        pcm, begin = z["pcm"], np.concatenate([[0], z["end"][:-1]])
        for i in np.nonzero(z["test"])[0]:
            kind, text = str(z["kind"][i]), str(z["text"][i]).rstrip(".!?,")
            word = kind if kind in ("yes", "no") else text
            if kind != "sentence":
                found.setdefault(word, []).append((str(z["voice"][i]), pcm[begin[i]:z["end"][i]]))
    return found


def say(found, rng, word, voice, peak):
    """A plain reading of a word: mild room and microphone."""
    several = [p for v, p in found[word] if v.startswith(voice) and len(p) < 0.8 * RATE]
    x = several[rng.integers(len(several))].astype(np.float64)
    x = augment.equalise(rng, x, 0.4)
    x = x + 0.15 * augment.room(rng, x)[:len(x)]
    return x * peak / np.abs(x).max()


def write(path, x):
    with wave.open(path, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(RATE)
        w.writeframes(np.clip(np.rint(x), -32768, 32767).astype("<i2").tobytes())


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", default="build/keyword-data")
    ap.add_argument("--out", default=os.path.join(HERE, "wav"))
    ap.add_argument("--rows", metavar="FILE")
    args = ap.parse_args()
    if args.rows:
        import features
        front = features.Frontend()
        with open(args.rows, "wb") as f:
            for name in [c[0] for c in CLIPS] + ["silence", "noise"]:
                with wave.open(f"{args.out}/{name}.wav") as w:
                    front.reset()
                    pcm = np.frombuffer(w.readframes(w.getnframes()), np.int16)
                    f.write(front.rows(pcm)[:49].tobytes())
        return 0
    os.makedirs(args.out, exist_ok=True)
    found = load(args.data)
    rng = np.random.default_rng(2024)
    said = ["# file, word, voice"]
    for name, word, voice in CLIPS:
        x = augment.coloured(rng, RATE, 1.0)
        x *= 40.0 / augment.rms(x)
        speech = say(found, rng, word, voice, rng.uniform(6000, 16000))
        said.append(f"{name}.wav {word} {voice}")
        augment.place(x, speech, int(rng.uniform(0.3, 0.7) * (RATE - len(speech))))
        write(f"{args.out}/{name}.wav", x)
    write(f"{args.out}/silence.wav", rng.standard_normal(RATE) * 3.0)
    x = augment.coloured(rng, RATE, 1.3)
    write(f"{args.out}/noise.wav", x * 1500.0 / augment.rms(x))
    x = augment.coloured(rng, 10 * RATE, 1.0)
    x *= 60.0 / augment.rms(x)
    lines = ["# seconds: begin end, word, voice"]
    for at, word, voice in STREAM:
        speech = say(found, rng, word, voice, rng.uniform(7000, 14000))
        augment.place(x, speech, int(at * RATE))
        lines.append(f"{at:.2f} {at + len(speech) / RATE:.2f} {word} {voice}")
    write(f"{args.out}/stream.wav", x)
    with open(f"{args.out}/stream.txt", "w", encoding="ascii") as f:
        f.write("\n".join(lines) + "\n")
    with open(f"{args.out}/clips.txt", "w", encoding="ascii") as f:
        f.write("\n".join(said) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

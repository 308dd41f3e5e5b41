# SPDX-License-Identifier: Apache-2.0
"""One-second clips out of trimmed utterances: speaker, microphone, room, background, position.

A clip is `warm` samples of what the front end hears beforehand (its noise estimate lives on across
windows) followed by the second that is classified.
"""
import numpy as np
from scipy.signal import fftconvolve, resample

from words import LABELS

RATE = 16000
CLIP = 16000           # the second that is classified
USED = 480 + 48 * 320  # samples that 49 windows read
SILENCE, UNKNOWN, YES, NO = range(4)


class Corpus:
    """The utterances of one split, grouped so that each voice of a small engine weighs the same."""

    def __init__(self, data, test):
        self.items = {}
        self.sentences = []
        for engine in ("espeak", "flite", "festival"):
            try:
                z = np.load(f"{data}/speech/{engine}.npz")
            except FileNotFoundError:
                continue
            pcm, end, kind, voice = z["pcm"], z["end"], z["kind"], z["voice"]
            begin = np.concatenate([[0], end[:-1]])
            for i in np.nonzero(z["test"] == test)[0]:
                utterance = (pcm[begin[i]:end[i]], str(voice[i]))
                if kind[i] == "sentence":
                    self.sentences.append(utterance)
                    continue
                group = "espeak" if engine == "espeak" else str(voice[i])
                self.items.setdefault(str(kind[i]), {}).setdefault(group, []).append(utterance)

    def pick(self, rng, kind):
        """espeak-ng's many variants are one engine: 45 % of the draws, real speakers the rest."""
        groups = self.items[kind]
        names = sorted(groups)
        weights = np.array([1.0] * len(names))
        if "espeak" in names and len(names) > 1:
            weights *= 0.55 / (len(names) - 1)
            weights[names.index("espeak")] = 0.45
        group = groups[names[rng.choice(len(names), p=weights / weights.sum())]]
        return group[rng.integers(len(group))]


def db(x):
    return 10.0 ** (x / 20.0)


def rms(x):
    return float(np.sqrt(np.mean(np.square(x, dtype=np.float64)) + 1e-9))


def coloured(rng, n, slope):
    """Noise whose power falls by `slope` x 3 dB per octave: 0 white, 1 pink, 2 brown, -2 violet."""
    spectrum = np.fft.rfft(rng.standard_normal(n))
    f = np.arange(len(spectrum)) + 1.0
    return np.fft.irfft(spectrum * (f + 20.0) ** (-slope / 2.0), n)


def equalise(rng, x, strength=1.0):
    """A microphone and a mouth: tilt, three broad bumps, sometimes a narrow band."""
    n = len(x)
    size = 1 << (n - 1).bit_length()
    f = np.fft.rfftfreq(size, 1.0 / RATE)
    octave = np.log2(np.maximum(f, 40.0) / 1000.0)
    gain = rng.uniform(-4, 4) * strength * octave
    for _ in range(3):
        gain += rng.uniform(-8, 8) * strength * np.exp(
            -0.5 * ((octave - rng.uniform(-3, 3)) / rng.uniform(0.3, 1.0)) ** 2)
    if rng.random() < 0.35:
        gain -= 12.0 * np.maximum(0.0, np.log2(rng.uniform(60, 350) / np.maximum(f, 20.0)))
    if rng.random() < 0.25:
        gain -= 24.0 * np.maximum(0.0, np.log2(np.maximum(f, 20.0) / rng.uniform(3200, 7500)))
    return np.fft.irfft(np.fft.rfft(x, size) * db(np.clip(gain, -60, 24)), size)[:n]


def room(rng, x):
    """A synthetic impulse response: direct sound, a few reflections, a decaying diffuse tail."""
    t60 = rng.uniform(0.08, 0.6)
    n = int(min(t60, 0.4) * RATE)
    t = np.arange(n) / RATE
    tail = rng.standard_normal(n) * 10.0 ** (-3.0 * t / t60)
    tail[:int(rng.uniform(0.001, 0.008) * RATE)] = 0.0
    tail *= db(-rng.uniform(0, 16)) / (np.linalg.norm(tail) + 1e-9)
    for _ in range(rng.integers(1, 5)):
        tail[rng.integers(8, max(9, n // 6))] += rng.uniform(-0.5, 0.5)
    tail[0] = 1.0
    return fftconvolve(x, tail)[:len(x) + n // 2]


def vary(rng, pcm):
    """Another speaker of the same utterance: size of the head with pitch, stress within the word."""
    x = pcm.astype(np.float64)
    factor = 2.0 ** rng.uniform(-0.28, 0.28)
    x = resample(x, max(1600, int(len(x) * factor)))
    knots = np.linspace(0, len(x), 4)
    x *= db(np.interp(np.arange(len(x)), knots, rng.uniform(-5, 5, 4)))
    if rng.random() < 0.3:  # breath: noise that follows the envelope
        envelope = np.sqrt(np.convolve(x * x, np.ones(240) / 240, "same"))
        x += envelope * coloured(rng, len(x), rng.uniform(-0.5, 1.0)) * rng.uniform(0.02, 0.3)
    if rng.random() < 0.8:
        x = equalise(rng, x)
    if rng.random() < 0.5:
        x = room(rng, x)
    return x


def self_noise(rng, n):
    """What a microphone and its converter hear in a silent room: steep spectra of any colour."""
    x = coloured(rng, n, rng.uniform(-6, 2.5))
    if rng.random() < 0.4:
        x = equalise(rng, x / rms(x))
    return x / rms(x)


class Noise:
    """A pool of backgrounds, six seconds each, unit power."""

    def __init__(self, rng, corpus, count=90):
        n = 6 * RATE
        t = np.arange(n) / RATE
        self.pool = []
        for i in range(count):
            kind = i % 9
            if kind < 4:
                # brown to pink rooms, white amplifiers, blue to violet converters
                x = coloured(rng, n, rng.uniform(-2.5, 2.5))
                if rng.random() < 0.5:  # wind, traffic: slowly swelling
                    swell = np.interp(t, np.linspace(0, 6, 13), rng.uniform(-12, 6, 13))
                    x *= db(swell)
            elif kind == 4:  # mains hum and fans
                f0 = rng.choice([50.0, 60.0, rng.uniform(30, 400)])
                x = sum(rng.uniform(0, 1) / k * np.sin(2 * np.pi * (f0 * k * t + rng.random()))
                        for k in range(1, 14))
                x += coloured(rng, n, 1.0) / 40 * rng.uniform(0.2, 3)
            elif kind in (5, 6):  # babble
                x = np.zeros(n)
                for _ in range(rng.integers(5, 14)):
                    voice, _ = corpus.sentences[rng.integers(len(corpus.sentences))]
                    v = np.resize(np.roll(voice, rng.integers(len(voice))), n).astype(np.float64)
                    x += v * rng.uniform(0.3, 1.0)
                x = room(rng, x)[:n]
            elif kind == 7:  # notes
                x = coloured(rng, n, 1.0) * 1e-3
                for _ in range(rng.integers(6, 30)):
                    a, f0 = rng.integers(0, n - 2000), 110 * 2 ** (rng.integers(0, 48) / 12)
                    m = int(min(n - a, rng.uniform(0.1, 1.5) * RATE))
                    tt = np.arange(m) / RATE
                    note = sum(np.sin(2 * np.pi * f0 * k * tt) / k ** rng.uniform(0.7, 2)
                               for k in range(1, 7) if f0 * k < 7600)
                    x[a:a + m] += note * np.exp(-tt * rng.uniform(0.5, 8)) * rng.uniform(0.2, 1)
            else:  # clicks, knocks, keys
                x = coloured(rng, n, 1.0) * 2e-3
                for _ in range(rng.integers(3, 60)):
                    a, m = rng.integers(0, n - 3000), int(rng.uniform(0.001, 0.12) * RATE)
                    burst = coloured(rng, m + 16, rng.uniform(-0.5, 2))[:m]
                    burst *= np.exp(-np.arange(m) / (m * rng.uniform(0.1, 0.5)))
                    x[a:a + m] += burst / (np.abs(burst).max() + 1e-9) * rng.uniform(0.1, 1)
            x -= x.mean()
            self.pool.append((x / rms(x)).astype(np.float32))

    def draw(self, rng, n):
        x = self.pool[rng.integers(len(self.pool))]
        x = np.roll(x, rng.integers(len(x))) if n > len(x) // 2 else x[rng.integers(len(x) - n):]
        x = np.resize(x, n).astype(np.float64)
        if rng.random() < 0.4:
            x = equalise(rng, x, 0.6)
        if rng.random() < 0.25:
            y = self.pool[rng.integers(len(self.pool))]
            x = x + np.resize(y, n) * db(rng.uniform(-15, 5))
        return x / rms(x)


def place(out, x, at):
    """Add x to out at sample `at` (may be negative or run over the end)."""
    a, b = max(0, at), min(len(out), at + len(x))
    if b > a:
        out[a:b] += x[a - at:b - at]


def make_clip(rng, corpus, noise, label):
    """-> (int16 samples, warm) or None when the draw does not suit the label."""
    warm = 0 if rng.random() < 0.4 else int(rng.uniform(0.1, 2.5) * RATE) // 320 * 320
    n = warm + CLIP
    speech = np.zeros(n)
    if label != SILENCE:
        partial = fragment = False
        if label == UNKNOWN:
            partial = rng.random() < 0.1
            fragment = not partial and rng.random() < 0.2
        if fragment:
            pcm, _ = corpus.sentences[rng.integers(len(corpus.sentences))]
            a = rng.integers(max(1, len(pcm) - 20000))
            x = vary(rng, pcm[a:a + 22000])
            place(speech, x, warm - 2000)
        else:
            kind = ("yes", "no")[rng.integers(2)] if partial else LABELS[label]
            pcm, _ = corpus.pick(rng, kind)
            length = len(pcm)
            x = vary(rng, pcm)
            length = min(len(x), int(length * 1.22))
            if partial:  # cut by an edge of the second: 25 to 60 % is left
                seen = int(min(length, 9000) * rng.uniform(0.25, 0.6))
                at = USED - seen if rng.random() < 0.5 else seen - length
            elif label == UNKNOWN and rng.random() < 0.4:  # other words come and go in pieces
                at = int(rng.uniform(-0.75 * length, USED - 0.3 * length))
            else:  # whole, but for a little of its end
                if length > USED - 400:
                    return None
                at = int(rng.uniform(-300, USED - 0.9 * length))
            place(speech, x, warm + at)
            word = warm + at
            if not partial and rng.random() < 0.15:  # the end of the word before
                other = vary(rng, corpus.pick(rng, "unknown")[0])
                end = at - int(rng.uniform(0.05, 0.3) * RATE)
                end = min(end, int(0.35 * RATE))
                place(speech, other, warm + end - len(other))
        peak = np.abs(speech).max()
        if peak < 1.0:
            return None
        level = 2.0 ** rng.uniform(np.log2(400), np.log2(30000))
        speech *= level / peak
        loud = speech[np.abs(speech) > 0.05 * level]
        back = rms(loud) * db(-rng.uniform(5, 45))
    else:
        back = 2.0 ** rng.uniform(3, 12.5)
    quiet = rng.random() < (0.4 if label == SILENCE else 0.15)
    if quiet:  # a few quantisation steps, or nothing at all
        back = 0.0 if rng.random() < 0.15 else 2.0 ** rng.uniform(-3, 5)
    if warm and label != SILENCE and rng.random() < 0.25:  # speech before the second
        other = vary(rng, corpus.pick(rng, "unknown")[0])
        other *= db(rng.uniform(-10, 4)) * np.abs(speech).max() / np.abs(other).max()
        place(speech, other, warm - len(other) - int(rng.uniform(0.0, 0.8) * RATE))
    x = speech
    if back > 0.0:
        x = x + (self_noise(rng, n) if quiet else noise.draw(rng, n)) * back
    if rng.random() < 0.05:
        x = x * rng.uniform(1, 4)  # overdriven
    if rng.random() < 0.5:
        x = x + rng.uniform(-0.5, 0.5, n)
    if rng.random() < 0.1:
        x = x + rng.uniform(-200, 200)
    if rng.random() < 0.08:  # the stream starts, stops or drops out: nothing on one side
        if label == SILENCE:
            at = warm + int(rng.uniform(0, CLIP))
        else:
            at = warm + int(rng.uniform(0, 0.2) * CLIP)
        if label == SILENCE and rng.random() < 0.5:
            x[at:] = 0.0
        elif label in (SILENCE, UNKNOWN) or at < word:
            x[:at] = 0.0
    return np.clip(np.rint(x), -32768, 32767).astype(np.int16), warm

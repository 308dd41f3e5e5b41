#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Speak the words: every synthesizer of Debian main, many voices, speeds and pitches.

Writes DATA/speech/<synthesizer>.npz: 16 kHz int16 utterances, trimmed, end to end, with for each
its class, its voice and the split (train or test) that the voice belongs to. Whole voices are held
out. Everything is drawn from fixed seeds.

Packages: see README.md (apt), nothing else is fetched.
"""
import argparse
import io
import os
import random
import subprocess
import sys
import tempfile
import wave
from math import gcd

import numpy as np
from scipy.signal import resample_poly

import words

RATE = 16000
PAD = RATE // 50  # 20 ms kept either side of a trimmed utterance

# Voices never trained on. flite's rms and festival's ked are the only ones of their speakers.
TEST_FLITE = {"rms"}
TEST_FESTIVAL = {"ked_diphone", "czech_machac", "lp_diphone", "hy_fi_mv_diphone"}
TEST_ESPEAK_VARIANTS = {"f3", "m4", "m8", "Andrea", "Diogo", "Mike", "belinda", "benjamin", "edward",
                        "linda", "steph2", "klatt4"}
TEST_ESPEAK_LANGUAGES = {"en-gb-scotland", "hu", "lt"}

ESPEAK_ENGLISH = ("en-us", "en-gb", "en-gb-x-rp", "en-gb-scotland", "en-gb-x-gbclan",
                  "en-gb-x-gbcwmd", "en-029", "en-us-nyc")
# Effects rather than voices.
ESPEAK_SKIP = {"croak", "Demonic", "UniRobot", "anikaRobot", "whisper", "whisperf", "fast", "Storm",
               "kaukovalta", "robosoft", "robosoft2", "robosoft3", "robosoft4", "robosoft5",
               "robosoft6", "robosoft7", "robosoft8", "max", "Mr serious", "Tweaky"}
ESPEAK_DATA = ("/usr/lib/x86_64-linux-gnu/espeak-ng-data", "/usr/share/espeak-ng-data",
               "/usr/lib/aarch64-linux-gnu/espeak-ng-data")


def read_wav(data):
    """Mono float samples at 16 kHz. Streamed RIFF headers (wrong lengths) are common here."""
    with wave.open(io.BytesIO(data)) as w:
        rate = w.getframerate()
        pcm = np.frombuffer(w.readframes(w.getnframes()), np.int16).astype(np.float32)
    if rate != RATE and len(pcm):
        g = gcd(rate, RATE)
        pcm = resample_poly(pcm, RATE // g, rate // g).astype(np.float32)
    return pcm


def trim(pcm):
    """Cut silence at both ends: 10 ms frames more than 38 dB under the loudest one."""
    n = len(pcm) // 160
    if n < 8:
        return None
    power = (pcm[:n * 160].reshape(n, 160) ** 2).mean(axis=1)
    loud = np.nonzero(power > power.max() * 10 ** -3.8)[0]
    if power.max() < 100.0:
        return None
    a = max(0, loud[0] * 160 - PAD)
    b = min(len(pcm), (loud[-1] + 1) * 160 + PAD)
    return pcm[a:b]


class Corpus:
    def __init__(self):
        self.pcm, self.kind, self.text, self.voice, self.test = [], [], [], [], []

    def add(self, wav, kind, text, voice, test):
        try:
            pcm = read_wav(wav)
        except (wave.Error, EOFError):
            return
        pcm = trim(pcm)
        if pcm is None or (kind != "sentence" and len(pcm) > 1.4 * RATE):
            return
        pcm = pcm * (24000.0 / np.abs(pcm).max())
        self.pcm.append(np.rint(pcm).astype(np.int16))
        self.kind.append(kind)
        self.text.append(text)
        self.voice.append(voice)
        self.test.append(test)

    def save(self, path):
        ends = np.cumsum([len(p) for p in self.pcm])
        np.savez(path, pcm=np.concatenate(self.pcm), end=ends, kind=np.array(self.kind),
                 text=np.array(self.text), voice=np.array(self.voice), test=np.array(self.test))
        counts = {k: self.kind.count(k) for k in ("yes", "no", "unknown", "sentence")}
        print(f"{path}: {len(self.pcm)} utterances, {len(set(self.voice))} voices, {counts}, "
              f"{sum(self.test)} held out")


def run(args, data=None):
    p = subprocess.run(args, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                       check=False, timeout=60)
    return p.stdout


UNKNOWN = sorted(set(words.COMMON + words.NEAR_YES + words.NEAR_NO))
NEAR = words.NEAR_YES + words.NEAR_NO


def pick_unknown(rng):
    return rng.choice(NEAR) if rng.random() < 0.45 else rng.choice(UNKNOWN)


def espeak(scale):
    rng = random.Random(1)
    base = next(d for d in ESPEAK_DATA if os.path.isdir(d))
    variants = sorted(v for v in os.listdir(base + "/voices/!v") if v not in ESPEAK_SKIP)
    foreign = sorted(words.ESPEAK_FOREIGN)
    corpus = Corpus()
    plan = [("yes", int(2600 * scale)), ("no", int(2600 * scale)),
            ("unknown", int(6000 * scale)), ("sentence", int(350 * scale))]
    for kind, count in plan:
        for _ in range(count):
            variant = rng.choice(variants)
            is_foreign = kind != "sentence" and rng.random() < 0.3
            lang = rng.choice(foreign if is_foreign else ESPEAK_ENGLISH)
            if kind == "yes":
                text = words.ESPEAK_FOREIGN[lang][0] if is_foreign else rng.choice(words.ESPEAK_YES)
            elif kind == "no":
                text = words.ESPEAK_FOREIGN[lang][1] if is_foreign else rng.choice(words.ESPEAK_NO)
            elif kind == "sentence":
                text = rng.choice(words.SENTENCES)
            elif is_foreign and rng.random() < 0.5:
                text = str(rng.randint(1, 99))  # a number word of that language
            else:
                text = pick_unknown(rng)
            args = ["espeak-ng", "-v", f"{lang}+{variant}", "-s", str(rng.randint(110, 240)),
                    "-p", str(rng.randint(15, 85)), "--stdout", text]
            test = variant in TEST_ESPEAK_VARIANTS or lang in TEST_ESPEAK_LANGUAGES
            corpus.add(run(args), kind, text, f"espeak:{lang}+{variant}", test)
    return corpus


def flite(scale):
    """Four speakers: kal (diphones), awb, rms, slt (statistical)."""
    rng = random.Random(2)
    corpus = Corpus()
    with tempfile.TemporaryDirectory() as tmp:
        out = os.path.join(tmp, "a.wav")
        for voice, centre in (("kal16", 105), ("awb", 130), ("rms", 100), ("slt", 170)):
            for kind, count in (("yes", 260), ("no", 260), ("unknown", 650), ("sentence", 40)):
                for _ in range(int(count * scale)):
                    if kind in ("yes", "no"):
                        text = kind + rng.choice(["", ".", "!", "?", ","])
                    else:
                        text = pick_unknown(rng) if kind == "unknown" else \
                            rng.choice(words.SENTENCES)
                    f0 = centre * 2 ** rng.uniform(-0.45, 0.45)
                    args = ["flite", "-voice", voice, "--setf",
                            f"duration_stretch={rng.uniform(0.7, 1.5):.2f}", "--setf",
                            f"int_f0_target_mean={f0:.0f}", "--setf",
                            f"int_f0_target_stddev={rng.uniform(5, 35):.0f}", "-t", text, "-o", out]
                    run(args)
                    with open(out, "rb") as f:
                        corpus.add(f.read(), kind, text, "flite:" + voice, voice in TEST_FLITE)
    return corpus


# Broad respelling of IPA (as espeak-ng prints it) in another language's letters, so that voices
# recorded from Czech, Finnish, Italian, Catalan and Russian speakers say English words with their accent.
SPELL = {
    "czech": dict(zip(
        "tʃ dʒ oʊ eɪ aɪ aʊ ɔɪ iː uː ɑː ɔː ɜː oː ɚ ɛ æ ʌ ə ɐ ɪ ᵻ ʊ ɔ ɹ ɾ θ ð w ŋ ʃ ʒ ɡ x".split(),
        "č dž ou ej aj au oj í ú á ó ér ó er e e a e a i i u o r d s d v ng š ž g ch".split())),
    "finnish": dict(zip(
        "tʃ dʒ oʊ eɪ aɪ aʊ ɔɪ iː uː ɑː ɔː ɜː oː ɚ ɛ æ ʌ ə ɐ ɪ ᵻ ʊ ɔ ɹ ɾ θ ð w ŋ ʃ ʒ ɡ x z".split(),
        "ts ds ou ei ai au oi ii uu aa oo öör oo ör e ä a ö a i i u o r d s d v ng s s g h s".split())),
    "italian": dict(zip(
        "tʃ dʒ oʊ eɪ aɪ aʊ ɔɪ iː uː ɑː ɔː ɜː oː ɚ ɛ æ ʌ ə ɐ ɪ ᵻ ʊ ɔ ɹ ɾ θ ð w ŋ ʃ ʒ ɡ x j k h".split(),
        "ci gi ou ei ai au oi i u a o er o er e e a e a i i u o r d t d u n sci s g c i c c".split())),
}
SPELL["russian"] = dict(zip(
    "tʃ dʒ oʊ eɪ aɪ aʊ ɔɪ iː uː ɑː ɔː ɜː oː ɚ ɛ æ ʌ ə ɐ ɪ ᵻ ʊ ɔ ɹ ɾ θ ð w ŋ ʃ ʒ ɡ x j".split() +
    list("abdefhiklmnoprstuvz"),
    "ч дж оу эй ай ау ой и у а о эр о эр э э а э а и и у о р д с д в нг ш ж г х й".split() +
    list("абдэфхиклмнопрстувз")))
SPELL["catalan"] = dict(SPELL["italian"], **{"tʃ": "tx", "dʒ": "tj", "ʃ": "x"})

# voice, respelling, encoding of its texts
FESTIVAL = (("cmu_us_slt_arctic_hts", None, "ascii"), ("kal_diphone", None, "ascii"),
            ("ked_diphone", None, "ascii"), ("czech_dita", "czech", "iso-8859-2"),
            ("czech_krb", "czech", "iso-8859-2"), ("czech_machac", "czech", "iso-8859-2"),
            ("czech_ph", "czech", "iso-8859-2"), ("hy_fi_mv_diphone", "finnish", "iso-8859-1"),
            ("suo_fi_lj_diphone", "finnish", "iso-8859-1"), ("lp_diphone", "italian", "ascii"),
            ("pc_diphone", "italian", "ascii"), ("upc_ca_ona_hts", "catalan", "ascii"),
            ("msu_ru_nsh_clunits", "russian", "utf-8"))
FESTIVAL_YES_NO = {"czech": ("jes", "nou"), "finnish": ("jes", "nou"), "italian": ("ies", "nou"),
                   "catalan": ("ies", "nou"), "russian": ("йес", "ноу"), None: ("yes", "no")}


def ipa_table(texts):
    table = {}
    for t in texts:
        ipa = run(["espeak-ng", "-v", "en-us", "-q", "--ipa", t]).decode().strip()
        table[t] = "".join(c for c in ipa if c not in "ˈˌ̩ʔ\u0329")
    return table


def respell(ipa, lang):
    table = SPELL[lang]
    out, i = "", 0
    while i < len(ipa):
        two = ipa[i:i + 2]
        if two in table:
            out += table[two]
            i += 2
        else:
            c = ipa[i]
            out += table.get(c, c if c.isascii() else "")
            i += 1
    return out


def festival(scale):
    rng = random.Random(3)
    corpus = Corpus()
    ipa = ipa_table(sorted(set(UNKNOWN + words.SENTENCES)))
    for voice, lang, coding in FESTIVAL:
        with tempfile.TemporaryDirectory() as tmp:
            script, jobs = [f"(voice_{voice})"], []
            for kind, count in (("yes", 130), ("no", 130), ("unknown", 300), ("sentence", 12)):
                for _ in range(int(count * scale)):
                    if kind in ("yes", "no"):
                        text = FESTIVAL_YES_NO[lang][kind == "no"] + rng.choice(["", ".", "!", "?"])
                    else:
                        text = pick_unknown(rng) if kind == "unknown" else \
                            rng.choice(words.SENTENCES)
                        if lang:
                            text = respell(ipa[text], lang)
                    out = os.path.join(tmp, f"{len(jobs)}.wav")
                    jobs.append((out, kind, text))
                    stretch = rng.uniform(0.75, 1.5)
                    script.append(f"(Parameter.set 'Duration_Stretch {stretch:.2f})")
                    if not lang:
                        script.append("(set! int_lr_params '((target_f0_mean "
                                      f"{rng.uniform(80, 150):.0f}) (target_f0_std "
                                      f"{rng.uniform(6, 25):.0f}) (model_f0_mean 170)"
                                      " (model_f0_std 34)))")
                    script.append(f'(utt.save.wave (utt.synth (Utterance Text "{text}")) '
                                  f'"{out}" \'riff)')
            path = os.path.join(tmp, "a.scm")
            with open(path, "w", encoding=coding, errors="ignore") as f:
                f.write("\n".join(f"(unwind-protect {s})" for s in script) + "\n")
            subprocess.run(["festival", "-b", path], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, check=False, timeout=1200)
            for out, kind, text in jobs:
                if os.path.exists(out):
                    with open(out, "rb") as f:
                        corpus.add(f.read(), kind, text, "festival:" + voice,
                                   voice in TEST_FESTIVAL)
    return corpus


ENGINES = {"flite": flite, "festival": festival, "espeak": espeak}


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--data", default="build/keyword-data")
    ap.add_argument("--scale", type=float, default=1.0, help="fraction of the utterances to make")
    ap.add_argument("--only", choices=sorted(ENGINES))
    args = ap.parse_args()
    os.makedirs(args.data + "/speech", exist_ok=True)
    for name, engine in ENGINES.items():
        if args.only in (None, name):
            engine(args.scale).save(f"{args.data}/speech/{name}.npz")
    return 0


if __name__ == "__main__":
    sys.exit(main())

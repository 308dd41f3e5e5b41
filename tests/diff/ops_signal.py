# SPDX-License-Identifier: Apache-2.0
"""Generators for the signal operators, custom operators with FlexBuffer options."""
import numpy as np

from cases import Maker, generator

TYPE_CODE = {"f32": 0, "i32": 2, "i16": 7}


@generator("SignalWindow")
def window(r, op):
    m, n, shift = Maker(r), r.int(1, 64), r.pick([12, 12, 0, 8, 15, r.int(0, 15)])
    outer = r.pick([[], [], [r.int(1, 3)], [2, r.int(1, 2)]])
    x = m.input("i16", outer + [n])
    low = 0 if r.chance(.7) else -32768
    w = m.input("i16", [n], r.chance(.8), lambda: r.data("i16", [n], low, 32767 if shift > 12 else 4096))
    m.g.op(op, [x, w], [m.g.output("i16", outer + [n])], shift=shift)
    return m.case(op, [f"rank{1 + len(outer)}", f"shift{shift}", "computed" if w.data is None else ""])


@generator("SignalRfft")
def rfft(r, op):
    kind, length = r.pick(["i16", "i16", "i32", "f32"]), 1 << r.int(5, 9)
    m, n = Maker(r), length if r.chance(.4) else r.int(1, length)
    outer = r.pick([[], [], [r.int(1, 2)]])
    limit = {"i16": 32767, "i32": 1 << 28}.get(kind)
    small = r.chance(.3)
    make = (lambda: r.floats(outer + [n], -1, 1)) if kind == "f32" else (
        lambda: r.data(kind, outer + [n], -limit // (64 if small else 1), limit // (64 if small else 1)))
    x = m.input(kind, outer + [n], make=make)
    y = m.g.output(kind, outer + [length + 2])
    m.g.op(op, [x], [y], T=TYPE_CODE[kind], fft_length=length)
    return m.case(op, [kind, f"{kind} {length}", "padded" if n < length else "", "batch" if outer else ""])


@generator("SignalFftAutoScale")
def fft_auto_scale(r, op):
    m, n = Maker(r), r.int(1, 200)
    top = 1 << r.int(0, 15)
    x = m.input("i16", [n], make=lambda: r.data("i16", [n], -top, top - 1) if r.chance(.9) else np.zeros(n))
    m.g.op(op, [x], [m.g.output("i16", [n]), m.g.output("i32", [])])
    return m.case(op, [f"top{top}"])


@generator("SignalEnergy")
def energy(r, op):
    m, n = Maker(r), r.int(1, 100)
    start = r.pick([0, r.int(0, n - 1)])
    end = r.pick([n, r.int(start + 1, n)])
    x = m.input("i16", [2 * n])
    y = m.g.output("u32", [n])
    m.g.op(op, [x], [y], end_index=end, start_index=start)
    written = np.zeros(n, bool)
    written[start:end] = True
    return m.case(op, ["part" if not written.all() else "all"], {0: written})


def bank(r, bins, channels):
    """A plausible bank: (weights, unweights, frequency starts, weight starts, widths), channels + 1 of the last three."""
    widths = [r.int(0 if r.chance(.2) else 1, max(1, bins // (channels + 1))) for _ in range(channels + 1)]
    starts, at = [], r.int(0, max(0, bins - sum(widths)))
    for w in widths:
        starts.append(at)
        at += w
    places = np.concatenate([[0], np.cumsum(widths)[:-1]])
    total = max(1, sum(widths))
    weight = r.data("i16", [total], 0, 4096)
    return weight, (4096 - weight.astype(np.int32)), starts, places, widths


@generator("SignalFilterBank")
def filter_bank(r, op):
    m, channels = Maker(r), r.int(1, 24)
    bins = r.int(channels + 2, 130)
    weight, rest, starts, places, widths = bank(r, bins, channels)
    top = r.pick([1 << 12, 1 << 24, (1 << 32) - 1])
    x = m.input("u32", [bins], make=lambda: r.data("u32", [bins], 0, top))
    tables = [m.g.const("i16", t) for t in (weight, rest, starts, places, widths)]
    m.g.op(op, [x, *tables], [m.g.output("u64", [channels])], num_channels=channels)
    return m.case(op, [f"top{top}", "empty channel" if 0 in widths else ""])


@generator("SignalFilterBankSquareRoot")
def filter_bank_square_root(r, op):
    m, n, bits = Maker(r), r.int(1, 48), r.pick([0, 31, r.int(0, 15)])
    top = r.int(1, 63)

    def make():
        values = r.rng.integers(0, 1 << top, n, dtype=np.uint64)
        if r.chance(.3):  # around squares
            roots = r.rng.integers(0, 1 << (top // 2), n, dtype=np.uint64)
            values = roots * roots + r.rng.integers(0, 3, n, dtype=np.uint64)
        return values

    x = m.input("u64", [n], make=make)
    s = m.input("i32", [], make=lambda: np.array(bits, np.int32))
    m.g.op(op, [x, s], [m.g.output("u32", [n])])
    return m.case(op, [f"bits{bits}", "wide" if top > 32 else "narrow"])


@generator("SignalFilterBankSpectralSubtraction")
def spectral_subtraction(r, op):
    m, n = Maker(r, invokes=r.int(1, 5)), r.int(1, 40)
    bits = r.pick([10, 10, 14, r.int(6, 14)])
    smoothing = r.int(1, (1 << bits) - 1)
    alternate = r.int(1, (1 << bits) - 1)
    remaining, clamping, shift = r.int(0, 1 << 14), r.chance(.5), r.pick([14, 14, r.int(10, 14)])
    top = r.pick([1 << 10, 1 << 16])
    x = m.input("u32", [n], make=lambda: r.data("u32", [n], 0, top))
    m.g.op(op, [x], [m.g.output("u32", [n]), m.g.output("u32", [n])], alternate_one_minus_smoothing=(1 << bits) - alternate,
           alternate_smoothing=alternate, clamping=clamping, min_signal_remaining=remaining, num_channels=n,
           one_minus_smoothing=(1 << bits) - smoothing, smoothing=smoothing, smoothing_bits=shift,
           spectral_subtraction_bits=bits)
    return m.case(op, [f"clamping{clamping}", f"invokes{m.count}", f"bits{bits}"])


@generator("SignalPCAN")
def pcan(r, op):
    m, n, shift = Maker(r), r.int(1, 40), r.pick([6, r.int(1, 12)])
    x = m.input("u32", [n], make=lambda: r.data("u32", [n], 0, 1 << r.int(4, 22)))
    noise = m.input("u32", [n], make=lambda: r.data("u32", [n], 0, 1 << r.int(4, 30)))
    table = np.sort(r.data("i16", [125], 0, 32767))[::-1] if r.chance(.8) else r.data("i16", [125], 0, 32767)
    m.g.op(op, [x, noise, m.g.const("i16", table)], [m.g.output("u32", [n])], snr_shift=shift)
    return m.case(op, [f"shift{shift}"])


@generator("SignalFilterBankLog")
def filter_bank_log(r, op):
    m, n = Maker(r), r.int(1, 48)
    correction, scale = r.pick([3, r.int(0, 8)]), r.pick([1600, r.int(1, 4000)])
    top = r.int(1, 31 - correction)
    x = m.input("u32", [n], make=lambda: r.data("u32", [n], 0, (1 << top) - 1) if r.chance(.9) else np.arange(n))
    m.g.op(op, [x], [m.g.output("i16", [n])], input_correction_bits=correction, output_scale=scale)
    return m.case(op, [f"correction{correction}", f"scale{scale}"])

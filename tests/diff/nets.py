# SPDX-License-Identifier: Apache-2.0
"""Small random networks: chains, branches, residual sums, several outputs, an offline memory plan.

They test what single operators cannot: the order of nodes, lifetimes, views, in-place operators, quantisation
that changes from tensor to tensor.
"""
import numpy as np

from cases import NONE, RELU, SAME, VALID, Maker, generator
from ops import biases, near, output_scale, weights, window


class Net:
    """The graph so far. `open`: tensors that something may still read."""

    def __init__(self, r, kind):
        self.r, self.kind, self.m = r, kind, Maker(r)
        self.g = self.m.g
        self.read = set()

    def quant(self, like=None):
        if self.kind == "f32":
            return {}
        if like is not None:
            return {"scale": like.scale, "zero": like.zero}
        return self.r.quant(self.kind, -10 if self.kind == "i16" else -7, -4)

    def new(self, shape, **q):
        return self.g.tensor(self.kind, shape, **q)

    def node(self, op, inputs, out, **options):
        self.read.update(t.index for t in inputs if t is not None)
        self.g.op(op, inputs, [out], **options)
        return out

    def filter(self, x, shape, channels, axis):
        """(weights, bias, quantisation of the output)"""
        r = self.r
        if self.kind == "f32":
            taps = np.prod(shape) / channels
            w = self.g.const("f32", r.rng.normal(0, 1 / np.sqrt(taps), shape))
            return w, biases(r, self.m, "f32", channels, None, None), {}
        data, qw = weights(r, r.pick(["i8", "i8", "i4"]) if self.kind == "i8" else "i8", shape, channels, axis, r.chance(.7))
        kind = "i4" if np.abs(data).max(initial=0) <= 7 and self.kind == "i8" and r.chance(.5) else "i8"
        w = self.g.const(kind, data, shape=shape, **qw)
        qx = {"scale": x.scale}
        b = biases(r, self.m, "i32" if self.kind == "i8" else "i64", channels, qx, qw)
        q = {"scale": output_scale(r, qx, qw, np.prod(shape) / channels, self.kind), "zero": r.zero(self.kind)}
        return w, b, q

    # ---- layers: each takes a tensor and returns a new one, or None if it does not fit ----

    def conv(self, x):
        if len(x.shape) != 4:
            return None
        r, padding = self.r, self.r.pick([SAME, VALID])
        (fh, sh, dh, oh), (fw, sw, dw, ow) = (window(r, n, padding, 4) for n in x.shape[1:3])
        channels = r.int(1, 8)
        w, b, q = self.filter(x, [channels, fh, fw, x.shape[3]], channels, 0)
        y = self.new([x.shape[0], oh, ow, channels], **q)
        return self.node("CONV_2D", [x, w] + ([b] if b else []), y, padding=padding, strideH=sh, strideW=sw,
                         dilationHFactor=dh, dilationWFactor=dw, fusedActivationFunction=r.activation())

    def depthwise(self, x):
        if len(x.shape) != 4:
            return None
        r, padding = self.r, self.r.pick([SAME, VALID])
        (fh, sh, dh, oh), (fw, sw, dw, ow) = (window(r, n, padding, 4) for n in x.shape[1:3])
        multiplier = 2 if x.shape[3] <= 4 and r.chance(.3) else 1
        channels = x.shape[3] * multiplier
        w, b, q = self.filter(x, [1, fh, fw, channels], channels, 3)
        y = self.new([x.shape[0], oh, ow, channels], **q)
        return self.node("DEPTHWISE_CONV_2D", [x, w] + ([b] if b else []), y, padding=padding, strideH=sh, strideW=sw,
                         depthMultiplier=multiplier, dilationHFactor=dh, dilationWFactor=dw,
                         fusedActivationFunction=r.activation())

    def pool(self, x):
        if len(x.shape) != 4:
            return None
        r, padding = self.r, self.r.pick([SAME, VALID])
        (fh, sh, _, oh), (fw, sw, _, ow) = (window(r, n, padding, 4, False) for n in x.shape[1:3])
        y = self.new([x.shape[0], oh, ow, x.shape[3]], **self.quant(x))
        return self.node(r.pick(["AVERAGE_POOL_2D", "MAX_POOL_2D"]), [x], y, padding=padding, strideH=sh, strideW=sw,
                         filterHeight=fh, filterWidth=fw, fusedActivationFunction=r.pick([NONE, RELU]))

    def pad(self, x):
        if len(x.shape) != 4:
            return None
        pads = [[0, 0], [self.r.int(0, 2), self.r.int(0, 2)], [self.r.int(0, 2), self.r.int(0, 2)], [0, 0]]
        y = self.new([n + a + b for n, (a, b) in zip(x.shape, pads)], **self.quant(x))
        return self.node("PAD", [x, self.g.const("i32", pads)], y)

    def activation(self, x):
        r = self.r
        op = r.pick(["RELU", "RELU6", "LEAKY_RELU", "LOGISTIC", "TANH"])
        if self.kind == "i16" and op in ("LOGISTIC", "TANH") and not -15 <= np.log2(x.scale) <= -6:
            op = "RELU"
        fixed = {("LOGISTIC", "i8"): (1 / 256, -128), ("TANH", "i8"): (1 / 128, 0), ("LOGISTIC", "i16"): (1 / 32768, 0),
                 ("TANH", "i16"): (1 / 32768, 0)}.get((op, self.kind))
        q = dict(zip(("scale", "zero"), fixed)) if fixed else self.quant(x)
        return self.node(op, [x], self.new(x.shape, **q), **({"alpha": r.real(0, .5)} if op == "LEAKY_RELU" else {}))

    def constant_sum(self, x):
        r, op = self.r, self.r.pick(["ADD", "MUL", "SUB", "MAXIMUM", "MINIMUM"])
        if op == "SUB" and self.kind == "i16":
            op = "ADD"
        shape = r.pick([x.shape[-1:], [1], x.shape])
        if op in ("MAXIMUM", "MINIMUM") or self.kind == "f32":
            qc = qy = self.quant(x)
        else:
            qc = {"scale": near(r, x.scale, -2, 2), "zero": r.zero(self.kind)}
            qy = {"scale": near(r, x.scale * qc["scale"] * 64 if op == "MUL" else x.scale, 0, 2), "zero": r.zero(self.kind)}
        c = self.g.const(self.kind, r.data(self.kind, shape), shape=shape, **qc)
        options = {} if op in ("MAXIMUM", "MINIMUM") else {"fusedActivationFunction": r.activation()}
        return self.node(op, r.pick([[x, c], [c, x]]), self.new(x.shape, **qy), **options)

    def residual(self, x):
        """x plus something computed from x with its shape, or from an earlier tensor of its shape."""
        r = self.r
        others = [t for t in self.g.tensors if t.data is None and t.shape == x.shape and t is not x and t.kind == x.kind]
        other = r.pick(others) if others and r.chance(.7) else self.activation(x)
        if self.kind != "f32" and not -10 < np.log2(other.scale / x.scale) < 10:
            return None
        q = {} if self.kind == "f32" else {"scale": near(r, max(x.scale, other.scale), 0, 2), "zero": r.zero(self.kind)}
        return self.node("ADD", r.pick([[x, other], [other, x]]), self.new(x.shape, **q), fusedActivationFunction=r.activation())

    def concat(self, x):
        r = self.r
        axis = r.int(1, len(x.shape) - 1) if len(x.shape) > 1 else 0
        q = self.quant(x)
        fits = lambda t: (t.data is None and t.kind == x.kind and len(t.shape) == len(x.shape) and
                          all(a == b for i, (a, b) in enumerate(zip(t.shape, x.shape)) if i != axis) and
                          (not q or (t.scale, t.zero) == (x.scale, x.zero)))
        others = [t for t in self.g.tensors if fits(t) and t is not x]
        other = r.pick(others) if others else self.node("RELU", [x], self.new(x.shape, **q))
        shape = list(x.shape)
        shape[axis] += other.shape[axis]
        return self.node("CONCATENATION", r.pick([[x, other], [other, x]]), self.new(shape, **q), axis=axis)

    def reshape(self, x):
        shape = self.r.pick([[x.shape[0], int(np.prod(x.shape[1:]))], x.shape[:1] + [1] + x.shape[1:], [1, x.shape[0]] + x.shape[1:]])
        if len(shape) > 4:
            return None
        return self.node("RESHAPE", [x, self.g.const("i32", shape)], self.new(shape, **self.quant(x)),
                         newShape=np.array(shape, np.int32))

    def transpose(self, x):
        perm = [int(i) for i in self.r.rng.permutation(len(x.shape))]
        y = self.new([x.shape[i] for i in perm], **self.quant(x))
        return self.node("TRANSPOSE", [x, self.g.const("i32", perm)], y)

    def slice(self, x):
        r = self.r
        begin = [r.int(0, n - 1) if r.chance(.3) else 0 for n in x.shape]
        end = [r.int(b + 1, n) if r.chance(.3) else n for b, n in zip(begin, x.shape)]
        y = self.new([e - b for b, e in zip(begin, end)], **self.quant(x))
        return self.node("STRIDED_SLICE", [x, self.g.const("i32", begin), self.g.const("i32", end),
                                           self.g.const("i32", [1] * len(begin))], y)

    def mean(self, x):
        if len(x.shape) != 4:
            return None
        keep = self.r.chance(.5)
        shape = [x.shape[0], 1, 1, x.shape[3]] if keep else [x.shape[0], x.shape[3]]
        q = {} if self.kind == "f32" else {"scale": near(self.r, x.scale, -1, 1), "zero": self.r.zero(self.kind)}
        return self.node("MEAN", [x, self.g.const("i32", [1, 2])], self.new(shape, **q), keepDims=keep)

    def dense(self, x):
        depth, units = int(np.prod(x.shape[1:])), self.r.int(1, 10)
        if len(x.shape) < 2 or depth > 300:
            return None
        w, b, q = self.filter(x, [units, depth], units, 0)
        if self.kind == "i8" and w.kind == "i4" and len(w.scales) > 1:
            return None  # TFLM takes one scale there
        y = self.new([x.shape[0], units], **q)
        return self.node("FULLY_CONNECTED", [x, w] + ([b] if b else []), y, fusedActivationFunction=self.r.activation())

    def softmax(self, x):
        q = {"f32": {}, "i8": {"scale": 1 / 256, "zero": -128}, "i16": {"scale": 1 / 32768, "zero": 0}}[self.kind]
        if self.kind == "i16" and not -15 <= np.log2(x.scale) <= -7:
            return None
        return self.node("SOFTMAX", [x], self.new(x.shape, **q), beta=1.0)


IMAGE_LAYERS = ("conv", "conv", "conv", "depthwise", "depthwise", "pool", "pad", "activation", "constant_sum", "residual",
                "residual", "concat", "mean", "slice", "reshape", "transpose", "dense")


@generator("NET")
def net(r, op):
    kind = r.pick(["i8", "i8", "i8", "f32", "i16"])
    n = Net(r, kind)
    q = n.quant()
    size = [r.int(8, 30), r.int(2, 12), r.int(1, 8)] if r.chance(.3) else [r.int(3, 12), r.int(3, 10), r.int(1, 5)]
    x = n.m.input(kind, [r.pick([1, 1, 1, 2]), *size], **q)
    depth, made = r.int(2, 9), 0
    for _ in range(60):
        if made == depth:
            break
        before = (len(n.g.tensors), len(n.g.nodes), set(n.read))
        y = getattr(n, r.pick(IMAGE_LAYERS))(x)
        if y is None or int(np.prod(y.shape)) > 3000:
            del n.g.tensors[before[0]:], n.g.nodes[before[1]:]
            n.read = before[2]
            continue
        x, made = y, made + 1
    if r.chance(.3):
        y = n.softmax(x)
        x = y if y is not None else x
    # Whatever nobody reads is an output; sometimes a tensor from the middle is one, too.
    computed = [t for node in n.g.nodes for t in node.outputs]
    n.g.outputs = [t for t in computed if t.index not in n.read]
    if len(computed) > 2 and r.chance(.2):
        middle = r.pick(computed[:-1])
        if middle not in n.g.outputs:
            n.g.outputs.append(middle)
    return n.m.case(op, [kind, f"{kind} depth{made}", f"outputs{len(n.g.outputs)}", *sorted({k.name for k in n.g.nodes})])

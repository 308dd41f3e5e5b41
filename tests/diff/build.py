# SPDX-License-Identifier: Apache-2.0
"""Builds small .tflite files from a few lines of Python.

    g = Graph()
    x = g.input("i8", [1, 4], scale=0.5, zero=-3)
    y = g.output("i8", [1, 4], scale=0.25)
    g.op("RELU", [x], [y])
    data = g.tflite()

Types are f32 f16 i8 u8 i16 u16 i32 u32 i64 u64 bool i4 c64, and resource (a handle). Quantisation is per tensor (scale a number) or
per channel (scale a list, `axis` the dimension). A custom operator is any name that is not a
builtin one; its options are a dict that becomes a FlexBuffer map.

    body = g.subgraph()             # filled like g; belongs to the same file
    g.op("CALL_ONCE", [], [], initSubgraphIndex=body)
"""
import functools

import flatbuffers
import numpy as np
from flatbuffers import flexbuffers

try:
    from ai_edge_litert import schema_py_generated as schema
except ImportError:
    from tflite_micro.tensorflow.lite.micro.python import schema_py_generated as schema

TYPES = {"f32": (schema.TensorType.FLOAT32, np.float32), "f16": (schema.TensorType.FLOAT16, np.float16),
         "i8": (schema.TensorType.INT8, np.int8), "u8": (schema.TensorType.UINT8, np.uint8),
         "i16": (schema.TensorType.INT16, np.int16), "u16": (schema.TensorType.UINT16, np.uint16),
         "i32": (schema.TensorType.INT32, np.int32), "u32": (schema.TensorType.UINT32, np.uint32),
         "i64": (schema.TensorType.INT64, np.int64), "u64": (schema.TensorType.UINT64, np.uint64),
         "bool": (schema.TensorType.BOOL, np.bool_), "i4": (schema.TensorType.INT4, np.int8),
         "c64": (schema.TensorType.COMPLEX64, np.complex64),
         "resource": (schema.TensorType.RESOURCE, np.int32)}
ALIGNMENT = 16


def numpy_type(name):
    return TYPES[name][1]


class Tensor:
    """One tensor of the file. `data` makes it a constant; int4 data is given one value an element."""

    def __init__(self, kind, shape, scale=None, zero=None, axis=0, data=None, variable=False):
        self.kind, self.shape, self.variable = kind, [int(n) for n in shape], variable
        self.scales = None if scale is None else np.atleast_1d(np.asarray(scale, np.float32))
        zeros = [0] * len(self.scales) if zero is None and self.scales is not None else zero
        self.zeros = None if zeros is None else [int(z) for z in np.atleast_1d(zeros)]
        self.axis, self.index = axis, None
        self.data = None if data is None else np.asarray(data).astype(numpy_type(kind))
        self.lut_bits = 0  # of an index, if the constant is to be compressed with look-up tables

    def channels(self):
        """The elements, channel by channel as look-up tables have them; and whether channels take turns."""
        if self.scales is None or len(self.scales) < 2:
            return self.data.reshape(1, -1), False
        last = self.axis == len(self.shape) - 1
        return (self.data.reshape(-1, len(self.scales)).T if last else self.data.reshape(len(self.scales), -1)), last

    def compressed(self):
        """(bit string of indices, values), as bytes."""
        rows, last = self.channels()
        tables = [np.unique(row) for row in rows]
        indices = np.array([np.searchsorted(t, row) for t, row in zip(tables, rows)])
        stride = max(map(len, tables))
        assert stride <= 1 << self.lut_bits
        values = np.concatenate([np.concatenate([t, np.zeros(stride - len(t), t.dtype)]) for t in tables])
        order = (indices.T if last else indices).reshape(-1)
        bits = (order[:, None] >> np.arange(self.lut_bits - 1, -1, -1)) & 1
        return np.packbits(bits.astype(np.uint8)).tobytes(), values.astype(values.dtype.newbyteorder("<")).tobytes()

    @property
    def scale(self):
        return float(self.scales[0])

    @property
    def zero(self):
        return self.zeros[0] if self.zeros else 0

    def raw(self):
        """Bytes of a constant as the file holds them."""
        if self.kind != "i4":
            return np.ascontiguousarray(self.data.astype(self.data.dtype.newbyteorder("<"))).tobytes()
        nibbles = (self.data.reshape(-1).astype(np.uint8) & 15).tolist()
        nibbles += [0] * (len(nibbles) % 2)
        return bytes(a | b << 4 for a, b in zip(nibbles[::2], nibbles[1::2]))

    def __str__(self):
        text = f"{self.kind}[{','.join(map(str, self.shape))}]"
        if self.scales is not None:
            zero = ",".join(map(str, self.zeros[:3])) + (",.." if len(self.zeros) > 3 else "")
            text += (f" q({self.scales[0]:.9g},{zero})" if len(self.scales) == 1 else
                     f" q({len(self.scales)} along {self.axis}: {self.scales[0]:.9g},..;{zero})")
        if self.data is not None:
            text += " const"
            if self.data.size <= 8:
                text += "=" + ",".join(f"{v:.9g}" if self.kind == "f32" else str(v)
                                       for v in self.data.reshape(-1).tolist())
        return text


class Node:
    def __init__(self, name, inputs, outputs, options):
        self.name, self.inputs, self.outputs, self.options = name, inputs, outputs, options

    def __str__(self):
        options = ""
        if isinstance(self.options, dict):
            options = " " + str({k: f"graph {v.index}" if isinstance(v, Graph) else v
                                 for k, v in self.options.items() if k != "_table"})
        show = lambda ts: ", ".join("-" if t is None else str(t) for t in ts)
        return f"{self.name}({show(self.inputs)} -> {show(self.outputs)}){options}"


@functools.lru_cache(None)
def _option_tables():
    """Table name -> (union number, class)."""
    union = {k: v for k, v in vars(schema.BuiltinOptions).items() if isinstance(v, int)}
    union2 = {k: v for k, v in vars(schema.BuiltinOptions2).items() if isinstance(v, int)}
    tables = {k: (v, 0, getattr(schema, k + "T")) for k, v in union.items() if v}
    tables.update({k: (0, v, getattr(schema, k + "T")) for k, v in union2.items() if v})
    return tables


# Operators whose option table is not named after them.
TABLE_OF = {"CONV_2D": "Conv2DOptions", "DEPTHWISE_CONV_2D": "DepthwiseConv2DOptions",
            "AVERAGE_POOL_2D": "Pool2DOptions", "MAX_POOL_2D": "Pool2DOptions", "L2_POOL_2D": "Pool2DOptions",
            "MEAN": "ReducerOptions", "SUM": "ReducerOptions", "REDUCE_MAX": "ReducerOptions",
            "REDUCE_MIN": "ReducerOptions", "REDUCE_PROD": "ReducerOptions", "REDUCE_ALL": "ReducerOptions",
            "REDUCE_ANY": "ReducerOptions", "MAXIMUM": "MaximumMinimumOptions",
            "MINIMUM": "MaximumMinimumOptions", "PADV2": "PadV2Options", "SVDF": "SVDFOptions",
            "UNIDIRECTIONAL_SEQUENCE_LSTM": "UnidirectionalSequenceLSTMOptions",
            "BIDIRECTIONAL_SEQUENCE_LSTM": "BidirectionalSequenceLSTMOptions",
            "CONV_3D": "Conv3DOptions", "RFFT2D": "Rfft2dOptions",
            "BATCH_MATMUL": "BatchMatMulOptions", "L2_NORMALIZATION": "L2NormOptions"}


def _table_name(op):
    return TABLE_OF.get(op) or "".join(w.capitalize() for w in op.split("_")) + "Options"


class Graph:
    """One subgraph and what belongs to it; the main one holds the list of all. `arrange` of inputs and outputs is
    the order of calls."""

    def __init__(self, main=None):
        self.tensors, self.nodes, self.inputs, self.outputs = [], [], [], []
        self.graphs = main.graphs if main else []
        self.index = len(self.graphs)
        self.graphs.append(self)
        self.metadata = {}  # name -> bytes
        self.lut_stated = {}  # what the metadata of compressed constants says instead of the truth

    def subgraph(self):
        """Another graph of the same file. As an option of an operator it becomes its number."""
        return Graph(self)

    def tensor(self, kind, shape, **more):
        t = Tensor(kind, shape, **more)
        t.index = len(self.tensors)
        self.tensors.append(t)
        return t

    def const(self, kind, data, shape=None, **more):
        data = np.asarray(data)
        return self.tensor(kind, data.shape if shape is None else shape, data=data, **more)

    def input(self, kind, shape, **more):
        t = self.tensor(kind, shape, **more)
        self.inputs.append(t)
        return t

    def output(self, kind, shape, **more):
        t = self.tensor(kind, shape, **more)
        self.outputs.append(t)
        return t

    def op(self, name, inputs, outputs, table=None, **options):
        """Appends an operator. `options` are fields of its table as the schema's object form names them."""
        if table:
            options["_table"] = table
        self.nodes.append(Node(name, inputs, outputs, options))

    def all_nodes(self):
        return [n for g in self.graphs for n in g.nodes]

    def __str__(self):
        own = "; ".join(map(str, self.nodes))
        if self.index or len(self.graphs) == 1:
            return own
        ends = lambda g: f"({', '.join(map(str, g.inputs))} -> {', '.join(map(str, g.outputs))})"
        return own + "".join(f"\n      graph {g.index}{ends(g)}: {g}" for g in self.graphs[1:])

    def _opcodes(self):
        codes, index = [], {}
        for node in self.all_nodes():
            if node.name in index:
                continue
            code = schema.OperatorCodeT()
            builtin = getattr(schema.BuiltinOperator, node.name, None)
            if builtin is None:
                code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.CUSTOM
                code.customCode = node.name
            else:
                code.builtinCode, code.deprecatedBuiltinCode = builtin, min(builtin, 127)
            code.version = 1
            index[node.name] = len(codes)
            codes.append(code)
        return codes, index

    def _operator(self, node, index):
        op = schema.OperatorT()
        op.opcodeIndex = index[node.name]
        place = lambda ts: np.array([-1 if t is None else t if isinstance(t, int) else t.index for t in ts], np.int32)
        op.inputs, op.outputs = place(node.inputs), place(node.outputs)
        if getattr(schema.BuiltinOperator, node.name, None) is None:
            op.customOptions = flex_map(node.options) if isinstance(node.options, dict) else node.options
            return op
        options = dict(node.options)
        name = options.pop("_table", None) or _table_name(node.name)
        entry = _option_tables().get(name)
        if entry is None:
            assert not options, f"{node.name} has no option table"
            return op
        op.builtinOptionsType, op.builtinOptions2Type, cls = entry
        table = cls()
        for key, value in options.items():
            assert hasattr(table, key), f"{name} has no field {key}"
            setattr(table, key, value.index if isinstance(value, Graph) else value)
        if entry[0]:
            op.builtinOptions = table
        else:
            op.builtinOptions2 = table
        return op

    def _table(self, buffers, compressed, index, plain):
        """The schema's object of this graph; constants go to `buffers`."""
        graph = schema.SubGraphT()
        graph.tensors = []
        for t in self.tensors:
            out = schema.TensorT()
            out.shape, out.type, out.name = np.array(t.shape, np.int32), TYPES[t.kind][0], f"t{t.index}"
            out.isVariable, out.buffer, out.hasRank = t.variable, 0, True
            if t.data is not None:
                packed = t.lut_bits and not plain
                elements, values = t.compressed() if packed else (t.raw(), None)
                buffer = schema.BufferT()
                buffer.data = np.frombuffer(elements, np.uint8)
                out.buffer = len(buffers)
                buffers.append(buffer)
                if packed:
                    buffer = schema.BufferT()
                    buffer.data = np.frombuffer(values, np.uint8)
                    compressed.append((t.index, len(buffers), t.lut_bits))
                    buffers.append(buffer)
            if t.scales is not None or t.zeros is not None:
                q = out.quantization = schema.QuantizationParametersT()
                q.scale = t.scales
                q.zeroPoint = None if t.zeros is None else np.array(t.zeros, np.int64)
                q.quantizedDimension = t.axis
            graph.tensors.append(out)
        graph.inputs = np.array([t.index for t in self.inputs], np.int32)
        graph.outputs = np.array([t.index for t in self.outputs], np.int32)
        graph.operators = [self._operator(n, index) for n in self.nodes]
        return graph

    def tflite(self, plain=False):
        """plain: no constant is compressed."""
        compressed = []  # (tensor, buffer of values, bits)
        model = schema.ModelT()
        model.version, model.description = 3, ""
        model.operatorCodes, index = self._opcodes()
        model.buffers = [schema.BufferT()]
        model.subgraphs = [g._table(model.buffers, compressed, index, plain) for g in self.graphs]
        metadata = dict(self.metadata)
        if compressed:
            said = self.lut_stated
            compressed = [(said.get("tensor", t), said.get("buffer", b), said.get("bits", n)) for t, b, n in compressed]
            metadata["COMPRESSION_METADATA"] = compression_metadata(compressed)[:said.get("cut")]
        for name, data in metadata.items():
            buffer, meta = schema.BufferT(), schema.MetadataT()
            buffer.data = np.frombuffer(data, np.uint8)
            meta.name, meta.buffer = name, len(model.buffers)
            model.buffers.append(buffer)
            model.metadata = (model.metadata or []) + [meta]
        builder = flatbuffers.Builder(1024)
        builder.Finish(model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def compression_metadata(entries):
    """entries: (tensor, buffer of values, bits of an index) of subgraph 0."""
    b = flatbuffers.Builder(256)

    def table(*slots):
        b.StartObject(len(slots))
        for i, (add, value) in enumerate(slots):
            add(i, value, 0)
        return b.EndObject()

    def vector(tables):
        b.StartVector(4, len(tables), 4)
        for t in reversed(tables):
            b.PrependUOffsetTRelative(t)
        return b.EndVector()

    luts = [table((b.PrependInt32Slot, tensor), (b.PrependUint32Slot, buffer), (b.PrependUint8Slot, bits))
            for tensor, buffer, bits in entries]
    tensors = vector(luts)
    subgraphs = vector([table((b.PrependUOffsetTRelativeSlot, tensors))])
    b.Finish(table((b.PrependUint32Slot, 1), (b.PrependUOffsetTRelativeSlot, subgraphs)))
    return bytes(b.Output())


def flex_map(values):
    """A FlexBuffer map, as converters write custom options."""
    b = flexbuffers.Builder()
    with b.Map():
        for key, value in values.items():
            if isinstance(value, bool):
                b.Bool(key, value)
            elif isinstance(value, float):
                b.Float(key, value)
            elif isinstance(value, str):
                b.String(key, value)
            else:
                b.Int(key, value)
    return np.frombuffer(bytes(b.Finish()), np.uint8)

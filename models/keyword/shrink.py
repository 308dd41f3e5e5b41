# SPDX-License-Identifier: Apache-2.0
"""Drop from a .tflite file what no runtime computes with: long names, metadata, signatures."""
import flatbuffers
from tensorflow.lite.python import schema_py_generated as schema


def shrink(blob):
    """-> the same network in fewer bytes; operators, shapes, quantisation and weights unchanged."""
    model = schema.ModelT.InitFromPackedBuf(bytearray(blob), 0)
    model.metadata = model.metadataBuffer = model.signatureDefs = None
    model.description = None
    used = {0}
    for graph in model.subgraphs:
        graph.name = None
        for tensor in graph.tensors:
            used.add(tensor.buffer)
            if tensor.quantization is not None:
                tensor.quantization.min = tensor.quantization.max = None
                if tensor.quantization.scale is None or len(tensor.quantization.scale) == 0:
                    tensor.quantization = None
        for number, operator in enumerate(graph.operators):  # "2", weights "2w", bias "2b"
            for tensor, suffix in zip(operator.inputs[1:], "wb"):
                graph.tensors[tensor].name = f"{number}{suffix}".encode()
            graph.tensors[operator.outputs[0]].name = str(number).encode()
        graph.tensors[graph.inputs[0]].name = b"features"
        graph.tensors[graph.outputs[0]].name = b"scores"
    # Every activation has an empty buffer of its own; they may all share buffer 0.
    kept, place = [model.buffers[0]], {0: 0}
    for number in sorted(used):
        if number and model.buffers[number].data is not None and len(model.buffers[number].data):
            place[number] = len(kept)
            kept.append(model.buffers[number])
    for graph in model.subgraphs:
        for tensor in graph.tensors:
            tensor.buffer = place.get(tensor.buffer, 0)
    model.buffers = kept
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())

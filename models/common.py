# SPDX-License-Identifier: Apache-2.0
"""What the training scripts share: reproducible TensorFlow, conversion, the figures of a card."""
import os
import pathlib
import sys

# oneDNN picks other summation orders on other CPUs; without it more machines give the same weights.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "scripts"))
import make_golden


def start(seed):
    """TensorFlow with every source of chance fixed: one seed, one thread, deterministic kernels."""
    import tensorflow as tf
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.keras.utils.set_random_seed(seed)
    tf.config.experimental.enable_op_determinism()
    return tf


def convert(tf, model, samples=None):
    """.tflite bytes of a Keras model with batch 1: int8 in and out given `samples`, else float.

    samples: float32 [n, *input shape]; the value ranges of all tensors come from them.
    """
    shape = (1, *model.inputs[0].shape[1:])

    @tf.function(input_signature=[tf.TensorSpec(shape, tf.float32, name="input")])
    def call(x):
        return model(x, training=False)

    # Without the model as second argument the converter freezes the weights into constants.
    converter = tf.lite.TFLiteConverter.from_concrete_functions([call.get_concrete_function()])
    if samples is not None:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([s[None].astype(np.float32)] for s in samples)
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = tf.int8
        converter.inference_output_type = tf.int8
        # One scale a dense layer: smaller files, and older runtimes know nothing else.
        converter._experimental_disable_per_channel_quantization_for_dense_layers = True
    return converter.convert()


def scale_and_zero(detail):
    quant = detail["quantization_parameters"]
    return float(quant["scales"][0]), int(quant["zero_points"][0])


def quantize(detail, x):
    """Real values to the int8 of a model's input, rounded to nearest and saturated."""
    scale, zero = scale_and_zero(detail)
    return np.clip(np.round(x / scale) + zero, -128, 127).astype(np.int8)


def classify(path, x):
    """Class by the int8 model in TFLM for every sample of x (real values, [n, *input shape])."""
    oracle = make_golden.Oracle(pathlib.Path(path).read_bytes())
    out, = oracle.run([quantize(oracle.inputs[0], x)[:, None]])
    return out.reshape(len(x), -1).argmax(axis=1)


def macs(model):
    """Multiply-accumulates of one invoke; pooling, softmax and additions are not counted."""
    op_code = make_golden.schema().BuiltinOperator
    total = 0
    for graph in model.subgraphs:
        for op in graph.operators:
            code = model.operatorCodes[op.opcodeIndex].builtinCode
            if code in (op_code.CONV_2D, op_code.DEPTHWISE_CONV_2D, op_code.FULLY_CONNECTED):
                weights = [int(n) for n in graph.tensors[op.inputs[1]].shape]
                outputs = int(np.prod(graph.tensors[op.outputs[0]].shape))
                # Weights are OHWI, 1HWO and OI: what one output sums is the rest.
                is_depthwise = code == op_code.DEPTHWISE_CONV_2D
                total += outputs * int(np.prod(weights[1:3] if is_depthwise else weights[1:]))
    return total


def figures(path):
    """Print what a card says of a model file."""
    path = pathlib.Path(path)
    data = path.read_bytes()
    model = make_golden.read_model(data)
    oracle = make_golden.Oracle(data)
    print(f"{path.name}: {len(data)} bytes, {macs(model)} MACs")
    print("  operators:", ", ".join(f"{k} x{n}" for k, n in make_golden.operators(model).items()))
    for kind, details in (("input", oracle.inputs), ("output", oracle.outputs)):
        for detail in details:
            said = make_golden.describe(detail)
            quant = f", scale and zero point {said['quant']}" if "quant" in said else ""
            print(f"  {kind}: {said['dtype']} {said['shape']}{quant}")


def confusion(truth, guess, names):
    """Print accuracy and, per class, what it was taken for."""
    right = int((truth == guess).sum())
    print(f"  accuracy on data not trained on: {right} of {len(truth)}, {right / len(truth):.2%}")
    width = max(len(str(n)) for n in names)
    for i, name in enumerate(names):
        row = [int(((truth == i) & (guess == j)).sum()) for j in range(len(names))]
        print(f"    {name!s:{width}} ->", " ".join(f"{n:3d}" for n in row))

/* SPDX-License-Identifier: Apache-2.0 */
/* libFuzzer target: any bytes as a model. */
#include "run_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!known_status(run_model(data, size, 1))) abort();
    return 0;
}

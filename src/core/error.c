/* SPDX-License-Identifier: Apache-2.0 */
#include "fault.h"

void mote_fault_clear(struct mote_fault *fault)
{
    *fault = (struct mote_fault){0, 0, -1, -1, -1, -1, -1, -1};
}

int mote_fault_set(struct mote_fault *fault, int error, int why, int32_t expected, int32_t got)
{
    fault->error = (int16_t)error;
    fault->why = (int16_t)why;
    fault->expected = expected;
    fault->got = got;
    return error;
}

const char *mote_strerror(int error)
{
    switch (error) {
    case MOTE_OK: return "no error";
    case MOTE_E_MODEL: return "not a valid model";
    case MOTE_E_UNSUPPORTED: return "operator, type or feature not supported";
    case MOTE_E_ARENA: return "arena too small";
    case MOTE_E_DATA: return "data that an operator must refuse";
    case MOTE_E_USAGE: return "wrong argument or call";
    case MOTE_E_NOT_YET: return "no output yet";
    default: return "unknown error";
    }
}

/* SPDX-License-Identifier: Apache-2.0 */
#include "estimate.h"
const struct mote_rates mote_fit_rates[] = {{.board = "m4"}};
const int mote_n_fit_rates = 0;
const struct mote_code_size mote_fit_code[] = {{"", 0, 0, 0}};
const int mote_n_fit_code = 1;

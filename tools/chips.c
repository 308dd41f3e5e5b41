/* SPDX-License-Identifier: Apache-2.0 */
#include "chips.h"

#include <stdlib.h>

#include "tool.h"

/*
 * One row a chip, small cores first. RP2040, RP2350 and ESP32-C3 execute from a serial flash
 * through a cache: they are given the flash that usual boards have.
 */
const struct mote_chip mote_chips[] = {
    {"CH32V003F4", "rv32ec", 48, 16, 2, 0, 3.3, 9, "WCH CH32V003 data sheet: features, standby"},
    {"CC2340R5", "cortex-m0+", 48, 512, 36, 2.6, 3.0, 0.71,
     "TI SWRS272, 7.9: CoreMark from flash at 48 MHz with DC/DC; standby"},
    {"STM32G0B1RE", "cortex-m0+", 64, 512, 144, 0, 3.0, 0, "ST DS13560: features"},
    {"RP2040", "cortex-m0+", 133, 2048, 264, 0, 3.3, 180,
     "Raspberry Pi RP2040 data sheet: features; 5.7.2, dormant"},
    {"STM32F103CB", "cortex-m3", 72, 128, 20, 27, 3.3, 14,
     "ST DS5319: table 17, 72 MHz, peripherals off; 16, stop, regulator in low power"},
    {"nRF52840", "cortex-m4", 64, 1024, 256, 3.3, 3.0, 3.16,
     "Nordic nRF52840 PS, 5.2.1: ICPU0, CoreMark from flash, DC/DC; System ON, full RAM, RTC"},
    {"STM32L4R5ZI-P", "cortex-m4", 120, 2048, 640, 4.92, 3.3, 2.8,
     "ST DS12023, features: 41 uA/MHz with an SMPS; Stop 2"},
    {"Apollo3 Blue", "cortex-m4", 48, 1024, 384, 0.288, 3.3, 1,
     "Ambiq Apollo3 Blue data sheet, front page: 6 uA/MHz, of unnamed code; deep sleep with RTC"},
    {"Apollo4 Plus", "cortex-m4", 96, 2048, 2816, 1.65, 1.9, 25.6,
     "Ambiq Apollo4 Plus data sheet, table 29: CoreMark, 17.2 uA/MHz; SDS2, 384 KB kept"},
    {"EFR32MG24", "cortex-m33", 39, 1536, 256, 1.93, 3.0, 2.9,
     "Silicon Labs EFR32MG24 data sheet, table 4.5: CoreMark, 49.4 uA/MHz; EM2, 256 KB kept"},
    {"nRF54L15", "cortex-m33", 128, 1524, 256, 2.6, 3.0, 2.9,
     "Nordic nRF54L15 data sheet: CoreMark from NVM, DC/DC; System ON, 256 KB, GRTC"},
    {"STM32U385RG", "cortex-m33", 96, 1024, 256, 1.536, 3.3, 2.2,
     "ST STM32U385 features: 16 uA/MHz, CoreMark at 96 MHz, SMPS; Stop 3, full SRAM"},
    {"STM32U575ZI", "cortex-m33", 160, 2048, 786, 6.55, 3.3, 8.95,
     "ST DS13086 (U585, its twin), table 44: CoreMark, SMPS; DS13737: Stop 2, full SRAM"},
    {"RP2350", "cortex-m33", 150, 4096, 520, 0, 3.3, 0, "Raspberry Pi RP2350 data sheet: features"},
    {"STM32H7A3ZI", "cortex-m7", 280, 2048, 1184, 0, 3.3, 0,
     "ST DS13195: features; user SRAM, 192 KB of TCM not counted"},
    {"Apollo510", "cortex-m55", 250, 4096, 3840, 6.5, 1.8, 13.2,
     "Ambiq Apollo510B data sheet, table 39: CoreMark, 46.8 uW/MHz; Apollo510's: 160 KB kept"},
    {"RA8D1", "cortex-m85", 480, 2048, 1024, 0, 3.3, 0, "Renesas RA8D1 data sheet: features"},
    {"ESP32-C3", "rv32imc", 160, 4096, 400, 23, 3.3, 130,
     "Espressif ESP32-C3 data sheet: 5-8, modem-sleep, peripherals off; 5-9, light-sleep"},
};

const int mote_n_chips = (int)(sizeof mote_chips / sizeof mote_chips[0]);

double mote_chip_ms(const struct mote_chip *chip, double cycles)
{
    return cycles / (1e3 * chip->mhz);
}

double mote_chip_uj(const struct mote_chip *chip, double cycles)
{
    return mote_chip_ms(chip, cycles) * chip->active_ma * chip->volts;
}

double mote_chip_days(const struct mote_chip *chip, double cycles, double per_second)
{
    const double busy = 1e-3 * mote_chip_ms(chip, cycles) * per_second;
    const double sleep_ma = 1e-3 * chip->sleep_ua;

    if (busy > 1 || chip->active_ma <= 0 || sleep_ma <= 0) return 0;
    return MOTE_CR2032_MAH / (busy * chip->active_ma + (1 - busy) * sleep_ma) / 24;
}

int mote_per_second(const char *command, const char *text, double *per_second)
{
    char *end;
    *per_second = strtod(text, &end);
    if (end != text && *end == 0 && *per_second > 0 && *per_second <= 1e6) return 0;
    return mote_say(MOTE_EXIT_USAGE,
                    "%s --per-second: '%s' is not a number of inferences a second; 0.1, say, is "
                    "one in ten seconds",
                    command, text);
}

# SPDX-License-Identifier: Apache-2.0
# Firmware for the emulated boards: one board, one optimisation level at a time.
#
#   make -f ports/qemu/board.mk BOARD=m4 OPT=-Os hello        build/firmware/m4-Os/hello.elf
#   make -f ports/qemu/board.mk BOARD=m4 run-hello            builds it and runs it
#   make -f ports/qemu/board.mk BOARD=m4 lib                  build/firmware/m4-O2/libmote.a
#
# BOARD is m0, m0small (32 KB of flash, 8 KB of RAM), m0big (M0 code with megabytes of memory), m3, m4, m7, m55, rv32, rv32ec (16 KB, 2 KB) or rv32ecbig. Any program is made the same way: programs are folders of
# examples/ and files tests/target/NAME.c. For another one, give its sources:
#
#   make -f ports/qemu/board.mk BOARD=m4 NAME=prog SOURCES="dir/prog.c dir/net.c" program

BOARD ?= m4
OPT ?= -O2
ROOT ?= .
BUILD ?= $(ROOT)/build/firmware/$(BOARD)$(OPT)
PYTHON ?= python3
HOST_CC ?= cc

arm_prefix := arm-none-eabi-
riscv_prefix := riscv64-unknown-elf-

prefix_m0 := $(arm_prefix)
cpu_m0 := -mthumb -mcpu=cortex-m0 -DBOARD_CLOCK_KHZ=16000
memory_m0 := microbit.ld
# 16 KB hold the stack as well.
stack_m0 := 1536

# Code of the M0 where there is memory: an M3 executes it, instruction by instruction the same.
prefix_m0big := $(arm_prefix)
cpu_m0big := -mthumb -mcpu=cortex-m0 -DBOARD_CLOCK_KHZ=25000
memory_m0big := mps2.ld

# A small chip: 32 KB of flash and 8 KB of RAM. Recordings lie elsewhere, as a microphone would.
prefix_m0small := $(arm_prefix)
cpu_m0small := $(cpu_m0)
memory_m0small := microbit_small.ld
stack_m0small := 1280

prefix_m3 := $(arm_prefix)
cpu_m3 := -mthumb -mcpu=cortex-m3 -DBOARD_CLOCK_KHZ=25000
memory_m3 := mps2.ld

prefix_m4 := $(arm_prefix)
cpu_m4 := -mthumb -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -DBOARD_CLOCK_KHZ=25000
memory_m4 := mps2.ld

prefix_m7 := $(arm_prefix)
cpu_m7 := -mthumb -mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard -DBOARD_CLOCK_KHZ=25000
memory_m7 := mps2.ld

prefix_m55 := $(arm_prefix)
cpu_m55 := -mthumb -mcpu=cortex-m55 -mfloat-abi=hard -DBOARD_CLOCK_KHZ=32000
memory_m55 := an547.ld

prefix_rv32 := $(riscv_prefix)
cpu_rv32 := -march=rv32imc_zicsr -mabi=ilp32
memory_rv32 := virt.ld

# The toolchain has no libgcc of just this name; rv32im is the nearest that every RV32IMC runs.
libgcc_rv32 = $(shell $(BOARD_CC) -march=rv32im -mabi=ilp32 -print-libgcc-file-name)

# The smallest: RV32EC (half the registers, no multiplication) with 16 KB of flash and 2 KB of RAM.
prefix_rv32ec := $(riscv_prefix)
cpu_rv32ec := -march=rv32ec_zicsr -mabi=ilp32e
memory_rv32ec := virt_small.ld
stack_rv32ec := 768
libgcc_rv32ec = $(shell $(BOARD_CC) -march=rv32eac -mabi=ilp32e -print-libgcc-file-name)

# Its code where there is memory.
prefix_rv32ecbig := $(riscv_prefix)
cpu_rv32ecbig := $(cpu_rv32ec)
memory_rv32ecbig := virt.ld
libgcc_rv32ecbig = $(libgcc_rv32ec)

ifndef prefix_$(BOARD)
$(error BOARD=$(BOARD): it must be m0, m0small, m0big, m3, m4, m7, m55, rv32, rv32ec or rv32ecbig)
endif

PORT := $(ROOT)/ports/qemu
STACK ?= $(or $(stack_$(BOARD)),8192)

BOARD_CC := $(prefix_$(BOARD))gcc
BOARD_AR := $(prefix_$(BOARD))ar
BOARD_WARN := -Wall -Wextra -Wconversion -Wshadow -pedantic -Werror
BOARD_CFLAGS := $(cpu_$(BOARD)) -std=c11 $(OPT) -g $(BOARD_WARN) -ffreestanding -ffp-contract=off \
    -ffunction-sections -fdata-sections -fno-unwind-tables -fno-asynchronous-unwind-tables \
    -I$(ROOT)/src -I$(PORT) -I$(BUILD)/embed -I$(BUILD)/generated $(CFLAGS_EXTRA)
BOARD_LDFLAGS := $(cpu_$(BOARD)) -nostdlib -nostartfiles -L$(PORT) -T $(PORT)/$(memory_$(BOARD)) \
    -Wl,--gc-sections -Wl,--no-warn-rwx-segments -Wl,--defsym=board_stack_bytes=$(STACK)
BOARD_RUN := $(PYTHON) $(ROOT)/scripts/qemu_run.py $(BOARD)

# ---- objects ----

lib_c := $(wildcard $(ROOT)/src/*.c $(ROOT)/src/*/*.c)
lib_o := $(lib_c:$(ROOT)/%.c=$(BUILD)/%.o)
lib_a := $(BUILD)/libmote.a
port_names := board footprint mem $(if $(filter rv32%,$(BOARD)),rv32 rv32_start,cortex_m)
port_o := $(port_names:%=$(BUILD)/ports/qemu/%.o)

# ---- programs ----

EXAMPLES := $(notdir $(patsubst %/,%,$(dir $(wildcard $(ROOT)/examples/*/main.c))))
TESTS := $(notdir $(basename $(wildcard $(ROOT)/tests/target/*.c)))

# What a program embeds: NAME.c of $(BUILD)/embed, by the rules below.
embed_hello := hello_model
embed_keyword := keyword_model keyword_samples
embed_digits := digits_model digits_samples
embed_keyword_compiled := keyword_samples

# And what it has compiled: NAME.c of $(BUILD)/generated.
generated_hello_compiled := hello
generated_keyword_compiled := keyword

embedded = $(patsubst %,$(BUILD)/embed/%.o,$(embed_$(1))) $(patsubst %,$(BUILD)/generated/%.o,$(generated_$(1)))

MOTE_OUT := $(BUILD)/generated
include $(ROOT)/mote.mk
$(eval $(call mote_model,hello,$(ROOT)/models/hello/hello.tflite))
$(eval $(call mote_model,keyword,$(ROOT)/models/keyword/keyword.tflite,--feed))

$(MOTE_OUT)/%.o: $(MOTE_OUT)/%.c
	$(BOARD_CC) $(BOARD_CFLAGS) -c $< -o $@

.PHONY: lib program all-examples $(EXAMPLES) $(TESTS)
.SECONDARY:

all-examples: $(EXAMPLES)
lib: $(lib_a)
$(EXAMPLES) $(TESTS): %: $(BUILD)/%.elf

define example_rule
$(BUILD)/$(1).elf: $(BUILD)/examples/$(1)/main.o $(BUILD)/examples/common/report.o $(call embedded,$(1))
$(BUILD)/examples/$(1)/main.o: | $(call embedded,$(1))
endef
$(foreach e,$(EXAMPLES),$(eval $(call example_rule,$(e))))
$(foreach t,$(TESTS),$(eval $(BUILD)/$(t).elf: $(BUILD)/tests/target/$(t).o))

# A program from anywhere: NAME=... SOURCES=...; its objects are kept apart by NAME.
ifdef SOURCES
program_o := $(SOURCES:%.c=$(BUILD)/program/$(NAME)/%.o)
$(BUILD)/$(NAME).elf: $(program_o)
program: $(BUILD)/$(NAME).elf
$(BUILD)/program/$(NAME)/%.o: %.c
	@mkdir -p $(@D)
	$(BOARD_CC) $(BOARD_CFLAGS) -MMD -MP -c $< -o $@
endif

$(BUILD)/%.elf: $(port_o) $(wildcard $(PORT)/*.ld)
	$(BOARD_CC) $(BOARD_LDFLAGS) $(filter %.o %.a,$^) $(or $(libgcc_$(BOARD)),-lgcc) -Wl,-Map=$(@:.elf=.map) -o $@

# The board's own test does without mote.
$(patsubst %,$(BUILD)/%.elf,$(EXAMPLES) $(filter-out calibrate,$(TESTS)) $(NAME)): $(lib_a)

$(lib_a): $(lib_o)
	@rm -f $@
	$(BOARD_AR) qcs $@ $^

$(BUILD)/%.o: $(ROOT)/%.c
	@mkdir -p $(@D)
	$(BOARD_CC) $(BOARD_CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/%.o: $(ROOT)/%.S
	@mkdir -p $(@D)
	$(BOARD_CC) $(BOARD_CFLAGS) -c $< -o $@

# The start-up is the same in every build, so that only mote differs between -Os and -O2. The loops of
# mem.c must not become calls of themselves.
$(port_o): BOARD_CFLAGS += -O2 -fno-tree-loop-distribute-patterns

run-%: $(BUILD)/%.elf
	$(BOARD_RUN) $< $(ARGS)

# ---- files as C arrays: a copy for each board, so that several boards can be built at once ----

EMBED := $(BUILD)/embed
embed_tool := $(EMBED)/embed

$(embed_tool): $(ROOT)/tools/embed.c
	@mkdir -p $(@D)
	$(HOST_CC) -std=c11 -O2 $(BOARD_WARN) $< -o $@

define model_rule
$(EMBED)/$(1)_model.c: $(ROOT)/models/$(1)/$(1).tflite $(embed_tool)
	$(embed_tool) $$< $(1)_model $$(@:.c=)
endef
$(foreach m,hello digits keyword,$(eval $(call model_rule,$(m))))

$(EMBED)/digits_samples.c: $(ROOT)/models/digits/golden/pictures/in0.bin $(embed_tool)
	$(embed_tool) $< digits_samples $(@:.c=)

keyword_wav := $(addprefix $(ROOT)/models/keyword/wav/,yes_1.wav no_1.wav yes_2.wav no_2.wav)
$(EMBED)/keyword_samples.c: $(keyword_wav) $(embed_tool)
	$(embed_tool) --wav $(keyword_wav) keyword_samples $(@:.c=)

$(EMBED)/%.o: $(EMBED)/%.c
	@mkdir -p $(@D)
	$(BOARD_CC) $(BOARD_CFLAGS) -c $< -o $@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

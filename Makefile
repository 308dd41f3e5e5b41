# SPDX-License-Identifier: Apache-2.0
# mote on this machine: needs make and a C compiler, nothing else.
#
#   make              build/mote and build/libmote.a
#   make demo         hears the shipped recordings
#   make check        every check there is (scripts/install_check_tools.sh installs what it needs)
#   make tests        unit tests, operator vectors, shipped models: of one build
#   make check-cli    the command: statuses, messages
#   make size         flash and RAM on microcontrollers, by part
#   make firmware BOARD=m4    the examples for an emulated board
#   make pictures     docs/: what the README shows
#   make clean
#
# CC, OPT (-O2 -g), CFLAGS_EXTRA, LDFLAGS_EXTRA, RUNNER (an emulator) and BUILD (the folder) can be given. Every
# kind of build goes to a folder of its own:
#   make BUILD=build/asan CC=clang OPT=-O1 CFLAGS_EXTRA=-fsanitize=address,undefined
#   make BUILD=build/s390x CC=s390x-linux-gnu-gcc LDFLAGS_EXTRA=-static RUNNER=qemu-s390x tests
# HOST_CC compiles what runs during a build. V=1 shows whole command lines; WERROR= lets warnings pass, of a
# compiler newer than this file, say.

BUILD ?= build
HOST_CC ?= cc
PYTHON ?= python3
BOARD ?= m4
OPT ?= -O2 -g
CFLAGS ?= $(OPT) $(CFLAGS_EXTRA)
LDFLAGS ?= $(LDFLAGS_EXTRA)
RUNNER ?=
RUN ?= $(RUNNER)
WERROR ?= -Werror
V ?=
Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1) $@")

WARNINGS = -Wall -Wextra -Wconversion -Wshadow -pedantic $(WERROR)
COMMON_FLAGS = -std=c11 $(WARNINGS) -ffp-contract=off -MMD -MP
LIB_FLAGS = $(COMMON_FLAGS) -ffreestanding
TOOL_FLAGS = $(COMMON_FLAGS) -D_POSIX_C_SOURCE=200809L -Isrc -I$(BUILD)/embed

LIB_C := $(sort $(wildcard src/*/*.c))
TOOL_C := $(filter-out tools/embed.c,$(sort $(wildcard tools/*.c)))
UNIT_C := $(sort $(wildcard tests/unit/test_*.c))
LIB_O := $(LIB_C:%.c=$(BUILD)/%.o)
TOOL_O := $(TOOL_C:%.c=$(BUILD)/%.o)
UNIT_TESTS := $(UNIT_C:%.c=$(BUILD)/%)
MODELS := $(sort $(wildcard models/*/*.tflite))

.PHONY: all clean demo check tests check-unit check-cli check-readme check-mutations check-fuzz check-board size firmware pictures
.DELETE_ON_ERROR:

all: $(BUILD)/mote $(BUILD)/libmote.a

# ---- the library and the command ----

$(BUILD)/mote: $(TOOL_O) $(BUILD)/embed/keyword_model.o $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -lm -o $@.new && mv $@.new $@

$(BUILD)/libmote.a: $(LIB_O)
	@rm -f $@
	$(call say,AR  )
	$(Q)$(AR) rcs $@ $^

$(BUILD)/src/%.o: src/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(CC) $(LIB_FLAGS) $(CFLAGS) -c $< -o $@

$(BUILD)/tools/%.o: tools/%.c Makefile
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(CC) $(TOOL_FLAGS) $(CFLAGS) -c $< -o $@

# The keyword model is part of the command.
$(BUILD)/tools/cmd_hear.o: $(BUILD)/embed/keyword_model.c

$(BUILD)/embed/embed: tools/embed.c
	@mkdir -p $(@D)
	$(call say,CC  )
	$(Q)$(HOST_CC) -std=c11 -O1 $(WARNINGS) $< -o $@

$(BUILD)/embed/keyword_model.c: models/keyword/keyword.tflite $(BUILD)/embed/embed
	$(call say,MAKE)
	$(Q)$(BUILD)/embed/embed $< keyword_model $(BUILD)/embed/keyword_model

$(BUILD)/embed/keyword_model.o: $(BUILD)/embed/keyword_model.c
	$(call say,CC  )
	$(Q)$(CC) -std=c11 $(CFLAGS) -c $< -o $@

demo: WERROR =
demo: $(BUILD)/mote
	@sh scripts/demo.sh $(BUILD)/mote models/keyword/wav

pictures: $(BUILD)/mote
	@mkdir -p docs
	$(RUN) $< mem models/keyword/keyword.tflite --svg docs/keyword_mem.svg >/dev/null

clean:
	rm -rf $(BUILD)

# ---- checks of this build ----

-include tests/tests.mk

tests: check-unit $(if $(wildcard tests/tests.mk),check-vectors check-models check-stream)

$(UNIT_TESTS): %: %.o $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -lm -o $@

check-unit: $(UNIT_TESTS)
	@for t in $^; do echo "$$t"; $(RUN) $$t || exit 1; done

check-cli: $(BUILD)/mote
	@RUN="$(RUN)" sh tests/cli/test_cli.sh $(BUILD)/mote

# Every shipped model and one with control flow, changed here and there and cut off everywhere: meant for a sanitizer build.
MUTATIONS ?= 10000
FUZZ_MODELS := $(MODELS) $(sort $(wildcard tests/fuzz/*.tflite))
$(BUILD)/tests/mutate: $(BUILD)/tests/fuzz/mutate.o $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $^ -lm -o $@

check-mutations: $(BUILD)/tests/mutate
	@$(RUN) $< -n $(MUTATIONS) $(FUZZ_MODELS)

# libFuzzer for a while, from the same models; needs clang, and a BUILD of its own.
FUZZ_SECONDS ?= 60
FUZZ_FLAGS = -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all
check-fuzz: CFLAGS = -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
check-fuzz: $(BUILD)/tests/fuzz/fuzz_model.o $(BUILD)/libmote.a
	@mkdir -p $(BUILD)/corpus
	$(Q)$(CC) $(FUZZ_FLAGS) $^ -lm -o $(BUILD)/tests/fuzz_model
	@cp $(FUZZ_MODELS) $(BUILD)/corpus
	@$(BUILD)/tests/fuzz_model -max_total_time=$(FUZZ_SECONDS) -max_len=20000 -timeout=20 -rss_limit_mb=2048 \
	    -artifact_prefix=$(BUILD)/ -print_final_stats=1 $(BUILD)/corpus >$(BUILD)/fuzz.log 2>&1 || \
	    { tail -n 30 $(BUILD)/fuzz.log; echo "0 passed, 1 failed"; exit 1; }
	@echo "$$(sed -n 's/^stat::number_of_executed_units: *//p' $(BUILD)/fuzz.log) passed, 0 failed"

# The programs that the README shows, compiled and run.
check-readme: $(BUILD)/mote
	@$(PYTHON) scripts/check_readme.py --build $(BUILD) --cc "$(CC)"

# ---- microcontrollers, and everything ----

check-board: $(BUILD)/mote
	@env -u MAKEFLAGS -u BUILD -u CC -u CFLAGS $(PYTHON) tests/target/check_firmware.py --boards $(BOARD) --mote $(BUILD)/mote

firmware:
	$(MAKE) -f ports/qemu/board.mk BOARD=$(BOARD) all-examples

SIZE_BOARDS := m0 m4 rv32
SIZE_EXAMPLES := hello keyword digits

size:
	@for b in $(SIZE_BOARDS); do \
	    $(MAKE) -s -f ports/qemu/board.mk BOARD=$$b OPT=-Os $(SIZE_EXAMPLES) >/dev/null || exit 1; done
	@$(PYTHON) scripts/size.py --run $(foreach b,$(SIZE_BOARDS),$(SIZE_EXAMPLES:%=build/firmware/$(b)-Os/%.elf))

# What several checks share is built before they run side by side.
check: all
	@$(PYTHON) scripts/check.py

-include $(LIB_O:.o=.d) $(TOOL_O:.o=.d) $(UNIT_TESTS:=.d)

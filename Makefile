# SPDX-License-Identifier: Apache-2.0
# mote on this machine: needs make and a C compiler, nothing else.
#
#   make              build/mote and build/libmote.a
#   make demo         hears the shipped recordings
#   make check-cli    tests of the command
#   make clean
#
# CC, CFLAGS, LDFLAGS and BUILD (the folder) can be given. Another kind of build goes to a folder of its own:
#   make BUILD=build/asan CFLAGS="-O1 -g -fsanitize=address,undefined" LDFLAGS="-fsanitize=address,undefined"
# Building for another machine needs a compiler for this one, too: CC=s390x-linux-gnu-gcc HOST_CC=cc
# V=1 shows whole command lines; WERROR= lets warnings of compilers that are newer than this file pass.

BUILD ?= build
HOST_CC ?= cc
CFLAGS ?= -O2 -g
WERROR ?= -Werror
RUN ?=
V ?=
Q := $(if $(V),,@)
say = $(if $(V),,@echo "  $(1) $@")

WARNINGS := -Wall -Wextra -Wconversion -Wshadow -pedantic $(WERROR)
COMMON_FLAGS := -std=c11 $(WARNINGS) -ffp-contract=off -MMD -MP
LIB_FLAGS := $(COMMON_FLAGS) -ffreestanding
TOOL_FLAGS := $(COMMON_FLAGS) -D_POSIX_C_SOURCE=200809L -Isrc -I$(BUILD)/embed

LIB_C := $(sort $(wildcard src/*/*.c))
TOOL_C := $(filter-out tools/embed.c,$(sort $(wildcard tools/*.c)))
LIB_O := $(LIB_C:%.c=$(BUILD)/%.o)
TOOL_O := $(TOOL_C:%.c=$(BUILD)/%.o)
KEYWORD_O := $(BUILD)/embed/keyword_model.o

.PHONY: all clean demo check-cli
.DELETE_ON_ERROR:

all: $(BUILD)/mote $(BUILD)/libmote.a

$(BUILD)/mote: $(TOOL_O) $(KEYWORD_O) $(BUILD)/libmote.a
	$(call say,LINK)
	$(Q)$(CC) $(LDFLAGS) $^ -lm -o $@

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

check-cli: $(BUILD)/mote
	@RUN="$(RUN)" sh tests/cli/test_cli.sh $(BUILD)/mote

clean:
	rm -rf $(BUILD)

-include $(LIB_O:.o=.d) $(TOOL_O:.o=.d)

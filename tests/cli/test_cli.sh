#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Statuses and messages of the command: test_cli.sh MOTE. From the top of the repository.
# RUN is put before every call (an emulator), STEP tests only every so manyth length of a truncated file.
mote="${RUN:+$RUN }${1:-build/mote}"
step=${STEP:-1}
hello=models/hello/hello.tflite
golden=models/hello/golden
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0
failed=0

ok() { passed=$((passed + 1)); }
bad() { failed=$((failed + 1)); echo "FAIL: $*"; }

# expect STATUS TEXT ARGUMENTS...: the status is right; TEXT, if any, is somewhere in what is printed; a failure (2 to 7)
# says something on standard error, in one line that begins with "mote: ".
expect() {
    status=$1
    text=$2
    shift 2
    $mote "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
    got=$?
    if [ $got -ne "$status" ]; then
        bad "mote $*: exit status $got, expected $status: $(head -n 1 "$tmp/err")"
    elif [ -n "$text" ] && ! cat "$tmp/out" "$tmp/err" | grep -q -- "$text"; then
        bad "mote $*: nowhere says '$text': $(cat "$tmp/out" "$tmp/err" | head -n 3)"
    elif [ "$status" -ge 2 ] && ! head -n 1 "$tmp/err" | grep -q '^mote: '; then
        bad "mote $*: no message on standard error"
    else
        ok
    fi
}

same() {
    if cmp -s "$1" "$2"; then ok; else bad "$1 and $2 differ"; fi
}

# bytes FILE OCTAL...: appends bytes
bytes() {
    file=$1
    shift
    for b; do printf "\\$b" >>"$file"; done
}

# ---- usage
expect 0 'usage: mote ops' ops --help
expect 0 'CONV_2D' ops
expect 0 '"code": 3' ops --json
expect 1 'commands for an Arm Ethos-U NPU' check tests/cli/ethos_u.tflite
expect 4 'Ethos-U' run tests/cli/ethos_u.tflite
expect 0 'fine; it runs' check tests/fuzz/control_flow.tflite
expect 0 'resource variable' mem tests/fuzz/control_flow.tflite
expect 2 'one argument too many' ops $hello
expect 0 'usage: mote COMMAND' --help
expect 0 'mote [0-9]' --version
expect 2 'no command' frobnicate
expect 2 ''
for c in info check mem run diff hear bench fit; do
    expect 0 "usage: mote $c" $c --help
    expect 0 "usage: mote $c" help $c
    expect 2 'no file' $c
    expect 2 'unknown option' $c --frobnicate $hello
    expect 2 'one argument too many' $c $hello $hello
done
expect 2 'needs a value' run $hello -o
expect 2 'is not a number' run $hello --invokes -1
expect 2 'is not a number' run $hello --arena lots
expect 2 'takes no value' info --json=yes $hello
expect 0 '' info -- $hello

# ---- files that cannot be read or written
for c in info check mem run; do
    expect 6 'cannot be read' $c "$tmp/nothing.tflite"
    expect 6 'cannot be read' $c "$tmp"
done
expect 6 'cannot be read' run $hello -i "$tmp/nothing.bin"
: >"$tmp/file"
expect 6 'the folder cannot be made' run $hello -o "$tmp/file"
expect 6 '' run $hello -o "$tmp/no/such/folder"
if [ -w /dev/full ]; then
    $mote info $hello >/dev/full 2>"$tmp/err"
    if [ $? -eq 6 ]; then ok; else bad "a full disk goes unnoticed"; fi
fi

# ---- files that are no models
: >"$tmp/empty.tflite"
expect 3 'has only 0 bytes' info "$tmp/empty.tflite"
expect 3 'has only 0 bytes' check "$tmp/empty.tflite"
expect 3 'TFL3' run Makefile
printf 'PK\003\004 some zip file or other' >"$tmp/zip"
expect 3 'from_keras_model' info "$tmp/zip"
printf 'version https://git-lfs.github.com/spec/v1' >"$tmp/lfs"
expect 3 'git lfs pull' info "$tmp/lfs"
printf '<!DOCTYPE html><html>' >"$tmp/html"
expect 3 'web page' info "$tmp/html"
printf '\377\377\377\377TFL3\0\0\0\0' >"$tmp/root"
expect 3 'cut off' info "$tmp/root"

# every length that a broken copy may have, for each command
size=$(wc -c <$hello)
n=0
while [ $n -lt "$size" ]; do
    head -c $n $hello >"$tmp/cut.tflite"
    case $((n / step % 4)) in
    0) c=info ;; 1) c=check ;; 2) c=mem ;; *) c=run ;;
    esac
    expect 3 '' $c "$tmp/cut.tflite"
    n=$((n + step))
done

# ---- info
expect 0 'FULLY_CONNECTED' info $hello
expect 0 'int8' info $hello
expect 0 "\"model_bytes\": $size" info $hello --json
for key in macs parameters operators inputs outputs arena_bytes; do expect 0 "\"$key\"" info $hello --json; done

# ---- check
expect 0 'fine' check $hello
expect 0 '"ok": true' check --json $hello

# ---- mem
expect 0 'arena' mem $hello
expect 0 '^  "arena_bytes": [0-9]' mem $hello --json
arena=$($mote mem $hello --json | sed -n 's/^  "arena_bytes": \([0-9]*\).*/\1/p')
keyword=models/keyword/keyword.tflite
expect 0 'Peak: [0-9,]* bytes are alive at once' mem $hello
expect 0 'Streamed by rows: 0 CONV_2D' mem $keyword
expect 0 'activation, ring: 3 of 23 rows' mem $keyword
expect 0 'view of' mem $keyword
expect 0 'output, in place of' mem $keyword
expect 0 'scratch 1 of node 2 ' mem $keyword --no-stream
if grep -q -e 'ring:' -e 'Streamed' "$tmp/out"; then bad 'mem --no-stream: streams'; else ok; fi
expect 2 'needs a value' mem $hello --svg
expect 6 '' mem $hello --svg "$tmp/no/such/folder.svg"
# names that neither XML nor UTF-8 can hold as they are
ugly="$(printf '<&">]\377\001')"
LC_ALL=C sed "s/feature/$(printf '%s' "$ugly" | LC_ALL=C sed 's/&/\\&/')/" $keyword >"$tmp/ugly.tflite"
if cmp -s $keyword "$tmp/ugly.tflite"; then bad 'no name was changed'; fi
# What a model's plan says of itself: pieces that live at the same time are apart, but for outputs of segments that lie over an input, and
# their end is the arena's.
cat >"$tmp/plan.py" <<'END'
import json, sys, xml.dom.minidom
plan = json.load(open(sys.argv[1]))
svg = xml.dom.minidom.parse(sys.argv[2]).documentElement
assert svg.tagName == 'svg' and not svg.getElementsByTagName('script')
shares = ('view_of', 'in_place_of', 'by_turns_with')
def root(i):
    for key in shares:
        if key in plan['pieces'][i]: return root(plan['pieces'][i][key])
    return i
life = {}
for i, x in enumerate(plan['pieces']):
    if x['bytes'] == 0: continue
    at, first, last, size = life.get(root(i), (x['offset'], x['first_step'], x['last_step'], 0))
    assert at == x['offset']
    life[root(i)] = at, min(first, x['first_step']), max(last, x['last_step']), max(size, x['bytes'])
over = [(life[i], life[root(x['over'])]) for i, x in enumerate(plan['pieces']) if 'over' in x]
starts, ends = [s['first_step'] for s in plan['segments']], [s['last_step'] for s in plan['segments']]
for y, x in over:
    assert y[0] <= x[0] and y[1] in starts and x[2] == ends[starts.index(y[1])], (y, x)
life = list(life.values())
for a in life:
    for b in life:
        assert a is b or (a, b) in over or (b, a) in over or a[2] < b[1] or b[2] < a[1] or a[0] + a[3] <= b[0] or b[0] + b[3] <= a[0], (a, b)
top = max((a[0] + a[3] + 7) // 8 * 8 for a in life)
begin = plan['activations_offset']
assert top == begin + plan['activations_bytes'] <= plan['arena_bytes']
alive = [sum((a[3] + 7) // 8 * 8 for a in life if a[0] >= begin and a[1] <= k <= a[2]) for k in range(len(plan['steps']))]
for y, x in over:
    for k in range(y[1], x[2] + 1):
        alive[k] -= min((y[3] + 7) // 8 * 8, x[0] - y[0] + (x[3] + 7) // 8 * 8) - (x[0] - y[0])
assert alive == [k['alive_bytes'] for k in plan['steps']] and max(alive) == plan['lower_bound_bytes']
assert alive[plan['peak_step']] == max(alive)
END
for model in models/*/*.tflite "$tmp/ugly.tflite"; do
    for way in '' --feed --no-stream; do
        expect 0 '"pieces"' mem "$model" --json --svg "$tmp/plan.svg" $way
        if command -v python3 >/dev/null; then
            if python3 "$tmp/plan.py" "$tmp/out" "$tmp/plan.svg"; then ok; else bad "mem $model $way: the plan is wrong"; fi
        elif command -v xmllint >/dev/null; then
            if xmllint --noout "$tmp/plan.svg"; then ok; else bad "mem $model $way: no XML"; fi
        fi
    done
done

# ---- run
for case in "$golden"/random "$golden"/every_input; do
    expect 0 '' run $hello -i "$case/in0.bin" -o "$tmp/o"
    same "$tmp/o/out0.bin" "$case/out0.bin"
done
expect 0 '256 invokes' run $hello -i $golden/every_input/in0.bin
expect 0 '"invokes": 3' run $hello --invokes 3 --json
expect 0 '' run $hello -i $golden/random/in0.bin --no-stream -o "$tmp/o"
same "$tmp/o/out0.bin" $golden/random/out0.bin
expect 0 '' run $hello --seed 7 -o "$tmp/a"
expect 0 '' run $hello --seed 7 -o "$tmp/b"
same "$tmp/a/out0.bin" "$tmp/b/out0.bin"
expect 2 'one -i for each' run $hello -i $golden/random/in0.bin -i $golden/random/in0.bin
: >"$tmp/none.bin"
expect 2 'has 0 bytes; input 0' run $hello -i "$tmp/none.bin"
expect 0 '' run $hello --arena "$arena"
expect 0 '' run $hello --arena $((arena + 100))
expect 5 "$arena are needed" run $hello --arena $((arena - 1))
expect 5 "$arena are needed" run $hello --arena 1
expect 5 "$arena are needed" run $hello --arena 0

# float inputs of two bytes too many, and .npy files
float=models/hello/hello_float.tflite
printf '123456' >"$tmp/six.bin"
expect 2 'has 6 bytes; input 0 (float32 .* takes 4' run $float -i "$tmp/six.bin"
printf '\223NUMPY\001\000v\000' >"$tmp/x.npy"
printf "%-117s\n" "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }" >>"$tmp/x.npy"
cp "$tmp/x.npy" "$tmp/f.npy"
bytes "$tmp/f.npy" 000 000 200 077 000 000 000 100
bytes "$tmp/f.bin" 000 000 200 077 000 000 000 100
expect 0 '2 invokes' run $float -i "$tmp/f.npy" -o "$tmp/a"
expect 0 '2 invokes' run $float -i "$tmp/f.bin" -o "$tmp/b"
same "$tmp/a/out0.bin" "$tmp/b/out0.bin"
sed "s/'<f4'/'>f4'/" "$tmp/x.npy" >"$tmp/big.npy"
bytes "$tmp/big.npy" 077 200 000 000 100 000 000 000
expect 0 '2 invokes' run $float -i "$tmp/big.npy" -o "$tmp/a"
same "$tmp/a/out0.bin" "$tmp/b/out0.bin"
sed "s/'<f4'/'<f8'/" "$tmp/f.npy" >"$tmp/double.npy"
expect 2 'astype(numpy.float32)' run $float -i "$tmp/double.npy"
sed "s/False/True /" "$tmp/f.npy" >"$tmp/fortran.npy"
expect 6 'Fortran order' run $float -i "$tmp/fortran.npy"
head -c 40 "$tmp/f.npy" >"$tmp/short.npy"
expect 6 'cut off' run $float -i "$tmp/short.npy"
: >"$tmp/none.npy"
expect 6 'numpy.save' run $float -i "$tmp/none.npy"

# ---- diff
expect 0 'equal' diff $hello --golden $golden/random
expect 0 '"equal": true' diff $hello --golden $golden/random --json
expect 0 'equal' diff $float --golden $golden/float_grid
expect 2 'golden' diff $hello
expect 6 'in0.bin' diff $hello --golden "$tmp/nowhere"
mkdir "$tmp/g"
cp $golden/every_input/in0.bin "$tmp/g/in0.bin"
cp $golden/every_input/out0.bin "$tmp/g/out0.bin"
expect 0 'equal' diff $hello --golden "$tmp/g"
head -c 100 $golden/every_input/out0.bin >"$tmp/g/out0.bin"
bytes "$tmp/g/out0.bin" 201
tail -c 155 $golden/every_input/out0.bin >>"$tmp/g/out0.bin"
if cmp -s "$tmp/g/out0.bin" $golden/every_input/out0.bin; then bad 'the changed byte is the same'; fi
expect 1 'first at index 100: expected -127' diff $hello --golden "$tmp/g"
expect 1 '"equal": false' diff $hello --golden "$tmp/g" --json
head -c 255 $golden/every_input/out0.bin >"$tmp/g/out0.bin"
expect 1 'has 256 bytes' diff $hello --golden "$tmp/g"
rm "$tmp/g/out0.bin"
expect 6 'nothing to compare' diff $hello --golden "$tmp/g"

# ---- bench
json() {
    command -v python3 >/dev/null || return
    if python3 -c "import json, sys; x = json.load(sys.stdin); assert $2, x" <"$tmp/out"; then ok; else bad "$1"; fi
}
expect 0 'us an invoke (median of' bench $hello --seconds 0
if [ -s "$tmp/err" ]; then bad 'bench: progress in a pipe'; fi
expect 0 '"median_us"' bench $keyword --seconds 0 --json
json 'bench --json' "len(x['nodes']) == 7 and x['invoke']['invokes'] > 0 and x['macs'] == sum(n['macs'] for n in x['nodes'])"
expect 0 '"median_us"' bench $keyword --seconds 0 --no-stream --json
expect 2 "there is no 'z80'" bench $hello --target z80
expect 2 'only with --target' bench $hello --compiled
expect 2 "'fast' is not -O2" bench $hello --target cortex-m4 --opt fast
expect 2 'is not a number of inferences' bench $hello --per-second never
expect 2 'is not a number of inferences' bench $hello --per-second 0
expect 4 'Ethos-U' bench tests/cli/ethos_u.tflite
expect 3 'TFL3' bench Makefile --target cortex-m4
if [ -z "$RUN" ]; then
    # without the programs, and without the source tree: a message that names what is missing
    full=$PATH
    PATH=$tmp/no/such/folder
    case $mote in /*) command=$mote ;; *) command=$PWD/$mote ;; esac
    "$command" bench $hello --target cortex-m4 2>"$tmp/said"
    got=$?
    PATH=$full
    if [ $got -eq 6 ] && grep -q 'not on the path: python3, make, arm-none-eabi-gcc' "$tmp/said"; then
        ok
    else
        bad 'bench without tools'
    fi
fi

# ---- fit
expect 0 'nRF52840' fit $hello
expect 0 'yes' fit $keyword --per-second 10
expect 0 '"chips"' fit $keyword --per-second 0.1 --json
json 'fit --json' "len(x['chips']) >= 12 and all(c['source'] and (c['ms'] > 0) for c in x['chips']) and len(x['nodes']) == 7"
expect 2 'is not a number of inferences' fit $hello --per-second -1
expect 4 'Ethos-U' fit tests/cli/ethos_u.tflite

# ---- hear
le16() { bytes "$1" "$(printf '%03o' $(($2 % 256)))" "$(printf '%03o' $(($2 / 256 % 256)))"; }
le32() { le16 "$1" $(($2 % 65536)); le16 "$1" $(($2 / 65536)); }
# wav FILE RATE CHANNELS BITS BYTES: a WAV file of silence
wav() {
    : >"$1"
    printf RIFF >>"$1"; le32 "$1" $(($5 + 36)); printf 'WAVEfmt ' >>"$1"
    le32 "$1" 16; le16 "$1" 1; le16 "$1" "$3"; le32 "$1" "$2"; le32 "$1" $(($2 * $3 * $4 / 8))
    le16 "$1" $(($3 * $4 / 8)); le16 "$1" "$4"; printf data >>"$1"; le32 "$1" "$5"
    head -c "$5" /dev/zero >>"$1"
}
wav "$tmp/silence.wav" 16000 1 16 64000
expect 0 'nothing heard' hear "$tmp/silence.wav"
expect 0 '2.00 s of sound' hear "$tmp/silence.wav"
expect 0 '"words": \[\]' hear "$tmp/silence.wav" --json
# the shipped recordings, from files and in pieces from standard input
for word in yes no; do
    recording=models/keyword/wav/${word}_1.wav
    expect 0 " $word  *0[.][0-9]" hear $recording
    expect 0 "\"word\": \"$word\"" hear $recording --json
    if (head -c 1001 $recording && sleep 0.1 && tail -c +1002 $recording) | $mote hear - | grep -q " $word  *0[.]"; then
        ok
    else
        bad "$word is not heard on standard input"
    fi
done
expect 0 'nothing heard' hear models/keyword/wav/silence.wav
expect 0 'nothing heard' hear models/keyword/wav/noise.wav
wav "$tmp/fast.wav" 44100 1 16 1000
expect 6 'has 44100 samples a second' hear "$tmp/fast.wav"
wav "$tmp/stereo.wav" 16000 2 16 1000
expect 6 'has 2 channels' hear "$tmp/stereo.wav"
wav "$tmp/bytes.wav" 16000 1 8 1000
expect 6 '8-bit' hear "$tmp/bytes.wav"
expect 6 'sox' hear Makefile
expect 6 'cannot be read' hear "$tmp/nothing.wav"
expect 4 'no model for these features' hear "$tmp/silence.wav" --model $hello
expect 4 'no model for these features' hear "$tmp/silence.wav" --model $hello --labels a,b
expect 2 'there are 3 labels' hear "$tmp/silence.wav" --labels a,b,c
expect 2 '1 to 49 rows' hear "$tmp/silence.wav" --every 0
head -c 20 "$tmp/silence.wav" >"$tmp/cut.wav"
expect 6 'WAV' hear "$tmp/cut.wav"
tail -c 64000 "$tmp/silence.wav" >"$tmp/silence.raw"
expect 0 '2.00 s of sound' hear --raw "$tmp/silence.raw"
if $mote hear - <"$tmp/silence.wav" | grep -q '2.00 s of sound'; then ok; else bad 'WAV on standard input'; fi
if $mote hear - <"$tmp/silence.raw" | grep -q '2.00 s of sound'; then ok; else bad 'samples on standard input'; fi
if $mote hear - </dev/null | grep -q '0.00 s of sound'; then ok; else bad 'nothing on standard input'; fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]

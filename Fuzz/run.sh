#!/bin/sh
# Lets chance talk to the component for so many seconds (600): libFuzzer, with AddressSanitizer, over tokenizer,
# stream machine, stanza decoding and engine. What breaks a promise is kept in Finds, which comes first in each run.
set -eu
cd "$(dirname "$0")"

# A backtrace would wait for whoever reads the pipe.
export SWIFT_BACKTRACE=enable=no
# Of the ways to count what was reached, libFuzzer reads this one alone.
coverage=edge,inline-8bit-counters,pc-table,trace-cmp
swift build --sanitize=fuzzer --sanitize=address -Xswiftc -sanitize-coverage=$coverage \
    --product Conversation
corpus=.build/corpus
./seeds.py "$corpus"
conversation=.build/debug/Conversation
find Finds -type f ! -name '.*' -exec "$conversation" {} +
exec "$conversation" -max_total_time="${1:-600}" -max_len=8192 -timeout=10 -rss_limit_mb=4096 \
    -dict=stanzas.dict -artifact_prefix=Finds/ -print_final_stats=1 "$corpus"

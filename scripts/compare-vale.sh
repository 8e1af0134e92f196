#!/bin/bash
# Processor time of `candor lint` and of Vale on the same Markdown, in one run.
# usage: scripts/compare-vale.sh VALE CANDOR FOLDER   reads the .md files of FOLDER, each three times
# Vale gets 150 rules of six words each, half existence and half substitution. The words are every
# so-manieth of those in blameless/rules; words that stand in the text more than twenty times are
# left out, since each hit costs Vale time. A search for all of them with grep -F (one automaton,
# no Markdown, no classes) is the bound.
set -eu
vale=$(realpath "$1"); candor=$(realpath "$2"); from=$(realpath "$3")
rules=$(realpath "$(dirname "$0")/../blameless/rules")
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p md styles/Words
for copy in 1 2 3; do
	for f in "$from"/*.md; do cp "$f" "md/$copy-$(basename "$f")"; done
done
cat md/*.md | tr 'A-Z' 'a-z' | grep -oE '[a-z]+' | sort | uniq -c | awk '$1 > 20 {print $2}' >common
cat "$rules"/*.yaml | grep -oE '[a-z]{5,}' | sort -u | grep -vxFf common >all
awk -v n="$(wc -l <all)" '{ if (int(NR * 900 / n) > int((NR - 1) * 900 / n)) print }' all >words
awk '
	(NR - 1) % 6 == 0 {
		rule = int((NR - 1) / 6)
		file = sprintf("styles/Words/Rule%03d.yml", rule)
		if (rule % 2) print "extends: substitution\nmessage: \"Use \x27%s\x27 and not \x27%s\x27.\"\nlevel: warning\nignorecase: true\nswap:" >file
		else print "extends: existence\nmessage: \"\x27%s\x27 is not used.\"\nlevel: warning\nignorecase: true\ntokens:" >file
	}
	{ print (rule % 2 ? "  " $0 ": another word" : "  - " $0) >file }' words
printf 'StylesPath = styles\nMinAlertLevel = suggestion\n[*.md]\nBasedOnStyles = Words\n' >.vale.ini
mkdir none; echo Hello. >none/none.md
bytes=$(cat md/*.md | wc -c)
echo "$(wc -l <words) words, $(ls styles/Words | wc -l) rules for Vale; $(ls md | wc -l) files, $bytes bytes; load $(cut -d' ' -f1-3 /proc/loadavg)"
spend() { # NAME COMMAND...: notes the processor time
	name=$1; shift
	TIMEFORMAT='%U %S'
	used=$({ time "$@" >out 2>err || true; } 2>&1)
	echo "$name $used" | awk '{ printf "%-12s %7.3f CPU-s\n", $1, $2 + $3 }' | tee -a figures
}
for round in 1 2; do
	for _ in 1 2 3; do spend candor-start "$candor" lint --format json none/none.md; done
	spend candor "$candor" lint --format json md/*.md
	spend vale-start "$vale" --no-exit --output=JSON none
	spend vale "$vale" --no-exit --output=JSON md
	spend candor "$candor" lint --format json md/*.md
	spend grep env LC_ALL=C grep -oiwF -f words -r md
done
awk -v mb="$(echo "$bytes" | awk '{print $1 / 1e6}')" '
	{ sum[$1] += $2; n[$1]++ }
	END {
		for (k in sum) mean[k] = sum[k] / n[k]
		c = mean["candor"]; v = mean["vale"]
		printf "from start to exit: candor %.1f, vale %.3f, grep %.1f MB/CPU-s; candor is %.0f times vale\n", mb / c, mb / v, mb / mean["grep"], v / c
		c -= mean["candor-start"]; v -= mean["vale-start"]
		printf "without the start:  candor %.1f, vale %.3f MB/CPU-s; candor is %.0f times vale\n", mb / c, mb / v, v / c
	}' figures

# SPDX-License-Identifier: ISC
# Compares two dumps (ours, then bash's) file by file as multisets of lines.
# A word with a substitution counts by presence only: bash stores it
# re-printed; what is inside has lines of its own. In ${..} it re-prints $'..'
# in several ways, so that quotes do not count there.
BEGIN { FS = "\t" }
FNR == 1 { side++ }
function normal(    i, w, out) {
	out = $1
	for (i = 2; i <= NF; i++) {
		w = $i
		if (($1 == "CMD" || $1 == "ASSIGN") &&
		    match(w, /^[A-Za-z_][A-Za-z_0-9]*\+?=\(/))
			w = substr(w, 1, RLENGTH)
		else if (w ~ /\$\(|`|[<>]\(|\$\{[ |]/)
			w = "@"
		else if (w ~ /\$[{[]/)
			gsub(/[\\'"$]/, "", w)
		if ($1 == "FUNC")
			gsub(/[\\'"$]/, "", w)
		out = out "\t" w
	}
	return out
}
/^F / { file = substr($0, 3); if (side == 1) order[++nfiles] = file; next }
/^E / { status[side, file] = substr($0, 3); next }
{
	# bash re-prints `coproc a` in $( ) with the name it has by default.
	if (side == 2 && $1 == "CMD" && $2 == "COPROC" && NF > 2)
		sub(/\tCOPROC(\t[A-Za-z_]+=[^\t]*)*/, "")
	line = normal()
	if (side == 1) {
		if (!((file, line) in diff))
			keys[file, ++nkeys[file]] = line
		diff[file, line]++
		ours[file] += $1 == "CMD"
		next
	}
	if (!((file, line) in diff))
		keys[file, ++nkeys[file]] = line
	diff[file, line]--
	total += $1 == "CMD"
}
END {
	for (f = 1; f <= nfiles; f++) {
		file = order[f]
		bad = 0
		mine = status[1, file]
		his = status[2, file]
		if (his == "")
			his = "syntax"
		if ((mine == "ok") != (his == "ok"))
			bad = 1
		if (mine == "ok" && his == "ok")
			for (k = 1; k <= nkeys[file]; k++)
				if (diff[file, keys[file, k]] != 0)
					bad = 1
		if (!bad) {
			equal++
			continue
		}
		print "# " file ": ours " mine ", bash " his
		if (mine != "ok" || his != "ok")
			continue
		for (k = 1; k <= nkeys[file]; k++) {
			d = diff[file, keys[file, k]]
			if (d < 0 && keys[file, k] ~ /^CMD/)
				missing -= d
			if (d != 0)
				print "#   " (d > 0 ? "ours +" d : "bash +" (-d)) \
				    " " keys[file, k]
		}
	}
	printf "equal %d of %d files, %d commands, %d missing\n",
	    equal, nfiles, total, missing
}

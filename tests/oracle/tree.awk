# SPDX-License-Identifier: ISC
# Compares two dumps (ours, then bash's) file by file as multisets of lines.
# A word with a substitution counts by presence only: bash stores it
# re-printed; what is inside has lines of its own. In ${..} it re-prints $'..'
# in several ways, so that quotes do not count there.
# -v reviewed=FILE: differences that were looked at; the rest is printed.
BEGIN {
	FS = "\t"
	while (reviewed != "" && (getline entry < reviewed) > 0) {
		if (entry ~ /^#/ || split(entry, field, "\t") != 3)
			continue
		kind[++nreviewed] = field[1]
		about[nreviewed] = field[2]
	}
}
FNR == 1 { side++ }
function word_normal(w, what) {
	gsub(/\\\\\\n/, "", w)	# ours of a heredoc body is the source
	gsub(/\001/, "", w)	# bash doubles it where it prints again
	if ((what == "CMD" || what == "ASSIGN") &&
	    match(w, /^[A-Za-z_][A-Za-z_0-9]*\[.*\]\+?=\(/))
		return substr(w, 1, index(w, "[") - 1) "[]=("
	if ((what == "CMD" || what == "ASSIGN") &&
	    match(w, /^[A-Za-z_][A-Za-z_0-9]*\+?=\(/))
		return substr(w, 1, RLENGTH)
	if (w ~ /\$\(|`|[<>]\(|\$\{[ |]/)
		return "@"
	if (w ~ /\$[{[]/ || what == "FUNC")
		gsub(/[\\'"$]/, "", w)
	return w
}
function normal(    i, out) {
	out = $1
	for (i = 2; i <= NF; i++)
		out = out "\t" word_normal($i, $1)
	return out
}
# Whether bash takes x[..]=y in $( ) for an assignment depends on how it
# printed the subscript; it is no name of a command either way.
function assigns(    i, line, name) {
	name = "^[A-Za-z_][A-Za-z_0-9]*\\[.*\\]\\+?="
	while ($1 == "CMD" && $2 ~ name) {
		name = "^[A-Za-z_][A-Za-z_0-9]*(\\[.*\\])?\\+?="
		note("ASSIGN\t" word_normal($2, "ASSIGN"))
		line = $1
		for (i = 3; i <= NF; i++)
			line = line "\t" $i
		$0 = line
		if (NF == 1)
			return 0
	}
	return 1
}
function note(line) {
	if (!((file, line) in diff))
		keys[file, ++nkeys[file]] = line
	diff[file, line] += side == 1 ? 1 : -1
}
function is_reviewed(what, text,    i) {
	for (i = 1; i <= nreviewed; i++)
		if (kind[i] == what && text ~ about[i])
			return 1
	return 0
}
function program(    text, line) {
	text = ""
	while ((getline line < file) > 0)
		text = text line "\n"
	close(file)
	return text
}
# "" when both agree, else what kind of difference this is.
function difference(    k, d, only_ours) {
	if (mine !~ /^ok/)
		return his == "ok" ? "refused" : ""
	only_ours = 0
	for (k = 1; k <= nkeys[file]; k++) {
		d = diff[file, keys[file, k]]
		# Where bash fails in a substitution its word ends elsewhere.
		if (d < 0 && keys[file, k] ~ /^CMD/ &&
		    (his == "ok" || keys[file, k] !~ /\t@/))
			return "missing"
		if (d != 0 && his == "ok")
			only_ours = 1
	}
	if (his != "ok")
		return "rejected"
	if (only_ours)
		return "spurious"
	return mine == "ok" ? "" : "printed"
}
function lines(    k, d) {
	for (k = 1; k <= nkeys[file]; k++) {
		d = diff[file, keys[file, k]]
		if (d < 0)
			print "#   bash +" (-d) " " keys[file, k]
		else if (d > 0 && his == "ok")
			print "#   ours +" d " " keys[file, k]
	}
}
/^F / { file = substr($0, 3); if (side == 1) order[++nfiles] = file; next }
/^E / { status[side, file] = substr($0, 3); next }
{
	total += side == 2 && $1 == "CMD"
	if (assigns())
		note(normal())
}
END {
	for (f = 1; f <= nfiles; f++) {
		file = order[f]
		mine = status[1, file]
		his = status[2, file]
		if (his == "")
			his = "syntax"
		what = difference()
		if (what == "") {
			equal++
			continue
		}
		count[what]++
		if (what != "missing" && is_reviewed(what,
		    what == "refused" ? mine : program())) {
			looked_at++
			continue
		}
		print "# " file ": " what ": ours " mine ", bash " his
		if (what != "refused")
			lines()
	}
	printf "equal %d of %d files, %d commands, %d missing, %d reviewed",
	    equal, nfiles, total, count["missing"], looked_at
	printf " (%d refused, %d rejected, %d spurious, %d printed)\n",
	    count["refused"], count["rejected"], count["spurious"],
	    count["printed"]
}

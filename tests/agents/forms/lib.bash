# SPDX-License-Identifier: ISC
# Claude Code's quoting: bare when harmless, else single quotes with '"'"' for each quote.
quote() {
	if [[ $1 =~ ^[A-Za-z0-9_./:=@+,-]+$ ]]; then printf '%s' "$1"; else printf "'%s'" "${1//\'/\'\"\'\"\'}"; fi
}
# One part of the envelope that is joined by && when it is not empty.
part() { [ -z "$1" ] || printf '%s && ' "$1"; }
claude_tail() {
	printf '%s' "$(part "$BETWEEN")"
	[ -z "$EARLY" ] || printf 'eval %s && ' "$(quote "$EARLY")"
	printf 'eval %s < /dev/null && pwd -P >| %s' "$(quote "$CMD")" "$CWDFILE"
	[ -z "$AFTER" ] || printf ' && %s' "$AFTER"
}
claude_fix="\\builtin shopt -u extglob 2>/dev/null || true && { \\builtin unalias -- 'which'; \\builtin unset -f -- 'which'; } >/dev/null 2>&1 || true && "

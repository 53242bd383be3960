# SPDX-License-Identifier: ISC
# The hook of bashplate inside an interactive zsh: hands each accepted line
# (the accept widgets) and each parsed command (preexec) to the proxy over one
# private socket and waits for the verdict. Frames: src/term/bashlink.h.

# The user's aliases must not reach into the functions defined here.
if [[ -o aliases ]]; then
	\unsetopt aliases
	__bashplate_aliases=1
fi

typeset -gi __bashplate_fd __bashplate_seq=0 __bashplate_told=0 __bashplate_tell=1
typeset -g +x __bashplate_fd

# Wait for the answer to question $1; 0 only for an approval, 3 when the text
# was for the proxy. Late answers to older questions are skipped.
__bashplate_verdict() {
	emulate -L zsh
	local reply limit=5
	while IFS= builtin read -r -d '' -t $limit -u $__bashplate_fd reply; do
		case $reply in
		"$1 0") return 0 ;;
		"$1 4" | "$1 9") __bashplate_tell=1 && return 0 ;;
		"$1 1") return 1 ;;
		"$1 2") return 3 ;;
		"$1 3") limit=9999999 ;;
		esac
	done
	builtin print -r 'bashplate: refused: no answer from the guard' >/dev/tty
	return 2
}

# __bashplate_frame KIND PAYLOAD
__bashplate_frame() {
	emulate -L zsh
	builtin printf '%s%d;%s\0' "$1" $((++__bashplate_seq)) "$2" >&$__bashplate_fd
}

# Aliases, functions and variables as they are now, the latter as bash would
# print them. An array is left out, for what `$name` of it means differs: it is
# unknown then, not empty.
__bashplate_tables() {
	emulate -L zsh
	zmodload zsh/parameter || return
	__bashplate_tell=0
	local k
	local -a names
	for k in ${(k)parameters}; do
		[[ $k == [A-Za-z_]* && $parameters[$k] == (scalar|integer|float)* &&
			$parameters[$k] != *special* ]] && names+=($k)
	done
	{
		builtin printf 'A%d;' $((++__bashplate_seq))
		builtin alias -rL
		builtin printf '\0F%d;' $((++__bashplate_seq))
		builtin functions
		builtin printf '\0V%d;' $((++__bashplate_seq))
		for k in $names HOME PATH CDPATH PWD OLDPWD LOGNAME; do
			(($+parameters[$k])) &&
				builtin print -r -- "declare -- $k=${(qqqq)${(P)k}}"
		done
		builtin printf '\0'
	} >&$__bashplate_fd
}

# In the place of the four widgets that accept a line; $1 is what it was.
__bashplate_accept() {
	emulate -L zsh
	local mine=__bashplate_was_$WIDGET
	# vared reads a value, not a line.
	if [[ $CONTEXT == vared || -z ${PREBUFFER}${BUFFER//[[:space:]]/} ]]; then
		zle $mine
		return
	fi
	__bashplate_frame L "+$PREBUFFER$BUFFER"
	__bashplate_verdict $__bashplate_seq
	case $? in
	0) zle $mine ;;
	3)
		BUFFER=
		zle .accept-line
		;;
	*)
		# Still there to be edited, and within reach of the up arrow.
		[[ -n $PREBUFFER ]] || builtin print -rs -- "$BUFFER"
		zle .redisplay
		;;
	esac
}

# After parsing, before anything runs; the third word is what runs, aliases
# and history expanded. The interrupt drops the whole of it.
__bashplate_preexec() {
	setopt localoptions localtraps
	__bashplate_frame P "$3"
	__bashplate_verdict $__bashplate_seq && return
	trap - INT
	kill -INT $$
}

# --- completion ---------------------------------------------------------------

# Does $1 hold a substitution, or a pattern that calls code for each name?
__bashplate_calls() {
	emulate -L zsh
	setopt extendedglob
	[[ $1 == *([\$\<\>=]\(|\$\[|\`|\([^\)]#(e[^[:alnum:]]|+[[:alpha:]_]))* ]]
}

# Does $1 end in a word that holds a whole one? In one that is still open
# nothing runs: what is completed there is the word inside it.
__bashplate_whole() {
	emulate -L zsh
	local w s
	local -a words
	local -i i
	words=("${(@z)1}")
	w=$words[-1]
	__bashplate_calls "$w" || return 1
	words=("${(@z):-$w y}")
	(( $#words > 1 )) && return 0
	if [[ $w == *\`* ]]; then
		s=${w//[^\`]}
		(( $#s % 2 )) || return 0
		__bashplate_whole "${w##*\`}"
		return
	fi
	for ((i = $#w; i > 1; i--)); do
		[[ $w[i-1,i] == [\$\<\>=]\( ]] || continue
		words=("${(@z):-$w[i-1,-1] y}")
		(( $#words > 1 )) && continue
		__bashplate_whole "$w[i+1,-1]"
		return
	done
	return 0
}

# In the place of the widgets that complete a word, some of which first run its
# substitutions. What stands behind the cursor could close one: kept away.
__bashplate_complete() {
	local mine=__bashplate_was_$WIDGET rest=
	local -i st
	((__bashplate_told)) && zle -M ''
	__bashplate_told=0
	if __bashplate_calls "$BUFFER"; then
		if __bashplate_whole "$PREBUFFER${LBUFFER}x"; then
			__bashplate_told=1
			zle -M 'bashplate: not completed: code in a word runs with Enter, judged'
			return 1
		fi
		rest=$RBUFFER RBUFFER=
	fi
	zle $mine -- "$@"
	st=$?
	RBUFFER+=$rest
	return st
}

# And whatever else TAB is bound to.
__bashplate_cover() {
	emulate -L zsh
	local w key
	key=$(bindkey '^I')
	for w in expand-or-complete expand-or-complete-prefix expand-word \
		menu-expand-or-complete list-expand complete-word \
		menu-complete reverse-menu-complete list-choices \
		delete-char-or-list _expand_word _expand_alias ${key##* }; do
		[[ -n ${widgets[$w]-} && $w != undefined-key ]] || continue
		[[ ${widgets[$w]} == user:* && -n ${widgets[__bashplate_was_$w]-} ]] && continue
		zle -A $w __bashplate_was_$w
		zle -N $w __bashplate_complete
	done
}

__bashplate_precmd() {
	local st=$?
	__bashplate_frame Q "$st;"
	((__bashplate_tell)) && __bashplate_tables
	# First, or another one's work comes before the question.
	[[ ${preexec_functions[1]-} == __bashplate_preexec ]] ||
		preexec_functions=(__bashplate_preexec ${preexec_functions:#__bashplate_preexec})
	[[ ${widgets[accept-line]-} == user:__bashplate_accept ]] || __bashplate_bind
	[[ ${widgets[expand-or-complete]-} == user:* ]] || __bashplate_cover
	return $st
}

__bashplate_bind() {
	emulate -L zsh
	local w
	for w in accept-line accept-and-hold accept-line-and-down-history accept-and-infer-next-history; do
		# Somebody wrapped ours: it is inside.
		[[ ${widgets[$w]-} == user:* && -n ${widgets[__bashplate_was_$w]-} ]] && continue
		zle -A $w __bashplate_was_$w
		zle -N $w __bashplate_accept
	done
}

# For PROMPT='$(__bashplate_window)...' with PROMPT_SUBST.
__bashplate_window() {
	emulate -L zsh
	zmodload zsh/system
	local reply me=$sysparams[pid]
	builtin printf 'W%d;\0' $me >&$__bashplate_fd || return 0
	while IFS= builtin read -r -d '' -t 1 -u $__bashplate_fd reply; do
		[[ $reply == "W$me "* ]] || continue
		builtin print -rn -- "${reply#* }"
		return 0
	done
} 2>/dev/null

zmodload zsh/zle
__bashplate_frame H "zsh $ZSH_VERSION"
precmd_functions=(__bashplate_precmd $precmd_functions)
preexec_functions=(__bashplate_preexec $preexec_functions)
__bashplate_bind
__bashplate_cover
if [[ -n ${__bashplate_aliases-} ]]; then
	unset __bashplate_aliases
	setopt aliases
fi

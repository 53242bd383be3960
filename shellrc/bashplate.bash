# SPDX-License-Identifier: ISC
# The hook of bashplate inside an interactive bash: hands each accepted line
# (Enter) and each parsed command (PS0) to the proxy over one private socket
# and waits for the verdict. The proxy, not this shell, counts what was
# approved; the two checks cover each other. Frames: src/term/bashlink.h.
#
# Sourced once by bashplate.rc, or through PROMPT_COMMAND at a login start.
# Needs bash 5.1 or later; tested with 5.2.

# The user's aliases must not reach into the functions defined here.
if \shopt -q expand_aliases; then
	\shopt -u expand_aliases
	__bashplate_aliases=1
fi

# --- talking to the proxy ----------------------------------------------------

# Wait for the answer to question $1; 0 only for an approval, 3 when the text
# was for the proxy and is to be forgotten. A reply to an older question that
# came too late is skipped: it must never approve this.
__bashplate_verdict() {
	builtin local reply limit=5
	while IFS= builtin read -r -d '' -t "$limit" -u "$__bashplate_fd" reply; do
		case $reply in
		"$1 0") builtin return 0 ;;
		"$1 1") builtin return 1 ;;
		"$1 2") builtin return 3 ;;
		"$1 3") limit=9999999 ;;
		# The one command of this line need not ask again. @P gives
		# what PS0 will call its number, less one.
		"$1 5") __bashplate_go=$((${__bashplate_number@P} + 1)) &&
			builtin return 0 ;;
		"$1 6") __bashplate_go=$((${__bashplate_number@P} + 1)) &&
			__bashplate_tell=3 && builtin return 0 ;;
		"$1 8") __bashplate_go=$((${__bashplate_number@P} + 1)) &&
			((__bashplate_tell |= 1)) && builtin return 0 ;;
		"$1 7") __bashplate_tell=3 && builtin return 0 ;;
		# Asked from a fork: the substitution's text tells.
		"$1 4") builtin printf 3 && builtin return 0 ;;
		"$1 9") builtin printf 1 && builtin return 0 ;;
		esac
	done
	builtin printf 'bashplate: refused: no answer from the guard\n' \
		>/dev/tty
	builtin return 2
}

# Number of the last history entry, without a fork.
__bashplate_entry() {
	builtin local HISTTIMEFORMAT=
	{
		builtin printf 'N%d;' "$((++__bashplate_seq))"
		builtin history 1
		builtin printf '\0'
	} >&"$__bashplate_fd"
}

__bashplate_declared() {
	if ((__bashplate_ble_on)); then
		__bashplate_ble_declared "$1"
	else
		builtin declare "$1"
	fi
}

# Variables, or all with aliases and functions, as they are now, in one piece and
# from one fork: written by the builtins every line would be a write of its own.
__bashplate_tables() {
	builtin local __bashplate_mark=$SRANDOM.$SRANDOM.$SRANDOM
	if ((__bashplate_tell & 2)); then
		builtin printf 'T%d;%s;%s\0' "$((++__bashplate_seq))" "$__bashplate_mark" "$(
			builtin alias -p
			builtin printf '%s' "$__bashplate_mark"
			__bashplate_declared -f
			builtin printf '%s' "$__bashplate_mark"
			__bashplate_declared -p
		)" >&"$__bashplate_fd"
	else
		builtin printf 'V%d;%s\0' "$((++__bashplate_seq))" \
			"$(__bashplate_declared -p)" >&"$__bashplate_fd"
	fi
	__bashplate_tell=0
}

# --- Enter -------------------------------------------------------------------

# Bind the second half of the Enter macro to readline function $1, each time:
# whatever it was bound to would come behind the question and before the line
# is accepted.
__bashplate_then() {
	builtin local map
	for map in emacs-standard vi-insert vi-command; do
		builtin bind -m "$map" '"\e[9002~": '"$1"
	done
}

# The text bash will read for the line being edited, into __bashplate_line;
# fails when bash will reject its history expansion. In a fork, because
# `history -p` here would delete the previous entry. Without any, and in one
# piece, it is known for certain what bash will read: "=".
__bashplate_expand() {
	__bashplate_line=$READLINE_LINE
	builtin local chars=${histchars-!^#}
	[[ -o histexpand && ( $__bashplate_text$READLINE_LINE == *"${chars:0:1}"* ||
		$READLINE_LINE == "${chars:1:1}"* ) ]] || {
		[[ $READLINE_LINE == *$'\n'* ]] || mixed='='
		builtin return 0
	}
	__bashplate_line=$(
		builtin history -p -- "$READLINE_LINE" 2>/dev/null &&
			builtin printf x
	) || {
		__bashplate_line=$READLINE_LINE
		builtin return 1
	}
	__bashplate_line=${__bashplate_line%$'\n'x}
}

__bashplate_enter() {
	builtin local -
	builtin set +eux
	builtin local whole keep=1 mixed=-
	# For PS0: this line is the last of the command that it lets pass.
	__bashplate_go=0 __bashplate_lineno=${BASH_LINENO[0]}
	# Not at a prompt: `read -e`. Its text (a password, perhaps) stays here.
	# Both ways to know must agree, for one alone can be taken away.
	if ((__bashplate_at == 0)) &&
		[[ ${PROMPT_COMMAND[*]} == *__bashplate_prompt* ]]; then
		builtin printf 'E%d;\0' "$((++__bashplate_seq))" \
			>&"$__bashplate_fd"
		__bashplate_then "$1"
		builtin return
	fi
	__bashplate_repair
	if [[ $__bashplate_text$READLINE_LINE != *[!$' \t']* ]]; then
		__bashplate_then "$1"
		builtin return
	fi
	__bashplate_expand || keep=
	[[ -n $__bashplate_text && $__bashplate_line != "$READLINE_LINE" ]] &&
		mixed=!
	whole=$__bashplate_text$__bashplate_line
	builtin printf 'L%d;%s%s\0' "$((++__bashplate_seq))" "$mixed" \
		"$whole" >&"$__bashplate_fd"
	__bashplate_verdict "$__bashplate_seq"
	case $? in
	0)
		__bashplate_asked=1
		[[ -n $keep ]] && __bashplate_text=$whole$'\n'
		__bashplate_then "$1"
		;;
	3)
		# An empty line, for a new prompt in the place of this one.
		READLINE_LINE='' READLINE_POINT=0 __bashplate_took=1
		__bashplate_then accept-line
		;;
	*)
		__bashplate_then redraw-current-line
		# Within reach of the up arrow after ^C, as any other line; but
		# bash would append the rest of a continued command to it.
		if [[ -o history && -z $__bashplate_text ]]; then
			builtin history -s -- "$READLINE_LINE"
			__bashplate_entry
		fi
		;;
	esac
}

# --- the prompt ---------------------------------------------------------------

# For PS1='$(__bashplate_window)...': the open window and what is left of it,
# or nothing. The question has a number of its own, for it is asked from a fork.
__bashplate_window() {
	builtin local - reply
	builtin set +eux
	builtin printf 'W%d;\0' "$BASHPID" >&"$__bashplate_fd" || builtin return 0
	while IFS= builtin read -r -d '' -t 1 -u "$__bashplate_fd" reply; do
		[[ $reply == "W$BASHPID "* ]] || builtin continue
		builtin printf '%s' "${reply#* }"
		builtin return 0
	done
} 2>/dev/null

# --- edit-and-execute --------------------------------------------------------

# C-x C-e and vi's v would run the edited text unseen. Here it comes back to
# the line, where Enter has it judged.
__bashplate_edit() {
	builtin local -
	builtin set +eux
	builtin local file modes text
	file=$(umask 077 && command mktemp "${TMPDIR:-/tmp}/bashplate.XXXXXX") ||
		builtin return 0
	builtin printf '%s\n' "$READLINE_LINE" >|"$file"
	modes=$(command stty -g 2>/dev/null </dev/tty)
	command stty sane 2>/dev/null </dev/tty
	# As bash does it: the variable may hold a command with options.
	builtin eval "${VISUAL:-${EDITOR:-vi}} \"\$file\"" \
		</dev/tty >/dev/tty 2>&1 &&
		text=$(builtin printf '%s' "$(<"$file")"; builtin printf x) &&
		READLINE_LINE=${text%x} READLINE_POINT=${#READLINE_LINE}
	[[ -n $modes ]] && command stty "$modes" 2>/dev/null </dev/tty
	command rm -f -- "$file"
}

# --- PS0 and PROMPT_COMMAND --------------------------------------------------

# In a substitution of PS0: after parsing, before anything runs. An interrupt
# is what makes bash drop a whole command there.
__bashplate_parsed() {
	builtin local -
	builtin set +eux
	builtin local HISTTIMEFORMAT=
	{
		builtin printf 'P%d;' "$__bashplate_seq"
		builtin history 1
		builtin printf '\0'
	} >&"$__bashplate_fd"
	__bashplate_verdict "$__bashplate_seq" || builtin kill -INT "$$"
}

__bashplate_prompt() {
	builtin local status=$?
	builtin local -
	builtin set +eux
	# A command ran and Enter did not ask: its key was bound anew.
	((__bashplate_at || __bashplate_asked)) || __bashplate_bind
	[[ ${PS0-} == *"$__bashplate_ps0"* && $BASHOPTS == *promptvars* ]] ||
		__bashplate_repair
	__bashplate_at=1 __bashplate_text= __bashplate_asked=0 __bashplate_go=0
	if ((__bashplate_took)) && [[ ${TERM-dumb} != dumb ]]; then
		builtin printf '\e[A\r\e[K' >/dev/tty
	fi
	__bashplate_took=0
	# The proxy says whether the line may have changed what is bound.
	((__bashplate_tell & 2)) && __bashplate_unbind && __bashplate_keys
	__bashplate_editor
	builtin local HISTTIMEFORMAT=
	{
		builtin printf 'Q%d;%d;%d;' "$((++__bashplate_seq))" "$status" \
			"${__bashplate_number@P}"
		((__bashplate_ble_on)) || builtin trap -p INT
		builtin printf '%s' "$__bashplate_ble_says"
		builtin printf '\0N%d;' "$((++__bashplate_seq))"
		builtin history 1
		builtin printf '\0'
	} >&"$__bashplate_fd"
	# The proxy takes the keys before an editor here can: the answer to Q.
	[[ -z $__bashplate_own ]] ||
		__bashplate_verdict "$((__bashplate_seq - 1))"
	((__bashplate_tell)) && __bashplate_tables
	builtin return "$status"
}

# The arithmetic marks "running". Element 0 is empty: the command whose number
# and last line Enter's approval named runs without asking, once. Element 1 is
# never set: any other gets a number for its question, which the substitution
# asks.
__bashplate_number='\#'
__bashplate_ps0='${__bashplate_v[__bashplate_at=0,__bashplate_go==\#&&__bashplate_lineno==LINENO?__bashplate_go=0:(__bashplate_go=0,__bashplate_seq++,1)]-${__bashplate_v[__bashplate_tell|=0$({ __bashplate_parsed; } 2>/dev/null),1]-}}'
__bashplate_pc='{ __bashplate_prompt; } 2>/dev/null'

# Put back what a line may have taken away. Ours is the first entry: behind
# bash-preexec's own it would swallow the user's preexec.
__bashplate_repair() {
	builtin local entry
	((__bashplate_ble_on)) || [[ ${PS0-} == *"$__bashplate_ps0"* ]] || PS0=$__bashplate_ps0${PS0-}
	[[ $BASHOPTS == *promptvars* ]] || builtin shopt -s promptvars
	[[ ${PROMPT_COMMAND[*]} == *__bashplate_prompt* ]] && builtin return
	builtin local -a rest
	builtin local i n=0
	for entry in "${PROMPT_COMMAND[@]}"; do
		[[ -n $entry && $entry != : ]] && rest+=("$entry")
	done
	# Element by element: bash may be walking this very array, and unset
	# would free it under its feet.
	PROMPT_COMMAND[0]=$__bashplate_pc
	for entry in "${rest[@]}"; do
		PROMPT_COMMAND[++n]=$entry
	done
	for i in "${!PROMPT_COMMAND[@]}"; do
		((i > n)) && PROMPT_COMMAND[i]=
	done
	builtin return 0
}

# The commands that run a text unseen, whatever their key: an edited one, or
# the substitutions of a line that is only to be expanded.
__bashplate_unbind() {
	[[ -o emacs || -o vi ]] || builtin return 0
	builtin bind -m emacs-standard -u edit-and-execute-command
	builtin bind -m vi-insert -u vi-edit-and-execute-command
	builtin bind -m vi-command -u vi-edit-and-execute-command
	builtin local map
	for map in emacs-standard vi-insert vi-command; do
		builtin bind -m "$map" -u shell-expand-line
	done
	# Its harmless half.
	builtin bind -m emacs-standard '"\e\C-e": history-and-alias-expand-line'
}

# Enter, and nothing between its two halves.
__bashplate_keys() {
	[[ -o emacs || -o vi ]] || builtin return 0
	((__bashplate_ble_on)) && builtin return
	builtin local map
	for map in emacs-standard vi-insert vi-command; do
		builtin bind -m "$map" '"\C-m": "\e[9001~\e[9002~"'
		builtin bind -m "$map" '"\C-j": "\e[9001~\e[9002~"'
	done
}

__bashplate_bind() {
	[[ -o emacs || -o vi ]] || builtin return 0
	# Its keys, not readline's.
	((__bashplate_ble_on)) && builtin return
	builtin local map
	__bashplate_unbind
	__bashplate_keys
	for map in emacs-standard vi-insert vi-command; do
		builtin bind -m "$map" '"\e[9004~": redraw-current-line'
		# Where the proxy reads the line: nothing stays before it.
		builtin bind -m "$map" '"\e[9007~": kill-whole-line'
		# One simple command, for bash reads no reserved word and no
		# assignment here while it collects a here-document. `bind -x`
		# clobbers $_: as the last argument it is put back.
		builtin bind -m "$map" -x '"\e[9001~": __bashplate_enter accept-line "$_" 2>/dev/null'
		builtin bind -m "$map" -x '"\e[9003~": __bashplate_enter operate-and-get-next "$_" 2>/dev/null'
	done
	builtin bind -m emacs-standard '"\C-o": "\e[9003~\e[9002~"'
	builtin bind -m emacs-standard -x '"\C-x\C-e": __bashplate_edit "$_" 2>/dev/null'
	builtin bind -m vi-command -x '"v": __bashplate_edit "$_" 2>/dev/null'
} 2>/dev/null

# A line editor that runs lines from its own key handler.
__bashplate_editor() {
	[[ -n ${BLE_VERSION-} ]] || builtin return 0
	builtin declare -F __bashplate_ble_check >/dev/null ||
		. "$__bashplate_dir/bashplate.ble"
	__bashplate_ble_check
}

# Children of the shell have no business with the socket. bash has no way to
# say so by itself; where its loadable builtins are installed they have.
__bashplate_cloexec() {
	builtin local dir
	for dir in /usr/lib/bash /usr/local/lib/bash; do
		[[ -r $dir/fdflags ]] || builtin continue
		builtin enable -f "$dir/fdflags" fdflags || builtin continue
		fdflags -s +cloexec "$__bashplate_fd"
		builtin enable -d fdflags
		builtin return
	done
} 2>/dev/null

__bashplate_install() {
	builtin local -
	builtin set +eux
	# Children see the environment plain bash would give them.
	builtin export -n PS0 PROMPT_COMMAND __bashplate_fd __bashplate_own
	__bashplate_own=${__bashplate_own-}
	[[ -z ${__bashplate_net-} ]] || PS0=${PS0/"$__bashplate_net"}
	# A null command stays, for the user's files may have put text and
	# separators around ours.
	[[ -z ${__bashplate_start-} ]] || PROMPT_COMMAND[0]=${PROMPT_COMMAND[0]/"$__bashplate_start"/:}
	__bashplate_at=0 __bashplate_asked=0 __bashplate_took=0 __bashplate_tell=3
	__bashplate_ble_on=0 __bashplate_ble_says= __bashplate_dir=${BASH_SOURCE[0]%/*}
	__bashplate_text= __bashplate_seq=${__bashplate_seq:-0}
	__bashplate_v=('') __bashplate_go=0 __bashplate_lineno=0
	builtin readonly __bashplate_fd __bashplate_own __bashplate_ps0 __bashplate_pc \
		__bashplate_v __bashplate_number __bashplate_dir
	builtin readonly -f __bashplate_verdict \
		__bashplate_entry __bashplate_then __bashplate_expand \
		__bashplate_enter __bashplate_edit __bashplate_parsed \
		__bashplate_prompt __bashplate_repair __bashplate_bind \
		__bashplate_unbind __bashplate_keys __bashplate_editor __bashplate_declared __bashplate_window __bashplate_tables
	__bashplate_cloexec
	builtin printf 'H%d;%s\0' "$((++__bashplate_seq))" "$BASH_VERSION" \
		>&"$__bashplate_fd"
	__bashplate_repair
	__bashplate_editor
	# Started by PROMPT_COMMAND, the first prompt is already under way.
	__bashplate_bind
	[[ -z ${__bashplate_start-} ]] || __bashplate_prompt
}

__bashplate_install 2>/dev/null
builtin unset -f __bashplate_install __bashplate_cloexec
builtin unset __bashplate_net __bashplate_start
if [[ -n ${__bashplate_aliases-} ]]; then
	builtin unset __bashplate_aliases
	builtin shopt -s expand_aliases
fi

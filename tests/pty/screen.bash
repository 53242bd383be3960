# SPDX-License-Identifier: ISC
# For the pty tests that look at real screens: tmux holds one for each of $who.

tm() {
	tmux -S "$T/sock.$who" "$@"
}

# Wait until the screen shows $1: at most a minute, a hang guard.
await() {
	local i
	for ((i = 0; i < 1200; i++)); do
		tm capture-pane -p | grep -qF -- "$1" && return
		sleep 0.05
	done
	echo "$who: no '$1' on the screen:"
	tm capture-pane -p
	return 1
}

# shot NAME [FILTER]: the screen into cap.NAME.$who. Of plain bash once it is
# the same three times, of the guard once it is what plain bash showed.
shot() {
	local i same=0 to=cap.$1.$who filter=${2:-cat}
	for ((i = 0; i < 600 && same < 3; i++)); do
		tm capture-pane -p -e >now
		"$filter" now >next
		same=$((same + 1))
		if [ "$who" = bash ]; then
			cmp -s next "$to" || same=0
		elif cmp -s next "cap.$1.bash"; then
			same=3
		else
			same=0
		fi
		mv next "$to"
		((same == 3)) || sleep 0.1
	done
	diff "cap.$1.bash" "$to"
}

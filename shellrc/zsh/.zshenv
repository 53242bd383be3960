# SPDX-License-Identifier: ISC
# ZDOTDIR is this folder while zsh starts under the guard, so that the hook
# comes in after the person's own files, which are read from their own place.
__bashplate_here=$ZDOTDIR
if [[ -n ${__bashplate_zdotdir-} ]]; then
	ZDOTDIR=$__bashplate_zdotdir
else
	unset ZDOTDIR
fi
# -f was asked for: nothing of the person's is read, here or after this.
if [[ -n ${__bashplate_norcs-} ]]; then
	unset __bashplate_norcs __bashplate_zdotdir
	unsetopt rcs
	. "$__bashplate_here/bashplate.zsh"
	unset __bashplate_here
	return
fi
if [[ -r ${ZDOTDIR:-$HOME}/.zshenv ]]; then
	. "${ZDOTDIR:-$HOME}/.zshenv"
fi
if [[ -o interactive && -o rcs ]]; then
	__bashplate_zdotdir=${ZDOTDIR-}
	ZDOTDIR=$__bashplate_here
fi

# SPDX-License-Identifier: ISC
# See .zshenv here. From now on ZDOTDIR is the person's own again.
if [[ -n $__bashplate_zdotdir ]]; then
	ZDOTDIR=$__bashplate_zdotdir
else
	unset ZDOTDIR
fi
unset __bashplate_zdotdir
[[ ${HISTFILE-} == $__bashplate_here/* ]] && HISTFILE=${ZDOTDIR:-$HOME}/.zsh_history
if [[ -r ${ZDOTDIR:-$HOME}/.zshrc ]]; then
	. "${ZDOTDIR:-$HOME}/.zshrc"
fi
. "$__bashplate_here/bashplate.zsh"
unset __bashplate_here

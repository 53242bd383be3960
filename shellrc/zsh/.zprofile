# SPDX-License-Identifier: ISC
# See .zshenv here.
if [[ -r ${__bashplate_zdotdir:-$HOME}/.zprofile ]]; then
	. "${__bashplate_zdotdir:-$HOME}/.zprofile"
fi

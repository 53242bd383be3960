# opencode, the user's own "!" mode: login, positional parameters, eval of a JSON string
slots="BEFORE BETWEEN"
form() {
	local json=${CMD//\\/\\\\}
	json=${json//\"/\\\"}
	args=(-l -c "${BEFORE:+$BEFORE
}shopt -s expand_aliases
cd -- \"\$1\"
${BETWEEN:+$BETWEEN
}eval \"${json//\$/\\\$}\"" opencode "$PWD")
}

# SPDX-License-Identifier: ISC
# The ways out of the tree that SECURITY lists as held by the rules, and those
# that it lists as not held: neither may change unseen.

setup() {
	T=$(mktemp -d "${TMPDIR:-/tmp}/bp-routes.XXXXXX")
	export HOME=$T XDG_CONFIG_HOME=$T/c XDG_STATE_HOME=$T/s
	mkdir "$T/work"
	cd "$T/work" || return 1
}

teardown() {
	cd / && rm -rf "$T"
}

# each VERDICT: the lines of standard input all have it.
each() {
	while IFS= read -r line; do
		verdict=allow
		"$top_builddir/platectl" check -- "$line" >"$T/out" 2>&1 ||
		    verdict=refuse
		echo "$verdict: $line"
		[ "$verdict" = "$1" ] || { cat "$T/out"; return 1; }
	done
}

@test "held by the rules: the command in the words of a server's client" {
	each refuse <<-'END'
	tmux send-keys -t x 'kubectl delete pvc x' Enter
	tmux run-shell 'kubectl delete pvc x'
	screen -X stuff 'kubectl delete pvc x'
	emacsclient -e '(shell-command "kubectl delete pvc x")'
	nvim --server s --remote-send ':!kubectl delete pvc x<CR>'
	systemd-run kubectl delete pvc x
	echo 'kubectl delete pvc x' | at now
	crontab f
	docker exec c kubectl delete pvc x
	podman run -v /:/host x rm -rf /host
	kubectl exec p -- kubectl delete pvc x
	virsh destroy x
	lxc exec c -- rm -rf /
	ssh h kubectl delete pvc x
	ssh localhost rm -rf /
	curl --unix-socket /var/run/docker.sock http://x/containers
	nc -U /var/run/docker.sock
	sudo kubectl delete pvc x
	pkexec kubectl delete pvc x
	echo x >>~/.bashrc
	: >/etc/passwd
	END
	each allow <<-'END'
	tmux run-shell 'kubectl get pvc x'
	docker exec c kubectl get pvc x
	ssh h kubectl get pvc x
	sudo kubectl get pvc x
	END
}

@test "not held, as SECURITY says" {
	each allow <<-'END'
	gradle build
	systemctl start foo
	busctl call org.x /x y z
	rsync -e 'ssh x' a b:
	END
}

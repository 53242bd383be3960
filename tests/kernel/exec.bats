# SPDX-License-Identifier: ISC
# Every way to exec is judged by the file that runs and its whole argv; each
# refused one has a twin that runs.

load lib

# A program whose name the rules know, as a file of its own and as a script.
stub() {
	cp "$(type -P true)" "$T/stub/$1"
}

@test "each form of exec: refused on the floor, and its twin runs" {
	stub terraform
	for form in plain relative dirfd empty-path proc-self-fd dev-fd spawn vfork thread; do
		run guarded "'$forms' $form '$T/stub/terraform' plan; echo rc \$?"
		echo "$form: $output"
		has "rc 0"
	done
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	for form in plain relative dirfd empty-path proc-self-fd dev-fd spawn vfork thread symlink; do
		run guarded "D=\$(printf %s des; printf troy); '$forms' $form '$T/stub/terraform' \$D; echo rc \$?"
		echo "$form: $output"
		has "refused by the floor"
		[ $form = vfork ] || has "Permission denied"
		lacks "rc 0"
	done
}

@test "the loader as the program: what it loads is judged" {
	for loader in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1 ''; do
		[ ! -x "$loader" ] || break
	done
	[ -n "$loader" ] || skip "no loader of glibc that this test knows"
	cp "$(type -P echo)" "$T/stub/terraform"
	"$loader" "$T/stub/terraform" x >/dev/null || skip "echo is static"
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	# No text of the line holds the word: the exec gate has to see it.
	cat >load.py <<-'END'
	import subprocess, sys
	try:
	    print("rc", subprocess.call(sys.argv[1:] + [open("word").read()]))
	except PermissionError as e:
	    print("python:", e.strerror)
	END
	for how in '' '--inhibit-cache' '--argv0 other'; do
		printf %s destroy >word
		run guarded "python3 load.py $loader $how '$T/stub/terraform'"
		echo "$how: $output"
		has "refused by the floor"
		has "This program was not started"
		has "python: Permission denied"
		printf %s plan >word
		run guarded "python3 load.py $loader $how '$T/stub/terraform'"
		echo "$how: $output"
		[ "$output" = "$(printf 'plan\nrc 0')" ]
	done
}

@test "options that a program hands over in a variable are judged where it starts" {
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] }, "blockSet": { "off": [ "iac/terraform-apply" ] } }' \
	    >"$T/config/bashplate/policy.json"
	printf '#!/bin/sh\necho ran terraform "$@" with "$TF_CLI_ARGS"\n' >"$T/stub/terraform"
	chmod 755 "$T/stub/terraform"
	cat >run.py <<-'END'
	import os, subprocess, sys
	os.environ["TF_CLI_ARGS"] = open("words").read()
	try:
	    subprocess.call(["terraform", "apply"])
	except PermissionError as e:
	    print("python:", e.strerror)
	END
	printf %s -destroy >words
	run guarded 'python3 run.py'
	has "refused by the floor: terraform destroy"
	has "with TF_CLI_ARGS"
	has "python: Permission denied"
	printf %s -no-color >words
	run guarded 'python3 run.py'
	[ "$output" = "ran terraform apply with -no-color" ]
	# What git was told on its line it tells its children in a variable; the
	# rule against hooks looked at that line and does not stop them halfway.
	printf '#!/bin/sh\nexec git rev-parse --is-inside-work-tree\n' >"$T/stub/git-child"
	chmod 755 "$T/stub/git-child"
	git init -q .
	python3 -c 'import os; os.environ["GIT_CONFIG_PARAMETERS"] = "\x27core.hooksPath=/dev/null\x27"; os.execvp("git", ["git", "child"])' >plain
	[ "$(cat plain)" = true ]
	echo 'import os; os.environ["GIT_CONFIG_PARAMETERS"] = "\x27core.hooksPath=/dev/null\x27"; os.execvp("git", ["git", "child"])' >git.py
	run guarded 'python3 git.py'
	[ "$output" = true ]
}

@test "a renamed program is judged by argv[0] too, a copy in memory is seen" {
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	cp "$(type -P true)" "$T/stub/other"
	run guarded "D=\$(printf %s des; printf troy); exec -a terraform '$T/stub/other' \$D"
	has "refused by the floor"
	run guarded "exec -a terraform '$T/stub/other' plan"
	[ "$status" = 0 ]
	run guarded "'$forms' memfd '$T/stub/other' plan; echo rc \$?"
	has "rc 0"
	run guarded "'$forms' no-argv '$T/stub/other' x; echo rc \$?"
	has "rc 0"
}

@test "a copy of a known tool is that tool, whatever its name" {
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	# A program that is no other tool: compiled here, or a shell script.
	printf 'int main(int c, char **v) { return c > 1 && v[1][0] == 100; }\n' >t.c
	${CC:-cc} -o "$T/stub/terraform" t.c 2>/dev/null ||
	    printf '#!/bin/sh\n[ "$1" != destroy ] # of this test alone\n' >"$T/stub/terraform"
	chmod 755 "$T/stub/terraform"
	f=$T/stub/terraform
	# The word is put together where no text shows it; each way gives ./x.
	cat >run.py <<-'END'
	import subprocess, sys
	try:
	    print("rc", subprocess.call(["./x", "des" + "troy" if sys.argv[1] == "bad" else "plan"]))
	except PermissionError as e:
	    print("python:", e.strerror)
	END
	n=0
	for way in "cp '$f' x" "ln '$f' x" "install -m 755 '$f' x" "cat '$f' >x && chmod 755 x" "dd if='$f' of=x status=none && chmod 755 x" "cp '$f' y && mv y x" "tar -cf - -C '$T/stub' terraform | tar -xf - && mv terraform x" "cp '$f' x && strip x"; do
		[[ $way != *strip* ]] || { [ -x "$(type -P strip)" ] && strip -o s "$f" 2>/dev/null; } || continue
		rm -f x y
		# In an earlier command; then in the same.
		run guarded "$way"
		[ "$status" = 0 ]
		run guarded 'python3 run.py bad'
		echo "$way: $output"
		has "refused by the floor"
		has "python: Permission denied"
		lacks "rc "
		run guarded "rm -f x; $way; python3 run.py good; python3 run.py bad"
		has "rc 0"
		has "python: Permission denied"
		lacks "rc 1"
		n=$((n + 1))
	done
	[ $n -ge 7 ]
	# Something behind it does not make it another program.
	case $(head -c 4 "$f") in
	*ELF) cp "$f" x && echo more >>x ;;
	esac
	run guarded 'python3 run.py bad'
	has "python: Permission denied"
}

@test "the name of a harmless tool does not cover a copy; a program of one's own runs" {
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	printf '#!/bin/sh\necho ran terraform "$@"\n' >"$T/stub/terraform"
	chmod 755 "$T/stub/terraform"
	mkdir d
	cp "$T/stub/terraform" d/ls
	run guarded 'x=$(printf des; printf troy); d/ls $x; echo rc $?'
	has "refused by the floor"
	lacks "ran terraform"
	run guarded 'd/ls plan'
	[ "$output" = "ran terraform plan" ]
	printf '#!/bin/sh\necho own "$@"\n' >own
	chmod 755 own
	run guarded 'x=$(printf des; printf troy); ./own $x'
	[ "$output" = "own destroy" ]
	# In memory, as well.
	cp "$(type -P true)" "$T/stub/terraform"
	run guarded "x=\$(printf des; printf troy); cp '$T/stub/terraform' m; '$forms' memfd ./m \$x; echo rc \$?"
	has "refused by the floor"
	run guarded "'$forms' memfd ./m plan; echo rc \$?"
	has "rc 0"
}

@test "foreign calls: int 0x80 is gated, x32 is none" {
	[ "$(uname -m)" = x86_64 ] || skip "this is no x86-64"
	stub terraform
	run guarded "'$forms' x32 /bin/true"
	has "Function not implemented"
	run guarded "'$forms' int80 '$T/stub/terraform' plan; echo rc \$?"
	case $output in
	*"Function not implemented"*) skip "the kernel has no 32-bit calls" ;;
	esac
	has "rc 0"
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	run guarded "D=\$(printf %s des; printf troy); '$forms' int80 '$T/stub/terraform' \$D; echo rc \$?"
	has "refused by the floor"
	lacks "rc 0"
}

@test "what a program starts is judged like a line: shells, text, scripts" {
	cat >x.py <<-'END'
	import subprocess, sys
	k = "kube" + "ctl"
	d = "del" + "ete"
	print(subprocess.call(["sh", "-c", k + " get pvc; echo shell ran"]), flush=True)
	try:
	    subprocess.call([k, d, "pvc", "x"])
	except PermissionError as e:
	    print("python:", e.strerror, flush=True)
	try:
	    subprocess.call(["sh", "-c", "echo first; " + k + " " + d + " pvc x"])
	except PermissionError as e:
	    print("python:", e.strerror, flush=True)
	END
	run guarded 'python3 x.py; echo "line $?"'
	echo "$output"
	has "ran kubectl get pvc"
	has "shell ran"
	has "refused by the floor: kubectl delete pvc"
	has "python: Permission denied"
	has "This program was not started"
	has "line 0"
	lacks "ran kubectl delete"
	lacks "first"
}

@test "a PATH search is refused once, and says so once" {
	mkdir p1 p2
	cp "$T/stub/kubectl" p1/kubectl
	cp "$T/stub/kubectl" p2/kubectl
	run guarded "PATH=$PWD/p1:$PWD/p2:\$PATH python3 -c 'import os; os.execvp(\"kube\"+\"ctl\", [\"kube\"+\"ctl\", \"del\"+\"ete\", \"pvc\", \"x\"])'"
	[ "$(grep -c '^bashplate: refused' <<<"$output")" = 1 ]
	lacks "ran kubectl"
}

@test "a name that is not there is not there: 127, and no word of ours" {
	run guarded 'no-such-program-here; echo $?'
	has 127
	lacks bashplate:\ refused
	run guarded '/nonexistent/program; echo $?'
	has 127
	: >plain && chmod 644 plain
	run guarded './plain; echo $?'
	has 126
	lacks "refused"
}

@test "scripts: the interpreter is judged as well" {
	printf '#!/bin/sh\necho script "$@"\n' >s.sh
	printf '#!/usr/bin/env -S sh -e\necho env "$@"\n' >e.sh
	printf 'echo no first line "$@"\n' >n.sh
	chmod 755 ./*.sh
	run guarded './s.sh 1; ./e.sh 2; ./n.sh 3'
	has "script 1"
	has "env 2"
	has "no first line 3"
	printf '#!%s/stub/terraform destroy\n' "$T" >k
	printf '#!%s/stub/terraform plan\n' "$T" >l
	printf '#!/bin/sh\necho ran "$@"\n' >"$T/stub/terraform"
	chmod 755 k l "$T/stub/terraform"
	echo '{ "permissions": { "neverAllow": [ "terraform destroy" ] } }' \
	    >"$T/config/bashplate/policy.json"
	run guarded 'x=$(echo ./l); $x y'
	has "ran plan ./l y"
	run guarded 'x=$(echo ./k); $x y'
	has "refused by the floor"
	lacks "ran "
}

@test "large argument lists pass, and are compared in full" {
	run guarded 'x=$(printf "%0100000d" 1); /bin/echo "$x" $(seq 20000) | wc -c'
	[ "$status" = 0 ]
	[ "$output" -gt 200000 ]
}

@test "a program that already is traced runs" {
	command -v strace >/dev/null || skip "strace is not installed"
	run guarded 'strace -f -o tr sh -c "/bin/echo traced"; echo $?'
	has traced
	has 0
}

@test "a script without #! that execvp(3) hands to a shell" {
	printf 'echo in script $1\n' >noshebang
	chmod 755 noshebang
	run guarded 'env ./noshebang a; echo $?; nice ./noshebang b; ./noshebang c'
	has 'in script a'
	has 'in script b'
	has 'in script c'
	run grep -c '"killed"' "$log"
	[ "$output" = 0 ]
}

@test "set-id programs under NO_NEW_PRIVS: one line with the cure" {
	[ "$(id -u)" != 0 ] || skip "root needs no NO_NEW_PRIVS"
	su=$(command -v su) || skip "no su here"
	[ -u "$su" ] || skip "su is no set-id program here"
	run guarded 'su --version 2>&1'
	has "set-user-id programs"
}

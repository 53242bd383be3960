/* SPDX-License-Identifier: ISC */
/*
 * A person at a terminal who takes the exam of platectl qualify:
 *	examinee [--wrong N] [--stop WHERE] [--second TEXT] PASSPHRASE COMMAND...
 * The first N answers are wrong. WHERE (question, terms, new, again, old) is
 * the prompt at which ^C is typed; --second is typed where the passphrase is
 * asked again. Prints the transcript; the status is the command's.
 */
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ctl/exam.h"

static char seen[1 << 20];	/* all that was shown */
static size_t nseen, done;	/* ... and up to where it was answered */
static int wrong;
static const char *stop = "", *pass, *second;

static const struct exam_question *
question(const char *text)
{
	size_t n;
	unsigned i;

	/* Scenes differ before their first {word} or line break. */
	for (i = 0; i < exam_pool_n; i++) {
		n = strcspn(exam_pool[i].scene, "{\n");
		if (n > 30)
			n = 30;
		if (strstr(text, "Question") != NULL && memmem(text,
		    strlen(text), exam_pool[i].scene, n) != NULL)
			return &exam_pool[i];
	}
	return NULL;
}

/* Does the shown line begin as this template does, or the other way? */
static bool
is_option(const char *line, size_t len, const char *template)
{
	size_t fixed = strcspn(template, "{");

	if (template[fixed] == '\0' && len > fixed)
		return false;
	if (fixed > len)
		fixed = len;
	return strncmp(line, template, fixed) == 0;
}

static int
right_answer(const char *text)
{
	const struct exam_question *q = question(text);
	const char *line;
	char start[24];
	size_t len;
	int i, k;

	for (i = 1; q != NULL && i <= EXAM_OPTIONS; i++) {
		snprintf(start, sizeof start, "\n  %d  ", i);
		if ((line = strstr(text, start)) == NULL)
			return 0;
		line += 6;
		len = strcspn(line, "\r\n");
		for (k = 1; k < EXAM_OPTIONS; k++)
			if (is_option(line, len, q->option[k]))
				break;
		if (k == EXAM_OPTIONS)
			return i;
	}
	return 0;
}

static void
type(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) < 0 || write(fd, "\r", 1) < 0)
		exit(99);
	done = nseen;
}

static bool
asks(const char *what)
{
	return strstr(seen + done, what) != NULL;
}

static void
maybe_stop(int fd, const char *where)
{
	if (strcmp(stop, where) == 0) {
		stop = "";
		if (write(fd, "\003", 1) < 0)
			exit(99);
		done = nseen;
	}
}

static void
answer(int fd)
{
	char text[16];
	int n;

	if (asks("Your answer")) {
		maybe_stop(fd, "question");
		if (!asks("Your answer"))
			return;
		n = right_answer(seen + done);
		if (n == 0) {
			printf("%s\nno answer is known\n", seen);
			exit(98);
		}
		if (wrong > 0) {
			wrong--;
			n = n % EXAM_OPTIONS + 1;
		}
		snprintf(text, sizeof text, "%d", n);
		type(fd, text);
	} else if (asks("Type yes: ")) {
		maybe_stop(fd, "terms");
		if (asks("Type yes: "))
			type(fd, "yes");
	} else if (asks("New passphrase: ")) {
		maybe_stop(fd, "new");
		if (asks("New passphrase: "))
			type(fd, pass);
	} else if (asks("The same again: ")) {
		maybe_stop(fd, "again");
		if (asks("The same again: "))
			type(fd, second);
	} else if (asks("Passphrase: ")) {
		maybe_stop(fd, "old");
		if (asks("Passphrase: "))
			type(fd, pass);
	}
}

int
main(int argc, char **argv)
{
	int fd, status, i = 1;
	ssize_t n;
	pid_t pid;

	for (; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2)
		if (strcmp(argv[i], "--wrong") == 0)
			wrong = atoi(argv[i + 1]);
		else if (strcmp(argv[i], "--stop") == 0)
			stop = argv[i + 1];
		else
			second = argv[i + 1];
	if (i + 2 > argc)
		return 2;
	pass = argv[i++];
	if (second == NULL)
		second = pass;
	alarm(300);
	pid = forkpty(&fd, NULL, NULL, NULL);
	if (pid == 0) {
		execvp(argv[i], argv + i);
		_exit(97);
	}
	while (nseen + 1 < sizeof seen &&
	    (n = read(fd, seen + nseen, sizeof seen - nseen - 1)) > 0) {
		nseen += (size_t)n;
		seen[nseen] = '\0';
		answer(fd);
	}
	fputs(seen, stdout);
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status);
}

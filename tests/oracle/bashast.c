/* SPDX-License-Identifier: ISC */
/*
 * Test only, never installed: a builtin that bash loads to print the command
 * tree its own parser made of each file named on standard input. Nothing is executed. Built against
 * the headers of Debian's bash-builtins by oracle.sh; tree.awk compares its
 * lines with those of dump_ours.c.
 */
#include <config.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "builtins.h"
#include "shell.h"
#include "common.h"
#include "bashgetopt.h"
#include "y.tab.h"

/* From bash's input.h, which its headers package leaves out. */
struct bash_input {
	int type;
	char *name;
	union {
		FILE *file;
		char *string;
		int fd;
	} location;
	int (*getter)(void);
	int (*ungetter)(int);
};

extern COMMAND *global_command;
extern struct bash_input bash_input;
extern sigjmp_buf top_level;
extern int read_but_dont_execute;
extern int parse_command(void);
extern void reset_parser(void);
extern void with_input_from_string(char *, const char *);

enum mode { WORD_MODE, ARRAY_MODE, DQ_MODE, HERE_MODE, ARITH_MODE, KEEP_MODE };

enum { BRACE_STOPS = 0x100 };	/* a } ends a subscript in ${ }, too */

static volatile int depth, mute, nfail;

static int scan(const char *w, int i, int end, enum mode m);
static void dump(COMMAND *c);

static void
escaped(const char *s)
{
	for (; *s != '\0'; s++) {
		/* bash marks these two bytes inside its words. */
		if (*s == CTLESC && (s[1] == CTLESC || s[1] == CTLNUL))
			s++;
		if (*s == '\n')
			fputs("\\n", stdout);
		else if (*s == '\t')
			fputs("\\t", stdout);
		else if (*s == '\\')
			fputs("\\\\", stdout);
		else
			putchar(*s);
	}
}

struct commands {
	COMMAND **at;
	size_t n, room;
};

static void
keep(struct commands *all, COMMAND *c)
{
	if (all->n == all->room) {
		all->room = 2 * all->room + 64;
		all->at = realloc(all->at, all->room * sizeof *all->at);
	}
	all->at[all->n++] = c;
}

/*
 * Parse a text as bash reads one: command by command to its end. All of it is
 * read before any of it is dumped, since nested texts use the same parser.
 */
static void
text(const char *s)
{
	struct commands all = { NULL, 0, 0 };
	bool good = true;
	size_t i;

	if (depth > 100 || mute > 0)
		return;
	depth++;
	puts("TEXT");
	reset_parser();
	with_input_from_string(strdup(s), "text");
	while (good && *bash_input.location.string != '\0') {
		good = parse_command() == 0;
		if (good && global_command != NULL)
			keep(&all, global_command);
		global_command = NULL;
	}
	for (i = 0; i < all.n; i++)
		dump(all.at[i]);
	free(all.at);
	if (!good) {
		nfail++;
		fputs("ERR\t", stdout);
		escaped(s);
		putchar('\n');
	}
	depth--;
}

/* As bash's chk_arithsub(). */
static bool
balanced(const char *s, int n)
{
	int i = 0, open = 0;

	mute++;
	while (i < n && open >= 0) {
		if (s[i] == '\'') {
			for (i++; i < n && s[i] != '\''; i++)
				continue;
		} else if (s[i] == '"') {
			i = scan(s, i + 1, '"', DQ_MODE) - 1;
		} else if (s[i] == '\\') {
			i++;
		} else if (s[i] == '(') {
			open++;
		} else if (s[i] == ')') {
			open--;
		}
		i++;
	}
	mute--;
	return open == 0;
}

/* At the text behind `$(` or `<(`; returns the index behind its `)`. */
static int
paren(const char *w, int i, bool dollar)
{
	int at = i, n;
	char *t = extract_command_subst((char *)w, &at, 0);

	if (t == NULL)
		return i;
	n = (int)strlen(t);
	if (dollar && t[0] == '(' && n > 1 && t[n - 1] == ')' &&
	    balanced(t + 1, n - 2)) {
		t[n - 1] = '\0';
		scan(t, 1, 0, ARITH_MODE);
	} else {
		text(t);
	}
	return at + 1;
}

static int
backtick(const char *w, int i, enum mode m)
{
	char *b = malloc(strlen(w) + 1);
	int k = 0;

	for (; w[i] != '\0' && w[i] != '`'; i++) {
		if (w[i] == '\\' && w[i + 1] != '\0') {
			i++;
			if (w[i] != '`' && w[i] != '\\' && w[i] != '$' &&
			    !(m == DQ_MODE && w[i] == '"'))
				b[k++] = '\\';
		}
		b[k++] = w[i];
	}
	b[k] = '\0';
	text(b);
	free(b);
	return w[i] == '\0' ? i : i + 1;
}

/* Behind `${`. Operands of - = ? + inherit the quoting, patterns do not. */
static int
braces(const char *w, int i, enum mode m)
{
	enum mode in = WORD_MODE;

	/* `${ a; }` is for bash 5.3; 5.2 runs nothing of it. */
	if (strchr(" \t\n|", w[i]) != NULL && w[i] != '\0') {
		mute++;
		i = scan(w, i, '}', m == WORD_MODE || m == ARRAY_MODE ? m : KEEP_MODE);
		mute--;
		return i;
	}
	/* Without a name bash expands nothing of it. */
	if (w[i] == ':') {
		mute++;
		i = scan(w, i, '}', m == WORD_MODE || m == ARRAY_MODE ? m : KEEP_MODE);
		mute--;
		return i;
	}
	while (w[i] == '!' || w[i] == '#')
		i++;
	while (w[i] == '_' || (w[i] >= '0' && w[i] <= '9') ||
	    ((w[i] | 32) >= 'a' && (w[i] | 32) <= 'z'))
		i++;
	if (w[i] == '@' || w[i] == '*')
		i++;
	if (w[i] == '[')
		i = scan(w, i + 1, ']' | BRACE_STOPS, ARITH_MODE);
	if (w[i] == '\0' || strchr("-=?+:#%/^,~@}", w[i]) == NULL)
		in = m;		/* a bad substitution */
	else if (w[i] == ':')
		in = strchr("-=?+", w[i + 1]) != NULL ? m : ARITH_MODE;
	else if (strchr("-=?+", w[i]) != NULL)
		in = m;
	if (in == DQ_MODE || in == HERE_MODE)
		in = KEEP_MODE;
	return scan(w, i, '}', in);
}

/* Find what is substituted in w[i..] up to `end`; the index behind that. */
static int
scan(const char *w, int i, int end, enum mode m)
{
	bool quoted = m != WORD_MODE && m != ARRAY_MODE;
	int nest = 0;

	while (w[i] != '\0') {
		char c = w[i];

		if (c == (end & 0xff) && nest == 0)
			return i + 1;
		if ((end & BRACE_STOPS) != 0 && c == '}')
			return i;
		if ((end & 0xff) == ']' && (c == '[' || c == ']'))
			nest += c == '[' ? 1 : -1;
		if (m == ARRAY_MODE && c == '[' && i > 0 &&
		    strchr(" \t\n(", w[i - 1]) != NULL) {
			i = scan(w, i + 1, ']', ARITH_MODE);
		} else if ((c == '\\' && w[i + 1] != '\0') ||
		    (c == '$' && w[i + 1] == '$')) {
			i += 2;
		} else if (c == '\'' && !quoted) {
			for (i++; w[i] != '\0' && w[i] != '\''; i++)
				continue;
			i += w[i] != '\0';
		} else if (c == '$' && w[i + 1] == '\'' && !quoted) {
			for (i += 2; w[i] != '\0' && w[i] != '\''; i++)
				if (w[i] == '\\' && w[i + 1] != '\0')
					i++;
			i += w[i] != '\0';
		} else if (c == '"' && m != HERE_MODE && m != DQ_MODE) {
			i = scan(w, i + 1, '"', DQ_MODE);
		} else if (c == '$' && w[i + 1] == '(') {
			i = paren(w, i + 2, true);
		} else if (c == '$' && w[i + 1] == '{') {
			i = braces(w, i + 2, m);
		} else if (c == '$' && w[i + 1] == '[') {
			i = scan(w, i + 2, ']', ARITH_MODE);
		} else if (!quoted && (c == '<' || c == '>') &&
		    w[i + 1] == '(') {
			i = paren(w, i + 2, false);
		} else if (c == '`') {
			i = backtick(w, i + 1, m);
		} else {
			i++;
		}
	}
	return i;
}

static void
word(const char *w)
{
	scan(w, 0, 0, WORD_MODE);
}

/* name[sub]=value: bash evaluates what is between the brackets. */
static void
assigned(const char *w)
{
	int i = (int)strcspn(w, "[=");

	if (w[i] == '[')
		i = scan(w, i + 1, ']', ARITH_MODE);
	i += w[i] == '+';
	scan(w, i, 0, w[i] == '=' && w[i + 1] == '(' ? ARRAY_MODE : WORD_MODE);
}

/* A word that looks like an assignment is one in front of a command, and
 * behind these; anywhere else its quotes are quotes. */
static int
assigns(const char *kind, const char *command)
{
	static const char *const names[] = { "declare", "typeset", "local",
	    "export", "readonly", NULL };
	int i;

	if (strcmp(kind, "ASSIGN") == 0)
		return 1;
	for (i = 0; names[i] != NULL; i++)
		if (strstr(command, names[i]) != NULL)
			return 1;
	return 0;
}

static void
line(const char *kind, WORD_LIST *l, WORD_LIST *stop)
{
	int live = l != stop && assigns(kind, l->word->word);
	WORD_LIST *p;

	fputs(kind, stdout);
	for (p = l; p != stop; p = p->next) {
		putchar('\t');
		escaped(p->word->word);
	}
	putchar('\n');
	for (p = l; p != stop; p = p->next)
		if (live && (p->word->flags & W_ASSIGNMENT))
			assigned(p->word->word);
		else
			word(p->word->word);
}

static const char *
redir_op(REDIRECT *r)
{
	switch (r->instruction) {
	case r_input_direction: return "<";
	case r_output_direction: return ">";
	case r_output_force: return ">|";
	case r_appending_to: return ">>";
	case r_input_output: return "<>";
	case r_duplicating_input: case r_duplicating_input_word:
	case r_move_input: case r_move_input_word: return "<&";
	case r_duplicating_output: case r_duplicating_output_word:
	case r_move_output: case r_move_output_word: return ">&";
	case r_close_this: return "&-";
	case r_err_and_out: return "&>";
	case r_append_err_and_out: return "&>>";
	case r_reading_until: return "<<";
	case r_deblank_reading_until: return "<<-";
	case r_reading_string: return "<<<";
	default: return "?";
	}
}

static void
redirs(REDIRECT *r)
{
	for (; r != NULL; r = r->next) {
		bool heredoc = r->instruction == r_reading_until ||
		    r->instruction == r_deblank_reading_until;
		bool number = r->instruction == r_duplicating_input ||
		    r->instruction == r_duplicating_output ||
		    r->instruction == r_move_input ||
		    r->instruction == r_move_output;
		bool move = r->instruction == r_move_input ||
		    r->instruction == r_move_output ||
		    r->instruction == r_move_input_word ||
		    r->instruction == r_move_output_word;

		printf("REDIR\t%s\t", redir_op(r));
		if (r->rflags & REDIR_VARASSIGN)
			printf("{%s}", r->redirector.filename->word);
		else
			printf("%d", r->redirector.dest);
		putchar('\t');
		if (heredoc)
			escaped(r->here_doc_eof);
		else if (number)
			printf("%d", r->redirectee.dest);
		else if (r->instruction != r_close_this)
			escaped(r->redirectee.filename->word);
		if (move)
			putchar('-');
		putchar('\n');
		if (number || r->instruction == r_close_this)
			continue;
		if (!heredoc)
			word(r->redirectee.filename->word);
		else if (!(r->redirectee.filename->flags & W_QUOTED))
			scan(r->redirectee.filename->word, 0, 0, HERE_MODE);
	}
}

static void
simple(SIMPLE_COM *s)
{
	WORD_LIST *l = s->words;

	for (; l != NULL && (l->word->flags & W_ASSIGNMENT); l = l->next)
		line("ASSIGN", l, l->next);
	if (l != NULL)
		line("CMD", l, NULL);
	redirs(s->redirects);
}

static void
cond(COND_COM *c)
{
	if (c == NULL)
		return;
	if (c->op != NULL && c->type == COND_TERM)
		word(c->op->word);
	cond(c->left);
	cond(c->right);
}

static void
list(WORD_LIST *l, enum mode m)
{
	for (; l != NULL; l = l->next)
		scan(l->word->word, 0, 0, m);
}

static void
loop(const char *kind, WORD_DESC *name, WORD_LIST *l, COMMAND *action)
{
	fputs(kind, stdout);
	putchar('\t');
	escaped(name->word);
	line("", l, NULL);
	dump(action);
}

static void
connection(CONNECTION *c)
{
	switch (c->connector) {
	case AND_AND: puts("OP\t&&"); break;
	case OR_OR: puts("OP\t||"); break;
	case '&': puts("OP\t&"); break;
	case '|': puts("OP\t|"); break;
	default: break;
	}
	dump(c->first);
	dump(c->second);
}

static void
case_command(CASE_COM *c)
{
	PATTERN_LIST *p;

	printf("CASE\t");
	escaped(c->word->word);
	putchar('\n');
	word(c->word->word);
	for (p = c->clauses; p != NULL; p = p->next) {
		line("PAT", p->patterns, NULL);
		dump(p->action);
	}
}

static void
dump_rest(COMMAND *c)
{
	switch (c->type) {
	case cm_arith_for:
		list(c->value.ArithFor->init, ARITH_MODE);
		list(c->value.ArithFor->test, ARITH_MODE);
		list(c->value.ArithFor->step, ARITH_MODE);
		dump(c->value.ArithFor->action);
		break;
	case cm_case:
		case_command(c->value.Case);
		break;
	case cm_coproc:
		puts("OP\tcoproc");
		dump(c->value.Coproc->command);
		break;
	case cm_function_def:
		printf("FUNC\t");
		escaped(c->value.Function_def->name->word);
		putchar('\n');
		dump(c->value.Function_def->command);
		break;
	case cm_arith:
		puts("OP\t((");
		list(c->value.Arith->exp, ARITH_MODE);
		break;
	case cm_cond:
		puts("OP\t[[");
		cond(c->value.Cond);
		break;
	default:
		break;
	}
}

static void
dump(COMMAND *c)
{
	if (c == NULL)
		return;
	if (c->flags & CMD_INVERT_RETURN)
		puts("OP\t!");
	if (c->flags & CMD_TIME_PIPELINE)
		puts("OP\ttime");
	redirs(c->redirects);
	switch (c->type) {
	case cm_simple:
		simple(c->value.Simple);
		break;
	case cm_connection:
		connection(c->value.Connection);
		break;
	case cm_for:
		loop("FOR", c->value.For->name, c->value.For->map_list,
		    c->value.For->action);
		break;
	case cm_select:
		loop("FOR", c->value.Select->name, c->value.Select->map_list,
		    c->value.Select->action);
		break;
	case cm_while:
	case cm_until:
		dump(c->value.While->test);
		dump(c->value.While->action);
		break;
	case cm_if:
		dump(c->value.If->test);
		dump(c->value.If->true_case);
		dump(c->value.If->false_case);
		break;
	case cm_group:
		dump(c->value.Group->command);
		break;
	case cm_subshell:
		puts("OP\t(");
		dump(c->value.Subshell->command);
		break;
	default:
		dump_rest(c);
		break;
	}
}

static void
file(const char *path)
{
	FILE *f = fopen(path, "rb");
	char *s, *d;
	long n, i;

	if (f == NULL)
		return;
	fseek(f, 0, SEEK_END);
	n = ftell(f);
	rewind(f);
	s = malloc((size_t)n + 2);
	n = (long)fread(s, 1, (size_t)n, f);
	fclose(f);
	for (i = 0, d = s; i < n; i++)
		if (s[i] != '\0')
			*d++ = s[i];
	*d = '\0';
	printf("F %s\n", path);
	fflush(stdout);
	/* An error that leaves through here must never go on to run the text. */
	read_but_dont_execute = 1;
	nfail = 0;
	if (sigsetjmp(top_level, 0) == 0)
		text(s);
	else
		nfail++;
	printf("E %s\n", nfail == 0 ? "ok" : "syntax");
}

/* Paths from standard input, NUL-separated. Some errors end the process. */
static int
bashast_builtin(WORD_LIST *l)
{
	char *all = NULL, *path;
	size_t cap = 0;
	ssize_t n;
	sigset_t chld, old;
	pid_t pid;

	(void)l;
	sigemptyset(&chld);
	sigaddset(&chld, SIGCHLD);
	sigprocmask(SIG_BLOCK, &chld, &old);
	n = getdelim(&all, &cap, EOF, stdin);
	for (path = all; n > 0 && path < all + n; path += strlen(path) + 1) {
		pid = fork();
		if (pid == 0) {
			alarm(20);
			file(path);
			fflush(stdout);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return 0;
}

char *bashast_doc[] = { "print the commands in files", NULL };
struct builtin bashast_struct = { "bashast", bashast_builtin,
    BUILTIN_ENABLED, bashast_doc, "bashast", 0 };

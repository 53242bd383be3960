/* SPDX-License-Identifier: ISC */
#ifndef ANALYSE_WALK_INT_H
#define ANALYSE_WALK_INT_H

#include "analyse/expand.h"
#include "analyse/tool_data.h"
#include "analyse/walk_state.h"

/* Between the files of the walk: walk_*.c. */

/* A command that is about to run. */
struct call {
	struct value **argv;
	unsigned argc;
	struct span span;		/* in the judged text */
	const struct word *words;	/* as written when one word gave one
					   argument, else NULL */
	const struct assign *decl;	/* arrays among the words */
	struct value **env;		/* NAME=VALUE prefixes, or NULL */
	struct value *arg0;		/* exec -a: its $0, else NULL */
	bool shell;			/* functions and builtins count */
	bool nofunc;			/* `command`, `builtin` */
	bool more;			/* operands come at run time */
	bool replaces;			/* exec */
};

/* walk_node.c: statements. */
void walk_node(struct walk *w, const struct node *n);
void walk_body(struct walk *w, const struct node *n);
void walk_subshell(struct walk *w, const struct node *n);

/* walk_list.c: the commands of a list from n on. */
void walk_list(struct walk *w, const struct node *n);

/* What is walked between the two does not run, so it leaves nothing. */
struct dead {
	size_t mark;
	bool stopped, out;
	enum jump jump;
	struct value *failed;
	struct leave *leaves, *returns;
	struct local *locals;
};
void walk_dead_begin(struct walk *w, struct dead *d);
void walk_dead_end(struct walk *w, const struct dead *d);

/* n for what it does, by `walk`. */
void walk_dead(struct walk *w, const struct node *n,
    void (*walk)(struct walk *, const struct node *));

/* What was walked may not run, and so may its break. */
void walk_jump_unsure(struct walk *w);

/* Does nobody come to what stands behind it? */
bool walk_gone(const struct walk *w);

/* walk_branch.c */
/* Two ways from here: `a`, or `b`; either may be NULL for "nothing". */
void walk_either(struct walk *w, int which, const struct node *a,
    const struct node *b);
void walk_case(struct walk *w, const struct node *n);
int walk_cond(struct walk *w, const struct cond *c);
int walk_compare(const char *op, long long a, long long b);

/* walk_loop.c */
void walk_loops(struct walk *w, const struct node *n);
int walk_arith_word(struct walk *w, const struct word *word);

/* walk_unroll.c: rounds walked one by one, so that each has its own values;
 * false, and nothing walked, where that cannot be done. */
bool walk_unroll_for(struct walk *w, const struct node *n,
    const struct fields *f);
bool walk_unroll_while(struct walk *w, const struct node *n);

/* walk_capture.c: what `n` would print; NULL text keeps the one in use. */
struct value *walk_capture(struct walk *w, const struct node *n,
    const struct part *p, bool sub);
void walk_print(struct walk *w, struct value *v);
/* Between the two output is captured; what 2>&1 and its kin bring into it is
 * not followed. walk_leak_end() says whether there may be some. */
struct leak {
	bool alias, leaked;
};
void walk_leak_begin(struct walk *w, struct leak *l);
bool walk_leak_end(struct walk *w, const struct leak *l);
/* Something is printed on a descriptor other than 1. */
void walk_leak(struct walk *w);
bool walk_captured(const struct walk *w);

/* walk_process.c: the end of a process; files that it wrote stay. */
void walk_leave(struct walk *w, size_t mark);
void walk_leave_printed(struct walk *w, size_t mark);
/* The same of a subshell: what it has read is gone. */
void walk_leave_subshell(struct walk *w, size_t mark);
void walk_check_endless(struct walk *w, const void *body, struct span span);

/*
 * walk_copy.c: what `n` copies, links or moves is remembered. What was copied
 * to the absolute path `abs`; the program that `name` really is, where that
 * is another one. NULL when there is none.
 */
void walk_aliases(struct walk *w, struct effect *e, const struct call *c);
void walk_scripts(struct walk *w, const struct effect *e);
void walk_requests(struct walk *w, const struct effect *e);
void walk_same(struct walk *w, const struct effect *e, const struct call *c);
/* walk_variable.c: the same command with what variables add to it. */
void walk_variables(struct walk *w, const struct effect *e,
    const struct call *c);

/* Words as a shell splits them: blanks, quotes, backslashes. */
void walk_split_words(struct walk *w, const char *s, struct fields *f);
void walk_copies(struct walk *w, const struct norm *n);
void walk_file_copied(struct walk *w, const struct value *from,
    const char *to);
const struct value *walk_copy_of(struct walk *w, const char *abs);
const struct value *walk_real_program(struct walk *w,
    const struct value *name);
const char *walk_known_base(const struct value *v);

/* walk_names.c: alias, unalias, hash and enable. */
void walk_define_alias(struct walk *w, struct call *c);
void walk_unalias(struct walk *w, struct call *c);
void walk_hash(struct walk *w, struct call *c);
void walk_enable(struct walk *w, struct call *c);
/* An alias of that name: its text with the rest of the command after it.
 * Returns whether there is one. */
bool walk_alias(struct walk *w, const struct node *n);

/* walk_simple.c */
/* The text of a word of one unquoted literal, else NULL. */
const char *walk_bare(const struct word *word);
void walk_simple(struct walk *w, const struct node *n);
void walk_fields(struct walk *w, const struct node *n, const struct fields *f,
    bool one_to_one);
void walk_assign(struct walk *w, const struct assign *as, struct span span);
const struct spanmap *walk_map_word(struct walk *w, const struct word *word,
    size_t len);
const struct word *walk_word_at(const struct call *c, unsigned i);
void walk_set(struct walk *w, const char *name, struct value *v, bool append,
    struct span span);

/* walk_ways.c: each of the commands that these words may be; `one_to_one` when
 * each came from one word of n. */
void walk_ways(struct walk *w, const struct node *n, const struct fields *f,
    bool one_to_one);

/* walk_run.c: one command by its words; walk_tool.c: by its grammar. */
void walk_run(struct walk *w, struct call *c);
struct effect *walk_command(struct walk *w, const struct call *c);

/*
 * walk_function.c: functions of that name. Returns true when the word can
 * mean nothing else: what a file or the environment defines only adds to what
 * the program does.
 */
bool walk_functions(struct walk *w, const char *name, const struct call *c);
/* What is walked between the two is left by return. */
void walk_frame_begin(struct walk *w, struct frame *f);
void walk_frame_end(struct walk *w, const struct frame *f);

/* f called with any words. */
void walk_function_any(struct walk *w, const struct func *f,
    struct span span);

void walk_tool(struct walk *w, struct effect *e, const struct call *c);
const char *walk_asked_name(const struct norm *n, const struct call *c,
    unsigned action);
void walk_wrapped(struct walk *w, struct effect *e, const struct call *c);
struct value *walk_output(struct walk *w, const struct effect *e);
/* Text that comes in on standard input, or NULL. */
struct value *walk_stdin_text(struct walk *w);
/* What fn makes of in; unknown, and said to be decoded, where it is not. */
struct value *walk_decoded(struct walk *w, struct value *in,
    struct value *(*fn)(struct arena *, const char *, size_t));
/* The input as one text without bytes that a locale could read otherwise, and
 * without patterns that became names; else NULL. */
const char *walk_plain_input(const struct value *in);
/* walk_filter.c: what these print, NULL where that is not known. */
struct value *walk_print_tr(struct walk *w, struct value **v, unsigned n);
struct value *walk_print_rev(struct walk *w, struct value **v, unsigned n);
struct value *walk_print_head(struct walk *w, struct value **v, unsigned n);
struct value *walk_print_tail(struct walk *w, struct value **v, unsigned n);
struct value *walk_print_cut(struct walk *w, struct value **v, unsigned n);
struct value *walk_print_seq(struct walk *w, struct value **v, unsigned n);
/* walk_format.c: what printf prints of v[1..n), from its format on. */
struct value *walk_format(struct walk *w, struct value **v, unsigned n);
const char *walk_base(const char *path);

/* walk_implicit.c: targets that a configuration names. */
void walk_implicit(struct walk *w, struct effect *e);

/* walk_builtin.c: returns false when `name` is no builtin. */
bool walk_builtin(struct walk *w, const char *name, struct call *c);
bool walk_builtin_state(struct walk *w, const char *name, struct call *c);
bool walk_is_builtin(const char *name);
/* One of POSIX's special ones, or NULL, which may be. */
bool walk_is_special(const char *name);
/* argv index of the first operand behind options that take no value. */
unsigned walk_operands(const struct call *c);

/* walk_test.c: what test and [ say: 1, 0 or -1. */
int walk_test(struct walk *w, const struct call *c);

/* walk_leave.c: return; break and continue. */
void walk_return(struct walk *w, struct call *c);
void walk_jump(struct walk *w, struct call *c);

/* walk_dir.c: where the shell stands. */
void walk_cd(struct walk *w, struct call *c);
void walk_pushd(struct walk *w, struct call *c);
void walk_popd(struct walk *w, struct call *c);

/* The text of a constant; of one that looks like a pattern, without the
 * backslashes that stand for its quotes. NULL for anything else. */
const char *walk_plain_text(struct walk *w, const struct value *v);

/* `v` becomes what a nameref stands for: its subscript runs at each use. */
void walk_nameref(struct walk *w, const struct value *v);

void walk_set_target(struct walk *w, const struct value *target,
    struct value *v, struct span span);

/*
 * walk_array.c: declare -a x="(a b)": what an array is given there is read as
 * in x=(a b), and what stands in it runs. Returns false for a plain text.
 */
bool walk_array_text(struct walk *w, const char *name, bool append,
    struct value *v, struct span span);

/* walk_declare.c: declare and its kin, called `name`. */
void walk_declare(struct walk *w, const char *name, struct call *c);

/* walk_read.c; standard input as a value, NULL when it is not known. */
void walk_read(struct walk *w, struct call *c);
struct value *walk_input(struct walk *w);

/* walk_mapfile.c */
void walk_mapfile(struct walk *w, struct call *c);

/* The text of mapfile -C and complete -C, to which bash adds `words`. */
struct value *walk_callback(struct walk *w, struct value *v, unsigned words);

/* walk_redir.c: effects of redirections; saves what they replace. */
struct redirected {
	struct input *in;
	struct value *cap;
	bool in_set, cap_set;
	char *file;			/* stdout goes there */
	bool append;
	struct leak leak;
};
void walk_redirs(struct walk *w, const struct redir *r, struct redirected *s);
void walk_unredir(struct walk *w, struct redirected *s);
/* Can each of them be opened for sure? */
bool walk_opens(struct walk *w, const struct redir *r);

/* walk_text.c: text given to a shell; walk_shell.c: scripts. */
enum { SHELL_SELF = 1, SHELL_SH = 2, SHELL_ALIASES = 4, SHELL_QUIET = 8,
    SHELL_NO_COMMENTS = 16 };
void walk_text_value(struct walk *w, const struct value *v, unsigned flags);
void walk_text_in(struct walk *w, const char *s, size_t n,
    const struct spanmap *map, unsigned flags);
void walk_shell(struct walk *w, struct effect *e, const struct call *c,
    bool posix);
void walk_script(struct walk *w, const struct value *path, struct value **args,
    unsigned nargs, bool source);
/* walk_process.c: a script that a process of its own runs, which may read what
 * the line writes there later on; it was just written to abs. */
void walk_late_script(struct walk *w, const struct value *path);
void walk_late(struct walk *w, const char *abs);
void walk_stdin_shell(struct walk *w, unsigned flags);

/* walk_trap.c: the builtin; those that were set since `until`, where the shell
 * ends; the same where it may end: what they leave behind does not count. */
void walk_trap(struct walk *w, struct call *c);
void walk_traps(struct walk *w, struct trap *until);
void walk_traps_now(struct walk *w);
const struct spanmap *walk_fixed(struct walk *w, struct span span);

/*
 * walk_reader.c. BASH_SOURCE is `path`, then who reads that file; NULL: not
 * known.
 */
void walk_source_name(struct walk *w, struct value *path);

/* Does bash read the script? What the line says (w->reader, which starts
 * over), else its first line. */
bool walk_by_bash(struct walk *w, const struct value *text);

/* Has the shell that reads `path` in place BASH_SOURCE, which is `s`? Without
 * a slash the file may lie in $PATH: no. */
bool walk_sourced_by_bash(const struct slot *s, const struct value *path);

/*
 * `bash -n FILE` reads and runs nothing. An interactive shell does not heed
 * it, older sh do not with -c. A word that is not known may be +n, if more of
 * them follow. `file`: its place in argv, argc when there is none; `by`: what
 * runs the shell, or NULL.
 */
bool walk_reads_only(const struct invoke *inv, enum invoke_kind kind,
    const struct call *c, unsigned file, const struct effect *by);

/* walk_carry.c: commands inside the values of options and variables. */
void walk_carried(struct walk *w, const struct effect *e);
bool walk_carrier(const char *name);
void walk_carried_variable(struct walk *w, const char *name, struct value *v);

/* What a program does with a text of its own: `lang` is that of code and
 * SQL. */
void walk_use(struct walk *w, enum text_use use, const struct value *v,
    const char *lang, struct span span);

/* walk_file.c: the bytes of a file as far as they are known. */
struct value *walk_file_text(struct walk *w, const struct value *path,
    char **name);
bool walk_in_file(struct walk *w, void (*fn)(struct walk *, void *),
    void *ctx);
void walk_file_wrote(struct walk *w, const char *abs, struct value *content,
    bool append);

/* walk_path.c */
const char *const *walk_abs(struct walk *w, const struct value *path,
    bool follow);
char *walk_join(struct walk *w, const char *cwd, const char *path);

/* walk_emit.c */
struct effect *walk_emit(struct walk *w, enum effect_kind kind,
    struct span span);
void walk_unknown(struct walk *w, enum unknown_kind kind,
    const struct value *text, struct span span);
struct effect *walk_path(struct walk *w, enum effect_kind kind,
    const struct value *path, struct span span);

/* walk_sql.c, walk_code.c, walk_code_run.c */
void walk_sql_text(struct walk *w, const struct value *v, const char *lang,
    struct span span);
void walk_sql_file(struct walk *w, const struct value *path, const char *lang,
    struct span span);
void walk_redis(struct walk *w, const char *const *argv, unsigned n,
    struct span span);
void walk_code(struct walk *w, const struct value *v, const char *lang);
/* Each string literal in v, of whatever language, may be started. */
void walk_literals(struct walk *w, const struct value *v);

/* walk_make.c: the recipes of makefiles that this command would follow. */
void walk_make(struct walk *w, const struct effect *e);

#endif

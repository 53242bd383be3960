/* SPDX-License-Identifier: ISC */
/*
 * Tokens that give themselves away. A prefix alone is a word like others
 * (sk-learn, hf_hub): so many characters must follow, and of a kind that
 * nobody would write by hand.
 */
#include <ctype.h>
#include <string.h>

#include "audit/redact_int.h"

enum {
	LOOKED_AT = 512,	/* bytes; more of the same is masked too */
	SHORTEST = 14		/* of all shapes below */
};

enum {
	ANY = 0,
	MIXED = 1,	/* a digit and a letter among them */
	RUN = 2,	/* 16 letters and digits in a row, one a digit */
	HEX = 4		/* hexadecimal digits alone */
};

struct shape {
	const char *prefix;
	size_t least;
	int kind;
};

/* Sorted by first character. */
static const struct shape shapes[] = {
	{ "A3T", 16, MIXED }, { "ABIA", 16, MIXED }, { "ACCA", 16, MIXED },
	{ "AGE-SECRET-KEY-", 20, ANY }, { "AIza", 30, ANY },
	{ "AKCp", 20, RUN }, { "AKIA", 16, ANY }, { "ASIA", 16, ANY },
	{ "ATATT3", 20, RUN }, { "ATBB", 24, RUN }, { "CCIPAT_", 20, ANY },
	{ "EAACEdEose0cBA", 10, ANY }, { "FlyV1", 20, RUN },
	{ "GOCSPX-", 20, ANY }, { "HRKU-", 20, ANY }, { "NRAK-", 20, ANY },
	{ "PMAK-", 24, ANY }, { "SG.", 30, ANY }, { "SK", 32, HEX },
	{ "ATTA", 32, RUN }, { "bkua_", 30, ANY }, { "cfpat_", 20, ANY },
	{ "ccpat_", 20, ANY }, { "dapi", 32, HEX }, { "dckr_pat_", 20, ANY },
	{ "doo_v1_", 30, ANY }, { "dop_v1_", 30, ANY },
	{ "dor_v1_", 30, ANY }, { "dp.pt.", 30, ANY },
	{ "dp.st.", 30, ANY }, { "eyJ", 30, ANY }, { "figd_", 20, ANY },
	{ "fo1_", 30, ANY }, { "ghp_", 20, ANY }, { "gho_", 20, ANY },
	{ "ghr_", 20, ANY }, { "ghs_", 20, ANY }, { "ghu_", 20, ANY },
	{ "github_pat_", 20, ANY }, { "gldt-", 16, ANY },
	{ "glcbt-", 16, ANY }, { "glc_", 30, ANY }, { "glpat-", 16, ANY },
	{ "glptt-", 16, ANY }, { "glrt-", 16, ANY }, { "glsa_", 30, ANY },
	{ "gsk_", 30, ANY }, { "hf_", 20, RUN }, { "hvb.", 20, ANY },
	{ "hvs.", 20, ANY }, { "key-", 32, HEX }, { "lin_api_", 20, ANY },
	{ "nfp_", 30, ANY }, { "npm_", 30, RUN }, { "ntn_", 30, ANY },
	{ "ops_eyJ", 30, ANY }, { "pk_live_", 20, RUN },
	{ "pplx-", 30, RUN }, { "pscale_pw_", 20, ANY },
	{ "pscale_tkn_", 20, ANY }, { "pul-", 30, HEX },
	{ "pypi-", 30, ANY }, { "r8_", 30, RUN }, { "rk_live_", 10, ANY },
	{ "rk_test_", 10, ANY }, { "rubygems_", 30, HEX },
	{ "sbp_", 30, HEX }, { "secret_", 40, RUN }, { "shpat_", 30, HEX },
	{ "shpca_", 30, HEX }, { "shppa_", 30, HEX }, { "shpss_", 30, HEX },
	{ "sk-", 20, RUN }, { "sk_live_", 10, ANY }, { "sk_test_", 10, ANY },
	{ "sntrys_", 30, ANY }, { "sntryu_", 30, ANY },
	{ "sq0atp-", 20, ANY }, { "sq0csp-", 30, ANY }, { "sqp_", 30, HEX },
	{ "squ_", 30, HEX }, { "tskey-", 16, MIXED }, { "vercel_", 24, RUN },
	{ "whsec_", 20, ANY }, { "xai-", 40, RUN }, { "xapp-", 10, MIXED },
	{ "xoxa-", 10, MIXED }, { "xoxb-", 10, MIXED },
	{ "xoxe-", 10, MIXED }, { "xoxp-", 10, MIXED },
	{ "xoxr-", 10, MIXED }, { "xoxs-", 10, MIXED }, { "ya29.", 20, ANY }
};

static bool
token_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-' || c == '.';
}

static bool
kind_ok(const char *s, size_t n, int kind)
{
	bool digit = false, letter = false, run_digit = false;
	size_t i, run = 0;

	for (i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (kind == HEX && !isxdigit(c))
			return false;
		digit = digit || isdigit(c);
		letter = letter || isalpha(c);
		run = isalnum(c) ? run + 1 : 0;
		run_digit = run == 0 ? false : run_digit || isdigit(c);
		if (kind == RUN && run >= 16 && run_digit)
			return true;
	}
	return kind == RUN ? false : kind != MIXED || (digit && letter);
}

/* 123456789:AAE and 32 more is a Telegram bot's token. */
static size_t
telegram(const char *s, size_t n, size_t *keep)
{
	size_t i, k;

	for (i = 0; i < n && isdigit((unsigned char)s[i]); i++)
		;
	if (i < 8 || i > 11 || i + 3 > n || memcmp(s + i, ":AA", 3) != 0)
		return 0;
	for (k = i + 3; k < n && (isalnum((unsigned char)s[k]) ||
	    s[k] == '_' || s[k] == '-'); k++)
		;
	*keep = i + 1;
	return k - i >= 34 ? k : 0;
}

/* The last part of a webhook's address is its key. */
static size_t
webhook(const char *s, size_t n, size_t *keep)
{
	static const char *const heads[] = { "hooks.slack.com/services/",
	    "discord.com/api/webhooks/", "discordapp.com/api/webhooks/",
	    NULL };
	const char *const *h;
	size_t k;

	for (h = heads; *h != NULL; h++) {
		k = strlen(*h);
		if (n <= k + 20 || memcmp(s, *h, k) != 0)
			continue;
		*keep = k;
		while (k < n && (token_char(s[k]) || s[k] == '/'))
			k++;
		return k - *keep >= 20 ? k : 0;
	}
	return 0;
}

size_t
redact_shape(const char *s, size_t n, size_t *keep)
{
	const struct shape *p;
	size_t i, len;

	if (isdigit((unsigned char)*s))
		return telegram(s, n, keep);
	if (n > 3 && memcmp(s, "bot", 3) == 0 &&
	    (i = telegram(s + 3, n - 3, keep)) > 0) {
		*keep += 3;
		return i + 3;
	}
	if (*s == 'h' || *s == 'd')
		if ((i = webhook(s, n, keep)) > 0)
			return i;
	for (i = 0; i < n && i < SHORTEST && token_char(s[i]); i++)
		;
	if (i < SHORTEST)
		return 0;
	for (p = shapes; p < shapes + sizeof shapes / sizeof *shapes; p++) {
		if (*p->prefix != *s)
			continue;
		len = strlen(p->prefix);
		if (n < len + p->least || memcmp(p->prefix, s, len) != 0)
			continue;
		for (i = len; i < n && i < LOOKED_AT && token_char(s[i]); i++)
			;
		/* A full stop behind it is the sentence's. */
		while (i > len && s[i - 1] == '.')
			i--;
		if (i - len >= p->least &&
		    kind_ok(s + len, i - len, p->kind)) {
			*keep = len;
			while (i >= LOOKED_AT && i < n && token_char(s[i]))
				i++;
			return i;
		}
	}
	return 0;
}

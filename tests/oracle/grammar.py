#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""What a tool says of its own options, against its grammar in rules/tools.

Each command below is asked for its help (nothing else is run). An option of
the help must be in the grammar or on the reviewed list beside this file, and
both must agree on whether it takes a value: a value that is taken for an
operand shifts all that follow. Tools that are not here are skipped by name.
With --all the large tools that no distribution pins are asked too.
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

HERE = os.path.dirname(os.path.abspath(__file__))
RULES = os.path.join(HERE, '..', '..', 'rules')

# How to ask: the words behind the command, and what else is special.
HELP = {'git': ['-h'], 'terraform': ['-help'], 'sqlite3': ['-help'],
        'ssh': ['-?'], 'scp': ['-?'], 'sftp': ['-?'], 'curl': ['--help', 'all'],
        'npm': ['-h'], 'unzip': ['-h'], 'ssh-keygen': ['-?'], 'ssh-add': ['-?'],
        'jq': ['-h'], 'crontab': ['-?']}
# The synopsis is all they have: [-abc] [-x value].
SYNOPSIS = {'ssh', 'scp', 'sftp', 'ssh-add', 'crontab'}
# Only these commands are asked; by name, with their sub-commands' tools.
PLAIN = '''rm mv cp ln install tee truncate chmod chown chgrp touch mkdir rmdir
 unlink shred split csplit sort shuf uniq cat tac nl base64 base32 wc cut
 paste join comm fold head tail ls du df stat readlink realpath mktemp mkfifo
 mknod dd tr date env nohup timeout nice stdbuf sync sha256sum md5sum
 cksum tar find xargs grep sed diff cmp patch gzip xz cpio rsync curl
 wget psql pg_dump pg_restore dropdb createdb dropuser createuser pg_ctl
 mariadb mysqladmin mysqldump mysqlimport sqlite3 ssh scp sftp ssh-add crontab
 kill pkill pgrep killall fuser renice prlimit mount umount wipefs blkdiscard
 fdisk mkswap swapoff hwclock dmesg flock setsid unshare nsenter chrt ionice
 taskset script useradd usermod userdel groupadd groupmod groupdel gpasswd
 passwd chage chsh chpasswd systemctl journalctl loginctl systemd-run busctl
 timedatectl hostnamectl systemd-cat strace gdb make jq column rev sudo
 ps ss mkfs.ext4 logrotate sysctl modprobe rmmod zip
 mdadm lvremove vgremove parted sgdisk cryptsetup gpg watch
 dpkg update-alternatives start-stop-daemon run-parts setpriv runuser su'''
TREES = ['git']
MORE_TREES = ['docker', 'kubectl', 'terraform', 'pip', 'cargo']
ALIAS = {'mkfs.ext4': 'mkfs', 'mysqladmin': 'mariadb-admin',
         'mysqldump': 'mariadb-dump', 'mysqlimport': 'mariadb-import'}


def load():
    """The grammars by each of their names."""
    tools = {}
    for path in sorted(glob.glob(os.path.join(RULES, 'tools', '*.json'))):
        with open(path) as f:
            data = json.load(f)
        for tool in data if isinstance(data, list) else [data]:
            for name in [tool['tool']] + tool.get('names', []):
                tools[name] = tool
    return tools


def spellings(node):
    out = {}
    for key, info in node.get('options', {}).items():
        kind = info if isinstance(info, str) else info['kind']
        for s in key.split('|'):
            out[s] = kind
    return out


def ask(words):
    env = dict(os.environ, LC_ALL='C', PAGER='cat', GIT_PAGER='cat',
               MANPAGER='cat', HOME=tempfile.gettempdir(), COLUMNS='200')
    try:
        r = subprocess.run(words, stdin=subprocess.DEVNULL, timeout=30,
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                           env=env, cwd='/')
    except (OSError, subprocess.TimeoutExpired):
        return ''
    return r.stdout.decode('utf-8', 'replace')


NAME = r'--?[A-Za-z0-9][\w.@-]*|-[#?]'
VALUE, OPTIONAL, FLAG, UNSURE = 'value', 'optional', 'flag', 'unsure'


def takes(rest):
    """What stands behind an option's name in its specification."""
    rest = rest.rstrip()
    # --color=always as what a short form means, not what it takes.
    if re.fullmatch(r'=[a-z-]{3,}', rest) and rest not in ('=name', '=num'):
        return UNSURE
    if rest.startswith(('[=', '[<', '[ ')) or re.match(r'\[[A-Z(]', rest):
        return OPTIONAL
    if rest.startswith('='):
        return VALUE
    word = rest.strip()
    if rest.startswith(' ') and word and re.fullmatch(
            r"(<[^>]*>|\[?[A-Z][\w|:/,.=\[\]-]*|'[^']*'|\([^)]*\)|\{[^}]*\}|"
            r"[a-z][\w-]*)(\.\.\.)?", word):
        return OPTIONAL if word.startswith('[') else VALUE
    return FLAG if word == '' else UNSURE


def line_options(line):
    """(names, takes) of one line of help, or None."""
    m = re.match(r'\s{1,14}(?=-[-\w?#])', line) or re.match(
        r'(?=-\w, --)', line)
    if m is None:
        return None
    spec = re.split(r'\t|\s{2,}(?!-)', line.strip(), maxsplit=1)[0]
    spec = re.sub(r'\s+', ' ', spec)
    # kubectl: -l, --selector='':   a flag's default is true or false
    m = re.fullmatch(r"(?:(-\w), )?(--[\w-]+)=(.*):", spec)
    if m:
        kind = FLAG if m.group(3) in ('true', 'false') else UNSURE
        if kind is UNSURE and not m.group(2).startswith('--dry'):
            kind = VALUE
        return [s for s in m.groups()[:2] if s], kind
    names, kind, at = [], FLAG, 0
    spec = spec.replace('--[no-]', '--')
    for m in re.finditer(r'(?:^|(?<=[\s,|]))(' + NAME + ')', spec):
        if names and spec[at:m.start()].strip(' ,|') not in ('',):
            k = takes(spec[at:m.start()].rstrip(' ,|'))
            kind = k if kind == FLAG else kind
        names.append(m.group(1))
        at = m.end()
    if not names:
        return None
    k = takes(spec[at:])
    kind = k if kind == FLAG else kind
    if len(set(names)) < len(names) or '("' in spec:
        kind = UNSURE
    return names, kind


def synopsis(text):
    out = {}
    for group in re.findall(r'\[(-[^\[\]]*(?:\[[^\]]*\][^\[\]]*)*)\]', text):
        words = group.split()
        if len(words) == 1 and len(words[0]) > 2 and words[0][1] != '-':
            for c in words[0][1:]:
                out['-' + c] = FLAG
        elif words and len(words[0]) == 2 and '|' not in group:
            out[words[0]] = VALUE if len(words) > 1 else FLAG
    return out


def predicates(text):
    """find: -name PATTERN, several to a line."""
    out = {}
    for m in re.finditer(r'(?<=\s)(-[a-z][a-zA-Z0-9]+)((?: \[?[A-Z]+)?)', text):
        out.setdefault(m.group(1), VALUE if m.group(2) else UNSURE)
    return out


def options(name, text):
    if name == 'find':
        return predicates(text)
    if name in SYNOPSIS:
        return synopsis(text)
    out = {}
    for line in text.splitlines():
        found = line_options(line)
        if found is None:
            continue
        for n in found[0]:
            # The first mention is the definition.
            n = n.rstrip('.,')
            if not n.endswith('-'):
                out.setdefault(n, found[1])
    return out


def agree(said, kind):
    if said == UNSURE:
        return True
    if kind == '':
        return said != VALUE
    if kind[0] in '?#':
        return True      # attached only: a flag to the eye
    return said in (VALUE, OPTIONAL)


def known(spelling, have, tool):
    if spelling == '-NUM' and spelling in have:
        return ''
    if spelling in have:
        return have[spelling]
    if tool.get('style') == 'go' and spelling.startswith('--'):
        return have.get(spelling[1:])
    if tool.get('negate') and spelling.startswith('--no-') and \
            '--' + spelling[5:] in have:
        return ''
    if re.fullmatch(r'-\d+', spelling) and '-NUM' in have:
        return ''
    return None


def walk(tool, node, words, have):
    """All commands of a tree: (words, options that are valid there)."""
    have = dict(have, **spellings(node))
    yield words, have, node
    for key, sub in node.get('commands', {}).items():
        if len(words) < 4:
            yield from walk(tool, sub, words + [key.split('|')[0]], have)


def reviewed():
    path = os.path.join(HERE, 'grammar-reviewed.txt')
    with open(path) as f:
        return {line.split('#')[0].strip() for line in f
                if line.split('#')[0].strip()}


def cases(tools):
    for name in PLAIN.split():
        tool = tools.get(name)
        if tool is None:
            yield name, None, None, None
        else:
            yield name, tool, [name], spellings(tool)
    for name in TREES + (MORE_TREES if '--all' in sys.argv else []):
        tool = tools[name]
        for words, have, node in walk(tool, tool, [name], {}):
            yield name, tool, words, have


def program_of(name):
    """How to start it; None when it is not here."""
    program = ALIAS.get(name, name)
    if shutil.which(program):
        return program
    sbin = '/usr/sbin/' + program
    return sbin if os.path.exists(sbin) else None


def compare(words, tool, have, listed):
    """(number of options, what is wrong) of one command."""
    name = words[0]
    text = ask([program_of(name)] + words[1:] + HELP.get(name, ['--help']))
    said, problems = options(name, text), []
    for spelling, kind in sorted(said.items()):
        if ' '.join(words + [spelling]) in listed:
            continue
        has = known(spelling, have, tool)
        if has is None:
            problems.append('does not know %s (%s)' % (spelling, kind))
        elif not agree(kind, has):
            problems.append('%s: the tool says %s, the grammar "%s"' %
                            (spelling, kind, has))
    return len(said), problems


def first_words(value):
    """The first word of every signature in a part of a rule."""
    if isinstance(value, str):
        yield value.split()[0].strip('\'"')
    elif isinstance(value, list):
        for v in value:
            yield from first_words(v)
    elif isinstance(value, dict):
        yield from first_words(value.get('sig', []))


def described(tools):
    """Commands that the packs name and whose words have a grammar."""
    out = set()
    for path in glob.glob(os.path.join(RULES, '*.json')):
        with open(path) as f:
            for rule in json.load(f)['rules']:
                for word in first_words(rule.get('match', [])):
                    tool = tools.get(word)
                    if tool and (tool.get('options') or tool.get('commands')):
                        out.add(tool['tool'])
    return out


def main():
    tools, listed = load(), reviewed()
    number = bad = asked = 0

    def say(good, text):
        nonlocal number, bad
        number += 1
        bad += not good
        print('%sok %d - %s' % ('' if good else 'not ', number, text))

    jobs = []
    with ThreadPoolExecutor(4) as pool:
        for name, tool, words, have in cases(tools):
            if tool is None:
                say(False, name + ' has no grammar')
            elif program_of(name) is None:
                if len(words) == 1:
                    say(True, '%s # SKIP no %s here' % (
                        name, ALIAS.get(name, name)))
            else:
                jobs.append((words, pool.submit(compare, words, tool, have,
                                                listed)))
        for words, job in jobs:
            n, problems = job.result()
            asked += n
            say(not problems, '%s: %d options' % (' '.join(words), n))
            for p in problems:
                print('# ' + p)
    say(asked > 1000, '%d options were compared' % asked)
    n = len(described(tools))
    say(n >= 150, '%d commands that the packs name have a grammar of their '
        'options' % n)
    print('1..%d' % number)
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Write migrations/*.sql and migrations/functions/*.sql as a C file, so that the program needs no files.

Usage: embed_migrations.py DIR OUTPUT.c DEPFILE
"""
import os
import re
import sys


def names(folder):
    return sorted(n for n in os.listdir(folder) if n.endswith('.sql')) if os.path.isdir(folder) else []


def c_text(path):
    with open(path, encoding='utf-8') as f:
        lines = f.read().split('\n')
    out = []
    for i, line in enumerate(lines):
        end = '\\n' if i + 1 < len(lines) else ''
        escaped = line.replace('\\', '\\\\').replace('"', '\\"').replace('\t', '\\t').replace('??', '?\\?')
        if escaped or end:
            out.append(f'\t"{escaped}{end}"')
    return '\n'.join(out) or '\t""'


def table(name, folder, files, numbered):
    rows = []
    for n in files:
        m = re.match(r'(\d{4})_[a-z0-9_]+\.sql$', n)
        if numbered and not m:
            sys.exit(f'{folder}/{n}: the name must be NNNN_what.sql')
        number = int(m.group(1)) if numbered else 0
        rows.append(f'\t{{{number}, "{n}",\n{c_text(os.path.join(folder, n))}}},\n')
    return f'static const struct nv_migration {name}[] = {{\n{"".join(rows)}\t{{0, 0, 0}}, /* end */\n}};\n\n'


def main():
    folder, output, depfile = sys.argv[1:]
    functions = os.path.join(folder, 'functions')
    steps, funcs = names(folder), names(functions)
    text = ('// SPDX-License-Identifier: Apache-2.0\n/* Made by server/tools/embed_migrations.py. */\n'
            '#include "db/migrate.h"\n\n' + table('steps', folder, steps, True) +
            table('functions', functions, funcs, False) +
            'const struct nv_migrations nv_migrations_embedded = {\n\t.steps = steps,\n'
            f'\t.n_steps = {len(steps)},\n\t.functions = functions,\n\t.n_functions = {len(funcs)},\n}};\n')
    with open(output, 'w', encoding='utf-8') as f:
        f.write(text)
    # The folders themselves too: a new file changes their time.
    inputs = [folder] + [os.path.join(folder, n) for n in steps]
    if os.path.isdir(functions):
        inputs += [functions] + [os.path.join(functions, n) for n in funcs]
    with open(depfile, 'w', encoding='utf-8') as f:
        f.write(f'{output}: ' + ' '.join(p.replace(' ', '\\ ') for p in inputs) + '\n')


if __name__ == '__main__':
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Make server/gen/sql_<area>.{h,c} from server/sql/<area>.sql.

Notation, one named statement after another:

    -- What it is for (becomes the comment of the C function).
    -- name: contact_get :one          :one | :many | :exec
    -- param: tenant_id bigint, since timestamptz?, ids bigint[], maybe bigint?[]
    -- col: id bigint, name text?
    SELECT id, name FROM contact WHERE tenant_id = $1 ...;

`?` behind a type: may be NULL; `?[]`: an array whose elements may be NULL. Several param or col
lines add up. Usage: gen_stmts.py [--check] [--sql DIR] [--gen DIR]
"""
import argparse
import os
import re
import sys

SPDX = '// SPDX-License-Identifier: Apache-2.0\n'
WIDTH = 100
MAX_PARAMS = 64

# PostgreSQL type -> (family, oid, oid of its array)
TYPES = {
    'bigint': ('i64', 20, 1016), 'int': ('i64', 23, 1007), 'integer': ('i64', 23, 1007),
    'smallint': ('i64', 21, 1005), 'xid8': ('i64', 5069, 271), 'boolean': ('bool', 16, 1000),
    'text': ('text', 25, 1009), 'jsonb': ('text', 3802, 3807), 'date': ('text', 1082, 1182),
    'uuid': ('text', 2950, 2951), 'timestamptz': ('time', 1184, 1185),
    'double precision': ('f64', 701, 1022), 'numeric': ('f64', 1700, 1231),
    'bytea': ('bytea', 17, None),
}
# (family, nullable) -> (C type, binder, reader)
SCALARS = {
    ('i64', False): ('int64_t', 'i64'), ('i64', True): ('struct nv_opt_i64', 'opt_i64'),
    ('bool', False): ('bool', 'bool'), ('bool', True): ('struct nv_opt_bool', 'opt_bool'),
    ('text', False): ('const char *', 'text'), ('text', True): ('const char *', 'opt_text'),
    ('time', False): ('int64_t', 'time'), ('time', True): ('struct nv_opt_i64', 'opt_time'),
    ('f64', False): ('double', 'f64'), ('f64', True): ('struct nv_opt_f64', 'opt_f64'),
    ('bytea', False): ('struct nv_bytes', 'bytea'), ('bytea', True): ('struct nv_bytes', 'opt_bytea'),
}
ARRAYS = {
    ('i64', False): ('struct nv_i64s', 'i64s'), ('i64', True): ('struct nv_opt_i64s', 'opt_i64s'),
    ('bool', False): ('struct nv_bools', 'bools'), ('text', False): ('struct nv_strs', 'strs'),
    ('text', True): ('struct nv_strs', 'opt_strs'), ('time', False): ('struct nv_times', 'times'),
    ('time', True): ('struct nv_opt_i64s', 'opt_times'), ('f64', False): ('struct nv_f64s', 'f64s'),
}
C_WORDS = set('''auto break case char const continue default do double else enum extern float for goto
if inline int long register restrict return short signed sizeof static struct switch typedef union
unsigned void volatile while bool true false'''.split())


class Fault(Exception):
    """Something wrong in a .sql file."""


class Field:
    """One parameter or column."""

    def __init__(self, text, where):
        m = re.fullmatch(r'([a-z][a-z0-9_]*)\s+([a-z][a-z0-9 ]*?)(\?)?(\[\])?', text.strip())
        if not m or m.group(2) not in TYPES:
            raise Fault(f'{where}: "{text.strip()}" is not "name type[?][[]]" with a known type')
        self.name, self.base, nullable, array = m.group(1), m.group(2), bool(m.group(3)), bool(m.group(4))
        if self.name in C_WORDS:
            raise Fault(f'{where}: "{self.name}" is a word of C')
        family, oid, array_oid = TYPES[self.base]
        table = ARRAYS if array else SCALARS
        if (family, nullable) not in table:
            raise Fault(f'{where}: no C type for "{text.strip()}"')
        self.ctype, self.func = table[(family, nullable)]
        self.oid = array_oid if array else oid
        self.pgtype = self.base + ('[]' if array else '')
        self.null = nullable and not array
        self.family = family

    def declaration(self):
        note = ''
        if self.family == 'time':
            note = ' /* microseconds since 1970 */'
        elif self.null and self.family in ('text', 'bytea'):
            note = ' /* may be NULL */'
        gap = '' if self.ctype.endswith('*') else ' '
        return f'\t{self.ctype}{gap}{self.name};{note}\n'


class Statement:
    """One named statement of a file."""

    def __init__(self, where, name, kind, doc):
        self.where, self.name, self.kind, self.doc = where, name, kind, doc
        self.params, self.cols, self.sql = [], [], []

    def finish(self):
        self.sql = clean(self.sql, self.where)
        if not self.sql:
            raise Fault(f'{self.where}: {self.name} has no SQL')
        for what, fields in (('parameter', self.params), ('column', self.cols)):
            names = [f.name for f in fields]
            if len(set(names)) != len(names):
                raise Fault(f'{self.where}: {self.name} names a {what} twice')
        used = {int(n) for n in dollars('\n'.join(self.sql))}
        wanted = set(range(1, len(self.params) + 1))
        if used != wanted:
            raise Fault(f'{self.where}: {self.name} declares {len(self.params)} parameters and uses '
                        f'{", ".join("$%d" % n for n in sorted(used)) or "none"}')
        if len(self.params) > MAX_PARAMS:
            raise Fault(f'{self.where}: {self.name} has more than {MAX_PARAMS} parameters')
        if self.kind == 'exec' and self.cols:
            raise Fault(f'{self.where}: {self.name} is :exec and cannot have columns')
        if self.kind != 'exec' and not self.cols:
            raise Fault(f'{self.where}: {self.name} is :{self.kind} and needs -- col')


TOKEN = re.compile(r"""
    (?P<comment>--[^\n]*|/\*.*?\*/) | (?P<string>[eE]?'(?:[^']|'')*'|"(?:[^"]|"")*")
    | (?P<dollar>\$(?P<tag>[A-Za-z_]*)\$.*?\$(?P=tag)\$) | (?P<param>\$\d+) | (?P<semicolon>;)
""", re.X | re.S)


def clean(lines, where):
    """Statement text without comments, final semicolon and empty lines."""
    text = '\n'.join(lines)
    out, at, ended = [], 0, False
    for m in TOKEN.finditer(text):
        before = text[at:m.start()]
        at = m.end()
        if ended and (before.strip() or not m.group('comment')):
            raise Fault(f'{where}: text behind the semicolon')
        out.append(before)
        if m.group('comment'):
            continue
        if m.group('semicolon'):
            ended = True
            continue
        out.append(m.group(0))
    if ended and text[at:].strip():
        raise Fault(f'{where}: text behind the semicolon')
    if not ended and ''.join(out + [text[at:]]).strip():
        raise Fault(f'{where}: the statement does not end with a semicolon')
    if not ended:
        return []
    return [line.rstrip() for line in ''.join(out).split('\n') if line.strip()]


def dollars(sql):
    return [m.group('param')[1:] for m in TOKEN.finditer(sql) if m.group('param')]


def parse(path):
    """Statements of one file, in order."""
    statements, current, doc = [], None, []
    with open(path, encoding='utf-8') as f:
        lines = f.read().split('\n')
    area = os.path.basename(path)
    for number, line in enumerate(lines, 1):
        where = f'{area}:{number}'
        m = re.match(r'--\s*(name|param|col):\s*(.*?)\s*$', line)
        if m and m.group(1) == 'name':
            n = re.fullmatch(r'([a-z][a-z0-9_]*)\s+:(one|many|exec)', m.group(2))
            if not n:
                raise Fault(f'{where}: expected "-- name: statement_name :one|:many|:exec"')
            current = Statement(where, n.group(1), n.group(2), doc)
            doc = []
            statements.append(current)
        elif m:
            if not current or ''.join(current.sql).strip():
                raise Fault(f'{where}: "-- {m.group(1)}:" stands outside a statement\'s head')
            fields = current.params if m.group(1) == 'param' else current.cols
            fields += [Field(t, where) for t in m.group(2).split(',') if t.strip()]
        elif line.startswith('--') and (not current or ended(current)):
            doc.append(line[2:].strip())
        elif line.startswith('--') and not ''.join(current.sql).strip():
            current.doc.append(line[2:].strip())
        elif not line.strip() and (not current or ended(current)):
            doc = []  # a comment set off by an empty line belongs to nobody
        elif not current:
            raise Fault(f'{where}: text before the first "-- name:"')
        else:
            current.sql.append(line)
    for s in statements:
        s.finish()
    return statements


def ended(statement):
    """Whether the semicolon was seen (the last line that is not a comment ends with one)."""
    for line in reversed(statement.sql):
        bare = re.sub(r'--.*', '', line).rstrip()
        if bare:
            return bare.endswith(';')
    return False


def columns(text):
    return len(text.expandtabs(8))


def wrap(head, items, tail, indent='\t'):
    """head(item, item, ...)tail, filled to the width."""
    line, out = head, []
    for i, item in enumerate(items):
        piece = item + (', ' if i + 1 < len(items) else tail)
        if columns(line + piece.rstrip()) > WIDTH:
            out.append(line.rstrip())
            line = indent
        line += piece
    return '\n'.join(out + [line]) + '\n'


def c_string(s):
    return '"' + s.replace('\\', '\\\\').replace('"', '\\"').replace('\t', '\\t') + '"'


def comment(lines, indent=''):
    lines = [x.replace('*/', '* /') for x in lines if x]
    if not lines:
        return ''
    if len(lines) == 1 and len(lines[0]) < WIDTH - 8:
        return f'{indent}/* {lines[0]} */\n'
    return f'{indent}/*\n' + ''.join(f'{indent} * {x}\n' for x in lines) + f'{indent} */\n'


def run_signature(s, tail):
    args = ['struct nv_db *db', 'struct nv_arena *a', f'const struct nv_sql_{s.name}_params *p']
    if s.kind == 'one':
        args.append(f'struct nv_sql_{s.name}_row *ret')
    elif s.kind == 'many':
        args += [f'struct nv_sql_{s.name}_row **ret_rows', 'size_t *ret_n']
    else:
        args.append('int64_t *ret_affected')
    return wrap(f'enum nv_rc nv_sql_{s.name}(', args, ')' + tail)


def bind_signature(s, tail):
    return wrap(f'void nv_sql_{s.name}_bind(',
                ['struct nv_bind *b', f'const struct nv_sql_{s.name}_params *p'], ')' + tail)


def read_signature(s, tail):
    return wrap(f'enum nv_rc nv_sql_{s.name}_read(',
                ['const struct nv_result *r', 'size_t row', 'struct nv_arena *a',
                 f'struct nv_sql_{s.name}_row *ret'], ')' + tail)


def header(area, statements):
    guard = f'NV_GEN_SQL_{area.upper()}_H'
    out = [SPDX, f'/* Made by server/tools/gen_stmts.py from server/sql/{area}.sql; do not edit. */\n',
           f'#ifndef {guard}\n#define {guard}\n\n#include "db/db.h"\n']
    for s in statements:
        out.append('\n' + comment(s.doc))
        out.append(f'struct nv_sql_{s.name}_params {{\n')
        out += [p.declaration() for p in s.params] or ['\tchar none_; /* no parameters; p may be NULL */\n']
        out.append('};\n')
        if s.cols:
            out.append(f'\nstruct nv_sql_{s.name}_row {{\n' + ''.join(c.declaration() for c in s.cols) + '};\n')
        out.append(f'\nextern const struct nv_stmt nv_stmt_{s.name};\n')
        out.append(run_signature(s, ' NV_MUST_CHECK;'))
        out.append(bind_signature(s, ';'))
        if s.cols:
            out.append(read_signature(s, ' NV_MUST_CHECK;'))
    out.append('\n#endif\n')
    return ''.join(out)


def table(ctype, name, values):
    return wrap(f'static const {ctype}{name}[] = {{', values, '};') if values else ''


def statement_table(s):
    out = [table('char *const ', f'{s.name}_param_types', [c_string(p.pgtype) for p in s.params]),
           table('unsigned ', f'{s.name}_param_oids', [str(p.oid) for p in s.params]),
           table('char *const ', f'{s.name}_column_names', [c_string(c.name) for c in s.cols]),
           table('unsigned ', f'{s.name}_column_oids', [str(c.oid) for c in s.cols]),
           f'\nconst struct nv_stmt nv_stmt_{s.name} = {{\n\t.name = "{s.name}",\n\t.sql = ']
    lines = [c_string(x)[:-1] + '\\n"' for x in s.sql[:-1]] + [c_string(s.sql[-1])]
    out.append('\n\t       '.join(lines) + ',\n')
    if s.params:
        out.append(f'\t.params = {len(s.params)},\n\t.param_types = {s.name}_param_types,\n'
                   f'\t.param_oids = {s.name}_param_oids,\n')
    if s.cols:
        out.append(f'\t.columns = {len(s.cols)},\n\t.column_names = {s.name}_column_names,\n'
                   f'\t.column_oids = {s.name}_column_oids,\n')
    out.append('};\n')
    return ''.join(out)


def bind_function(s):
    body = ''.join(f'\tnv_bind_{p.func}(b, p->{p.name});\n' for p in s.params)
    return '\n' + bind_signature(s, '') + '{\n' + (body or '\t(void)b;\n\t(void)p;\n') + '}\n'


def read_function(s):
    body = ''.join(f'\tv.{c.name} = nv_col_{c.func}(&c, {i});\n' for i, c in enumerate(s.cols))
    return ('\n' + read_signature(s, '') + '{\n'
            '\tstruct nv_cols c = {.result = r, .row = row, .arena = a};\n'
            f'\tstruct nv_sql_{s.name}_row v;\n\n' + body +
            '\tif (c.bad)\n\t\treturn NV_INTERNAL;\n\t*ret = v;\n\treturn NV_OK;\n}\n')


def run_function(s):
    out = ['\n' + run_signature(s, '') + '{\n\tstruct nv_bind b = {.arena = a};\n']
    if s.kind == 'many':
        out.append(f'\tstruct nv_sql_{s.name}_row *rows;\n')
    out.append('\tstruct nv_result *r;\n\tenum nv_rc rc;\n')
    if s.kind == 'many':
        out.append('\tsize_t n;\n')
    out.append(f'\n\tnv_sql_{s.name}_bind(&b, p);\n'
               f'\trc = nv_stmt_run(db, &nv_stmt_{s.name}, &b, a, &r);\n')
    if s.kind == 'one':
        out.append('\tif (rc == NV_OK)\n\t\trc = nv_result_one(r);\n'
                   '\tif (rc != NV_OK)\n\t\treturn rc;\n'
                   f'\treturn nv_sql_{s.name}_read(r, 0, a, ret);\n}}\n')
    elif s.kind == 'many':
        out.append('\tif (rc != NV_OK)\n\t\treturn rc;\n\tn = nv_result_rows(r);\n'
                   f'\trows = nv_new_n(a, n, struct nv_sql_{s.name}_row);\n'
                   '\tfor (size_t i = 0; i < n; i++) {\n'
                   f'\t\trc = nv_sql_{s.name}_read(r, i, a, &rows[i]);\n'
                   '\t\tif (rc != NV_OK)\n\t\t\treturn rc;\n\t}\n'
                   '\t*ret_rows = rows;\n\t*ret_n = n;\n\treturn NV_OK;\n}\n')
    else:
        out.append('\tif (rc == NV_OK && ret_affected)\n\t\t*ret_affected = nv_result_affected(r);\n'
                   '\treturn rc;\n}\n')
    return ''.join(out)


def source(area, statements):
    out = [SPDX, f'/* Made by server/tools/gen_stmts.py from server/sql/{area}.sql; do not edit. */\n',
           f'#include "sql_{area}.h"\n']
    for s in statements:
        out.append(f'\n/* ---- {s.name} ---- */\n\n' + statement_table(s).lstrip('\n') + bind_function(s))
        if s.cols:
            out.append(read_function(s))
        out.append(run_function(s))
    return ''.join(out)


def all_files(areas):
    note = '/* Made by server/tools/gen_stmts.py; do not edit. Every statement, for checks at start and in tests. */\n'
    names = [s.name for _, statements in areas for s in statements]
    head = (SPDX + note + '#ifndef NV_GEN_SQL_ALL_H\n#define NV_GEN_SQL_ALL_H\n\n#include "db/db.h"\n\n'
            'extern const struct nv_stmt *const nv_stmts_all[];\nextern const size_t nv_stmts_all_n;\n\n#endif\n')
    body = SPDX + note + '#include "sql_all.h"\n\n' + ''.join(f'#include "sql_{a}.h"\n' for a, _ in areas)
    body += ('\nconst struct nv_stmt *const nv_stmts_all[] = {\n' +
             ''.join(f'\t&nv_stmt_{n},\n' for n in names) + '\tNULL, /* end */\n};\n'
             'const size_t nv_stmts_all_n = sizeof(nv_stmts_all) / sizeof(nv_stmts_all[0]) - 1;\n')
    return {'sql_all.h': head, 'sql_all.c': body}


def generate(sql_dir):
    """File name -> text of everything this tool makes."""
    areas, seen = [], {}
    for name in sorted(os.listdir(sql_dir)):
        if name.endswith('.sql'):
            areas.append((name[:-4], parse(os.path.join(sql_dir, name))))
    out = {}
    for area, statements in areas:
        for s in statements:
            if s.name in seen:
                raise Fault(f'{s.where}: {s.name} is already at {seen[s.name]}')
            seen[s.name] = s.where
        out[f'sql_{area}.h'] = header(area, statements)
        out[f'sql_{area}.c'] = source(area, statements)
    out.update(all_files(areas))
    out['sources.txt'] = ''.join(f'{n}\n' for n in sorted(out) if n.endswith('.c'))
    return out


def read(path):
    try:
        with open(path, encoding='utf-8') as f:
            return f.read()
    except FileNotFoundError:
        return None


def main():
    server = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    ap = argparse.ArgumentParser(description='Make C from the named SQL statements.')
    ap.add_argument('--check', action='store_true', help='change nothing; fail when files differ')
    ap.add_argument('--sql', default=os.path.join(server, 'sql'))
    ap.add_argument('--gen', default=os.path.join(server, 'gen'))
    args = ap.parse_args()
    try:
        files = generate(args.sql)
    except Fault as e:
        print(e, file=sys.stderr)
        return 1
    stale = [n for n in sorted(os.listdir(args.gen)) if re.fullmatch(r'sql_\w+\.[ch]', n) and n not in files]
    wrong = [n for n, text in sorted(files.items()) if read(os.path.join(args.gen, n)) != text]
    if args.check:
        for n in wrong + stale:
            print(f'server/gen/{n} is not what server/sql makes: run server/tools/gen_stmts.py', file=sys.stderr)
        return 1 if wrong or stale else 0
    for n in wrong:
        with open(os.path.join(args.gen, n), 'w', encoding='utf-8') as f:
            f.write(files[n])
    for n in stale:
        os.remove(os.path.join(args.gen, n))
    return 0


if __name__ == '__main__':
    sys.exit(main())

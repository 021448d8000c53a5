#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes api/gen from openapi.yaml: routes, argument structs, shapes, enum tables, thunks.

    gen_api.py            writes the files that changed
    gen_api.py --check    writes nothing, exits 1 when a committed file is stale
    --spec FILE --out DIR other places (tests)

An operation without x-scope, x-lane or x-idempotency-key, a security entry that does not say the same as
x-scope, an unknown pattern or an undeclared path parameter is an error: nothing is generated.
"""

import argparse
import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
METHODS = ["get", "post", "put", "patch", "delete"]
LANES = {"inline": "NV_LANE_INLINE", "fast": "NV_LANE_FAST", "general": "NV_LANE_GENERAL", "poll": "NV_LANE_POLL"}
ANY_TEXT = r"^[^\u0000]*$"
PATTERNS = {
    ANY_TEXT: "NV_PATTERN_NONE",
    r"^\+[1-9][0-9]{6,14}$": "NV_PATTERN_E164",
    r"^[A-Z]{2}$": "NV_PATTERN_REGION",
    r"^[A-Za-z0-9_+/-]+$": "NV_PATTERN_TIME_ZONE",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "NV_PATTERN_DAY_TIME",
    r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$": "NV_PATTERN_DAY_TIME_END",
    r"^[A-Za-z0-9_+.@:/-]+$": "NV_PATTERN_ENDPOINT",
    r"^[A-Za-z0-9_-]+$": "NV_PATTERN_BASE64URL",
    r"^[!-~]+$": "NV_PATTERN_VISIBLE",
    r"^[A-Za-z0-9._-]+$": "NV_PATTERN_REQUEST_ID",
    r"^[^\u0000]*[^\u0000-\u0020][^\u0000]*$": "NV_PATTERN_NOT_BLANK",
}
C_TYPES = {"STR": "const char *", "ID": "int64_t ", "TIME": "int64_t ", "INT": "int64_t ", "NUM": "double ",
           "BOOL": "bool ", "MAP": "struct nv_json_map "}
ARRAY_TYPES = {"STR": "struct nv_strs ", "ID": "struct nv_i64s ", "INT": "struct nv_i64s ",
               "ENUM": "struct nv_i64s ", "ROW": "struct nv_json_rows "}
BANNER = """// SPDX-License-Identifier: Apache-2.0
/* Made by api/tools/gen_api.py from openapi.yaml. Do not edit. */
"""


class SpecError(Exception):
    pass


def snake(name):
    name = re.sub(r"[^A-Za-z0-9]+", "_", name)
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return name.lower()


def c_str(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def c_int(value):
    if value == 2**63 - 1:
        return "INT64_MAX"
    return f"INT64_C({value})"


class Field:
    """One member, query parameter or header, with what its C table row needs."""

    def __init__(self, name):
        self.name = name
        self.c_name = snake(name)
        self.type = None
        self.flags = []
        self.schema = {}
        self.item = {}
        self.enum = None
        self.ref = None
        self.default = None

    def has(self, flag):
        return flag in self.flags

    @property
    def array(self):
        return self.has("ARRAY")


class Spec:
    def __init__(self, doc):
        self.doc = doc
        self.schemas = doc["components"]["schemas"]
        self.enums = {name: s["enum"] for name, s in self.schemas.items() if "enum" in s}
        self.shapes = {}  # name -> fields, in the order that C needs
        self.operations = [self.operation(path, item, method) for path, item in doc["paths"].items()
                           for method in METHODS if method in item]
        ids = [op["id"] for op in self.operations]
        for twice in {i for i in ids if ids.count(i) > 1}:
            raise SpecError(f"operationId {twice} is used twice")

    def deref(self, node):
        """Follows $ref; siblings of it win. Returns the node and the last component's name."""
        name = None
        while "$ref" in node:
            parts = node["$ref"].split("/")
            target = self.doc
            for part in parts[1:]:
                if part not in target:
                    raise SpecError(f"{node['$ref']} does not exist")
                target = target[part]
            name = parts[-1]
            node = {**target, **{k: v for k, v in node.items() if k != "$ref"}}
        return node, name

    def split_null(self, schema):
        """A schema that may be null -> (the schema without null, True)."""
        if "anyOf" in schema:
            rest = [s for s in schema["anyOf"] if s.get("type") != "null"]
            if len(rest) != 1 or len(rest) == len(schema["anyOf"]):
                raise SpecError("anyOf is only for 'or null'")
            outer = {k: v for k, v in schema.items() if k != "anyOf"}
            return {**rest[0], **outer}, True
        if isinstance(schema.get("type"), list):
            types = [t for t in schema["type"] if t != "null"]
            if len(types) != 1:
                raise SpecError("a type list is only for 'or null'")
            return {**schema, "type": types[0]}, "null" in schema["type"]
        return schema, False

    def scalar(self, field, schema, name, where):
        kind = schema.get("type")
        if "enum" in schema:
            if name not in self.enums:
                raise SpecError(f"{where}: an enumeration of a request must be a component")
            field.enum = name
            return "ENUM"
        if kind == "string":
            if schema.get("x-id"):
                return "ID"
            if schema.get("format") == "date-time":
                return "TIME"
            if "maxLength" not in schema:
                raise SpecError(f"{where}: a text needs maxLength")
            if schema.get("pattern") not in PATTERNS:
                raise SpecError(f"{where}: pattern {schema.get('pattern')!r} is unknown to the decoder")
            return "STR"
        if kind == "integer":
            if "minimum" not in schema or "maximum" not in schema:
                raise SpecError(f"{where}: an integer needs bounds")
            return "INT"
        if kind == "number":
            if ("minimum" not in schema and "exclusiveMinimum" not in schema) or "maximum" not in schema:
                raise SpecError(f"{where}: a number needs bounds")
            return "NUM"
        if kind == "boolean":
            return "BOOL"
        raise SpecError(f"{where}: type {kind!r} cannot be decoded")

    def value(self, field, schema, where):
        """Sets type, bounds and references of a field."""
        schema, nullable = self.split_null(schema)
        schema, name = self.deref(schema)
        schema, inner_null = self.split_null(schema)
        if nullable or inner_null:
            field.flags.append("NULLABLE")
        field.schema = schema
        if schema.get("x-keep-text"):
            field.flags.append("KEEP_TEXT")
        if "default" in schema:
            field.flags.append("DEFAULT")
            field.default = schema["default"]
        if schema.get("type") == "array":
            self.array_value(field, schema, where)
        elif schema.get("type") == "object":
            self.object_value(field, schema, name, where)
        else:
            field.type = self.scalar(field, schema, name, where)

    def array_value(self, field, schema, where):
        field.flags.append("ARRAY")
        if "maxItems" not in schema:
            raise SpecError(f"{where}: an array needs maxItems")
        if schema.get("uniqueItems"):
            field.flags.append("UNIQUE")
        for key, flag in (("x-rows", "ROWS"), ("x-too-many-rows", "TOO_MANY_ROWS")):
            if schema.get(key):
                field.flags.append(flag)
        item, name = self.deref(schema["items"])
        field.item = item
        if item.get("type") == "object":
            field.ref = self.shape(name, item, where)
            field.type = "ROW" if schema.get("x-rows") else "OBJ"
        else:
            field.type = self.scalar(field, item, name, where)
        if field.type in ("NUM", "BOOL", "TIME"):
            raise SpecError(f"{where}: arrays of this are not decoded")

    def object_value(self, field, schema, name, where):
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict):
            values, may_be_null = self.split_null(extra)
            if values.get("type") != "string" or "maxProperties" not in schema:
                raise SpecError(f"{where}: a map holds texts and needs maxProperties")
            if may_be_null:
                field.flags.append("NULL_VALUES")
            field.item = values
            field.type = "MAP"
            return
        field.ref = self.shape(name, schema, where)
        field.type = "OBJ"

    def shape(self, name, schema, where):
        if not name:
            raise SpecError(f"{where}: an object of a request must be a component")
        if name in self.shapes:
            return name
        if schema.get("additionalProperties") is not False:
            raise SpecError(f"{name}: additionalProperties must be false")
        one_of = [r["required"][0] for r in schema.get("oneOf", [])]
        fields = []
        for member, sub in schema["properties"].items():
            field = Field(member)
            self.value(field, sub, f"{name}.{member}")
            if member in schema.get("required", []):
                field.flags.append("REQUIRED")
            if member in one_of:
                field.flags.append("ONE_OF")
            fields.append(field)
        missing = set(schema.get("required", [])) - {f.name for f in fields}
        if missing:
            raise SpecError(f"{name}: required but not there: {sorted(missing)}")
        self.shapes[name] = fields
        return name

    def parameter(self, node, where):
        node, _ = self.deref(node)
        field = Field(node["name"])
        self.value(field, node["schema"], f"{where} {node['name']}")
        if node.get("required"):
            field.flags.append("REQUIRED")
        if field.type in ("OBJ", "MAP", "ROW") or field.has("NULLABLE"):
            raise SpecError(f"{where}: parameter {node['name']} has a type that no text has")
        if node["in"] == "query" and field.type in ("INT", "TIME") and not field.array and not node.get("required"):
            field.flags.append("OPT")
        return node, field

    def operation(self, path, item, method):
        node = item[method]
        where = f"{method.upper()} {path}"
        for key in ("operationId", "x-scope", "x-lane", "x-idempotency-key", "security", "responses"):
            if key not in node:
                raise SpecError(f"{where}: {key} is missing")
        op = {"id": node["operationId"], "c": snake(node["operationId"]), "method": method, "path": path,
              "path_fields": [], "query": [], "headers": [], "body": None, "node": node}
        self.check_security(node, where)
        if node["x-lane"] not in LANES:
            raise SpecError(f"{where}: x-lane {node['x-lane']!r}")
        if node["x-idempotency-key"] and method != "post":
            raise SpecError(f"{where}: only POST takes Idempotency-Key")
        if "default" not in node["responses"]:
            raise SpecError(f"{where}: no default response")
        self.parameters(op, item.get("parameters", []) + node.get("parameters", []), where)
        self.body(op, node, where)
        return op

    def parameters(self, op, nodes, where):
        by_place = {"path": {}, "query": {}, "header": {}}
        key = False
        for raw in nodes:
            node, _ = self.deref(raw)
            if node["name"] == "Idempotency-Key":
                key = True
            if node.get("x-transport"):
                continue
            node, field = self.parameter(raw, where)
            if field.name in by_place[node["in"]]:
                raise SpecError(f"{where}: parameter {field.name} stands twice")
            by_place[node["in"]][field.name] = field
        if key != op["node"]["x-idempotency-key"]:
            raise SpecError(f"{where}: x-idempotency-key and the parameter disagree")
        names = re.findall(r"\{(\w+)\}", op["path"])
        if sorted(names) != sorted(by_place["path"]):
            raise SpecError(f"{where}: path parameters {names} are not declared so")
        op["path_fields"] = [by_place["path"][n] for n in names]
        op["query"] = list(by_place["query"].values())
        op["headers"] = list(by_place["header"].values())

    def body(self, op, node, where):
        op.update(has_body=False, body_required=False, form=False, merge_patch=False)
        if "requestBody" not in node:
            return
        content = node["requestBody"]["content"]
        op["has_body"] = True
        op["body_required"] = bool(node["requestBody"].get("required"))
        op["form"] = "application/x-www-form-urlencoded" in content
        op["merge_patch"] = "application/merge-patch+json" in content
        if node.get("x-raw-body"):
            return
        if "application/json" not in content:
            raise SpecError(f"{where}: the body is not JSON and x-raw-body is not set")
        schema, name = self.deref(content["application/json"]["schema"])
        op["body"] = self.shape(name, schema, where)

    def check_security(self, node, where):
        scope = node["x-scope"]
        granted = self.doc["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"]["scopes"]
        if scope == "none":
            good = all("oauth2" not in s for s in node["security"])
        elif scope == "any":
            good = node["security"] == [{"oauth2": []}]
        else:
            if scope not in granted:
                raise SpecError(f"{where}: x-scope {scope!r} is no scope")
            good = node["security"] == [{"oauth2": [scope]}]
        if not good:
            raise SpecError(f"{where}: security does not say the same as x-scope {scope}")


# ---- C ----

def declaration(field, spec_prefix="nv_in_"):
    """The C member of a field."""
    if field.array:
        kind = ARRAY_TYPES.get(field.type) or f"struct {spec_prefix}{snake(field.ref)}_list "
    elif field.has("OPT"):
        kind = "struct nv_opt_i64 "
    elif field.type == "ENUM":
        kind = f"enum nv_api_{snake(field.enum)} "
    elif field.type == "OBJ":
        kind = f"const struct {spec_prefix}{snake(field.ref)} *"
    else:
        kind = C_TYPES[field.type]
    return kind + field.c_name + ";"


def has_given(field):
    return not field.has("REQUIRED") or field.has("NULLABLE")


def comment(field):
    notes = []
    schema = field.item if field.array else field.schema
    if field.type == "TIME":
        notes.append("civil us")
    if field.type == "ID" and not field.array:
        notes.append("0: malformed, unknown" if has_given(field) or not field.has("OPT") else "")
    if field.array and field.type == "ENUM":
        notes.append(f"of enum nv_api_{snake(field.enum)}")
    if field.type == "STR" and field.has("ROWS"):
        notes.append("NULL: a faulty item")
    if field.has("DEFAULT") and field.default != {}:
        notes.append(f"default {field.default}")
    if field.type in ("INT", "NUM") and "minimum" in schema:
        notes.append(f"{schema['minimum']} .. {schema['maximum']}")
    notes = [n for n in notes if n]
    return f" /* {'; '.join(notes)} */" if notes else ""


def struct_lines(fields, presence):
    lines = []
    for f in fields:
        if presence and has_given(f):
            lines.append(f"\tenum nv_given given_{f.c_name};")
        note = comment(f)
        if not presence and f.type == "ID":
            note = ""
        lines.append(f"\t{declaration(f)}{note}")
        if f.has("KEEP_TEXT"):
            lines.append(f"\tconst char *{f.c_name}_json; /* compact JSON; NULL: absent or null */")
    return lines or ["\tchar empty_; /* no members */"]


def row_lines(field, struct, presence):
    """A struct nv_json_field initialiser."""
    flags = [f for f in field.flags if f != "DEFAULT" or field.default not in ([],)]
    schema = field.item if field.array or field.type == "MAP" else field.schema
    parts = [f".name = {c_str(field.name)}", f".type = NV_JSON_{field.type}"]
    if flags:
        parts.append(".flags = " + " | ".join(f"NV_JSON_{f}" for f in flags))
    parts.append(f".offset = offsetof({struct}, {field.c_name})")
    given = f"offsetof({struct}, given_{field.c_name})" if presence and has_given(field) else "NV_JSON_NOWHERE"
    parts.append(f".given = {given}")
    if field.has("KEEP_TEXT"):
        parts.append(f".text = offsetof({struct}, {field.c_name}_json)")
    parts += bounds(field, schema)
    if field.array or field.type == "MAP":
        low, high = ("minItems", "maxItems") if field.array else ("minProperties", "maxProperties")
        if low in field.schema:
            parts.append(f".min_items = {field.schema[low]}")
        parts.append(f".max_items = {field.schema[high]}")
    if field.enum:
        parts.append(f".enums = &nv_api_{snake(field.enum)}_table")
    if field.ref:
        parts.append(f".shape = &nv_shape_{snake(field.ref)}")
    parts += default_parts(field)
    lines, line = [], "\t{ "
    for part in parts:
        if len(line.expandtabs(8)) + len(part) > 95 and line.strip() != "{":
            lines.append(line.rstrip())
            line = "\t  "
        line += part + ", "
    lines.append(line.rstrip(", ") + " },")
    return lines


def bounds(field, schema):
    parts = []
    if field.type == "INT":
        parts.append(f".min = {c_int(schema['minimum'])}, .max = {c_int(schema['maximum'])}")
    if field.type == "NUM":
        low = schema.get("exclusiveMinimum", schema.get("minimum"))
        parts.append(f".num_min = {float(low)}, .num_max = {float(schema['maximum'])}")
        if "exclusiveMinimum" in schema:
            parts.append(".num_above = true")
    if field.type in ("STR", "MAP"):
        if schema.get("minLength"):
            parts.append(f".min_len = {schema['minLength']}")
        parts.append(f".max_len = {schema['maxLength']}")
        pattern = PATTERNS[schema["pattern"]]
        if pattern != "NV_PATTERN_NONE":
            parts.append(f".pattern = {pattern}")
    if field.type == "MAP":
        parts.append(f".key_max = {field.schema['propertyNames']['maxLength']}")
    return parts


def default_parts(field):
    if not field.has("DEFAULT") or field.array:
        return []
    if field.type == "STR":
        return [f".def_str = {c_str(field.default)}"]
    if field.type == "NUM":
        return [f".def_num = {float(field.default)}"]
    if field.type == "BOOL":
        return [f".def_int = {int(field.default)}"]
    if field.type == "INT":
        return [f".def_int = {c_int(field.default)}"]
    if field.type == "ENUM":
        return [f".def_int = NV_API_{snake(field.enum).upper()}_{snake(field.default).upper()}"]
    if field.type == "OBJ" and field.default == {}:
        return []
    raise SpecError(f"{field.name}: default {field.default!r} is not supported")


def enums_h(spec):
    out = [BANNER, "#ifndef NV_API_GEN_ENUMS_H", "#define NV_API_GEN_ENUMS_H", "",
           '#include "json/shape.h"', "", "/* 0 is no value. nv_api_*_name: NULL outside the table. */"]
    for name, values in spec.enums.items():
        c = snake(name)
        out += ["", f"enum nv_api_{c} {{"]
        for i, value in enumerate(values):
            start = " = 1" if i == 0 else ""
            out.append(f"\tNV_API_{c.upper()}_{snake(value).upper()}{start},")
        out += ["};", "", f"extern const struct nv_enum_table nv_api_{c}_table;",
                f"const char *nv_api_{c}_name(enum nv_api_{c} value);"]
    return "\n".join(out + ["", "#endif", ""])


def enums_c(spec):
    out = [BANNER, '#include "enums.h"']
    for name, values in spec.enums.items():
        c = snake(name)
        out += ["", f"static const char *const {c}_names[] = {{", "\tNULL,"]
        out += [f"\t{c_str(v)}," for v in values]
        out += ["};", "", f"const struct nv_enum_table nv_api_{c}_table = {{",
                f"\t.name = {c_str(name)}, .names = {c}_names, .n = {len(values)}", "};", "",
                f"const char *nv_api_{c}_name(enum nv_api_{c} value)", "{",
                f"\treturn nv_enum_name(&nv_api_{c}_table, (int)value);", "}"]
    return "\n".join(out + [""])


def args_h(spec):
    out = [BANNER, """/*
 * What handlers get. Bodies are struct nv_in_<schema>: a member that may be missing or null has a
 * given_<member> (NV_ABSENT, NV_NULL, NV_GIVEN) before it; absent ones hold their default, else 0, NULL, empty.
 * Query parameters: numbers and times are struct nv_opt_i64 (v is the default when not given), texts NULL,
 * enumerations 0 or their default. Everything lives in the request's arena.
 */
#ifndef NV_API_GEN_ARGS_H
#define NV_API_GEN_ARGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/types.h"
#include "enums.h"
#include "json/shape.h\""""]
    listed = {f.ref for fields in spec.shapes.values() for f in fields if f.array and f.type == "OBJ"}
    for name, fields in spec.shapes.items():
        c = snake(name)
        out += ["", f"struct nv_in_{c} {{"] + struct_lines(fields, True) + ["};"]
        if name in listed:
            out += ["", f"struct nv_in_{c}_list {{", f"\tconst struct nv_in_{c} *v;", "\tsize_t n;", "};"]
    for op in spec.operations:
        lines = struct_lines(op["path_fields"] + op["query"] + op["headers"], False)
        if op["body"]:
            if lines[0].startswith("\tchar empty_"):
                lines = []
            if not op["body_required"]:
                lines.append("\tbool has_body; /* false: body holds the defaults */")
            lines.append(f"\tstruct nv_in_{snake(op['body'])} body;")
        out += ["", f"/* {op['method'].upper()} {op['path']} */", f"struct nv_args_{op['c']} {{"] + lines + ["};"]
    return "\n".join(out + ["", "#endif", ""])


def shapes_h(spec):
    out = [BANNER, "#ifndef NV_API_GEN_SHAPES_H", "#define NV_API_GEN_SHAPES_H", "", '#include "args.h"',
           '#include "json/shape.h"', ""]
    out += [f"extern const struct nv_json_shape nv_shape_{snake(name)};" for name in spec.shapes]
    rows = {f.ref for fields in spec.shapes.values() for f in fields if f.type == "ROW"}
    for name in spec.shapes:
        if name in rows:
            c = snake(name)
            out += ["", "/* One row; fault pointers are relative to it. */",
                    f"enum nv_rc nv_decode_{c}(struct nv_arena *arena, const struct nv_json_row *row,",
                    f"\t\t\tstruct nv_in_{c} *out, struct nv_fail *fail) NV_MUST_CHECK;"]
    return "\n".join(out + ["", "#endif", ""])


def shapes_c(spec):
    out = [BANNER, '#include "shapes.h"', "", "#include <stddef.h>"]
    rows = {f.ref for fields in spec.shapes.values() for f in fields if f.type == "ROW"}
    for name, fields in spec.shapes.items():
        c = snake(name)
        out += ["", f"static const struct nv_json_field {c}_fields[] = {{"]
        for field in fields:
            out += row_lines(field, f"struct nv_in_{c}", True)
        out += ["};", "", f"const struct nv_json_shape nv_shape_{c} = {{",
                f"\t.name = {c_str(name)}, .fields = {c}_fields, .n_fields = {len(fields)},",
                f"\t.bytes = sizeof(struct nv_in_{c})", "};"]
        if name in rows:
            out += ["", f"enum nv_rc nv_decode_{c}(struct nv_arena *arena, const struct nv_json_row *row,",
                    f"\t\t\tstruct nv_in_{c} *out, struct nv_fail *fail)", "{",
                    f"\treturn nv_json_decode_row(arena, row, &nv_shape_{c}, out, fail);", "}"]
    return "\n".join(out + [""])


def ops_h(spec):
    out = [BANNER, "/* The handlers (api/resources). An operation without one does not link. */",
           "#ifndef NV_API_GEN_OPS_H", "#define NV_API_GEN_OPS_H", "", '#include "api/request.h"', '#include "args.h"']
    for op in spec.operations:
        out += ["", f"enum nv_rc nv_op_{op['c']}(struct nv_request *req, const struct nv_args_{op['c']} *args,",
                "\t\t\tstruct nv_reply *reply);"]
        if op["node"].get("x-review"):
            out.append(f"void nv_review_{op['c']}(struct nv_request *req, struct nv_args_{op['c']} *args);")
    return "\n".join(out + ["", "#endif", ""])


def thunks_c(spec):
    out = [BANNER, '#include "thunks.h"', "", "#include <stddef.h>", "", '#include "api/decode.h"',
           '#include "ops.h"', '#include "shapes.h"']
    for op in spec.operations:
        out += thunk(op)
    return "\n".join(out + [""])


def thunk(op):
    c, struct = op["c"], f"struct nv_args_{op['c']}"
    out, shape = [""], []
    for place, fields in (("path", op["path_fields"]), ("query", op["query"]), ("headers", op["headers"])):
        if not fields:
            continue
        out.append(f"static const struct nv_json_field {c}_{place}[] = {{")
        for field in fields:
            out += row_lines(field, struct, False)
        out += ["};", ""]
        shape.append(f"\t.{place} = {c}_{place}, .n_{place} = {len(fields)},")
    if op["body"]:
        has = "NV_JSON_NOWHERE" if op["body_required"] else f"offsetof({struct}, has_body)"
        shape += [f"\t.body = &nv_shape_{snake(op['body'])}, .body_offset = offsetof({struct}, body),",
                  f"\t.has_body_offset = {has}, .body_required = {str(op['body_required']).lower()},"]
    if op["node"].get("x-raw-body"):
        shape.append("\t.raw = true,")
    if op["node"].get("x-review"):
        out += [f"static void {c}_review(struct nv_request *req, void *args)", "{",
                f"\tnv_review_{c}(req, args);", "}", ""]
        shape.append(f"\t.review = {c}_review,")
    out += [f"static const struct nv_op_shape {c}_shape = {{"] + (shape or ["\t.n_path = 0,"]) + ["};", ""]
    out += [f"enum nv_rc nv_run_{c}(struct nv_request *req, struct nv_reply *reply)", "{",
            f"\t{struct} *args = nv_new(req->arena, {struct});",
            f"\tenum nv_rc rc = nv_request_decode(req, &{c}_shape, args);", "",
            f"\treturn rc == NV_OK ? nv_op_{c}(req, args, reply) : rc;", "}"]
    return out


def thunks_h(spec):
    out = [BANNER, "#ifndef NV_API_GEN_THUNKS_H", "#define NV_API_GEN_THUNKS_H", "", '#include "api/request.h"', ""]
    out += [f"nv_op_fn nv_run_{op['c']};" for op in spec.operations]
    return "\n".join(out + ["", "#endif", ""])


def routes_h(spec):
    out = [BANNER, "#ifndef NV_API_GEN_ROUTES_H", "#define NV_API_GEN_ROUTES_H", "", "#include <stddef.h>", "",
           '#include "api/request.h"', "", "/* In the order of openapi.yaml. */",
           "extern const struct nv_route nv_routes[];", "extern const size_t nv_routes_n;", "", "#endif", ""]
    return "\n".join(out)


def produces(node):
    for status, response in node["responses"].items():
        if str(status).startswith("2") and "content" in response:
            return next(iter(response["content"]))
    return "application/json"


def routes_c(spec):
    out = [BANNER, '#include "routes.h"', "", '#include "thunks.h"', "", "const struct nv_route nv_routes[] = {"]
    for op in spec.operations:
        node = op["node"]
        scope = "NV_SCOPE_" + snake(node["x-scope"]).upper()
        flags = [("idempotent_key", node["x-idempotency-key"]), ("form_body", op["form"]),
                 ("merge_patch", op["merge_patch"]), ("has_body", op["has_body"]),
                 ("body_required", op["body_required"]), ("batch", node.get("x-batch", False)),
                 ("counts_quota", node["x-scope"] != "none")]
        out += ["\t{", f"\t\t.operation = {c_str(op['id'])}, .method = NV_{op['method'].upper()},",
                f"\t\t.path = {c_str(op['path'])},",
                f"\t\t.scope = {scope}, .lane = {LANES[node['x-lane']]},"]
        text = ", ".join(f".{name} = true" for name, on in flags if on)
        if text:
            out.append(f"\t\t{text},")
        out += [f"\t\t.produces = {c_str(produces(node))},", f"\t\t.run = nv_run_{op['c']},", "\t},"]
    out += ["};", "", "const size_t nv_routes_n = sizeof(nv_routes) / sizeof(nv_routes[0]);", ""]
    return "\n".join(out)


FILES = {"enums.h": enums_h, "enums.c": enums_c, "args.h": args_h, "shapes.h": shapes_h, "shapes.c": shapes_c,
         "ops.h": ops_h, "thunks.h": thunks_h, "thunks.c": thunks_c, "routes.h": routes_h, "routes.c": routes_c}


def main():
    parser = argparse.ArgumentParser(description="Make api/gen from openapi.yaml.")
    parser.add_argument("--check", action="store_true", help="exit 1 when a file is stale, write nothing")
    parser.add_argument("--spec", type=pathlib.Path, default=ROOT / "openapi.yaml")
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "api" / "gen")
    options = parser.parse_args()
    try:
        spec = Spec(yaml.safe_load(options.spec.read_text(encoding="utf-8")))
        texts = {name: make(spec) for name, make in FILES.items()}
    except SpecError as error:
        sys.exit(f"{options.spec}: {error}")
    stale = [name for name, text in texts.items()
             if not (options.out / name).is_file() or (options.out / name).read_text(encoding="utf-8") != text]
    if options.check:
        for name in stale:
            print(f"{options.out / name} is stale: run api/tools/gen_api.py", file=sys.stderr)
        sys.exit(1 if stale else 0)
    for name in stale:
        (options.out / name).write_text(texts[name], encoding="utf-8")


if __name__ == "__main__":
    main()

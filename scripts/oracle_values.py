"""Systematic values for the three texts that Claude Code parses: URLs, regular expressions and version ranges.

Each family is a list of texts, the same in every run, and the marketplace entry that contains a text."""

import random
from itertools import product

HOSTS = """a.b a A.B localhost 127.0.0.1 127.1 0x7f.1 0x7f000001 017700000001 2130706433 256.1.1.1 1.2.3.4.5 1.2.3.256 a.1 a.0x a.0xg
1. 1.. a..b .a a. -a a- _a a_b a%20b a%41 %41 %zz %c3%a9 %00 a%2fb [::1] [::1 [::g] [1:2:3:4:5:6:7:8] [::1.2.3.4] [::1%25en0] [::] ::1
é.b ü xn--e1afmkfd.b xn-- xn--a xn--a.b xn--0 ａ.b a。b a\u00adb a\u200bb \u00ad \ufeffa ½ ß.b ☃.b 日本 a‍b \u0661.b 𝐚.b
a<b a>b a^b a|b a`b a{b a}b a"b a'b a!b a$b a&b a(b a*b a+b a,b a;b a=b a~b a@b a:b a\\b a/b a?b a#b a[b a]b ${HOST} {host} <host> ٠.b 09 0x 0xg
1e3 4294967295 4294967296 0.0.0.0 00 0000000000 169.254.169.254 2852039166 user@a.b user:pw@a.b us@er@a.b :@a.b @a.b @ a.b: a.b:80 a.b:0
a.b:65535 a.b:65536 a.b:-1 a.b:x a.b:8x a.b:080 a.b:٣ a.b:99999999999 a.b:: [::1]:80 [::1]x [::1]: [] [:] [v1.a]""".split()
SCHEMES = ["https://", "http://", "ftp://", "ws://", "file://", "file:", "https:", "https:/", "https:///", "https:\\\\", "HTTPS://",
           "mailto:", "x://", "x:", "x:/", "git+ssh://", "ssh://", "//", "/", "", ":", "://", "1a://", "a_b://", "é://", "ht tp://", " https://",
           "\thttps://", "htt\nps://", "javascript:", "data:", "blob:https://"]
TAILS = ["", "/", "/p", "?q", "#f", "/a b", "/%", "\\p", "/é", " ", "/\u0000", ":443/p"]

ATOMS = r"""a . ^ $ \b \B \d \w \s \p{L} \p{Lu} \p{Foo} \p \P{ \u \u0041 \u{41} \u{110000} \x4 \x41 \c \cA \c1 \0 \01 \1 \2 \8 \k \k<n> \k<m> \k<
\- \/ \a \_ \é [a] [^a] [] [^] [a-z] [z-a] [a-] [-a] [a-\d] [\d-a] [\d-\w] [\b] [\B] [\c] [\ca-z] [\x4] [\u{1}] [a [[] []] [\]] ] { } {1} {1,} {1,2} {2,1} {,1} {a} {1
a{ a{1 a{1} a{1,} a{1,2} a{2,1} a{,2} a{1}{2} a{99999999999} a{1}? a* a+ a? a*? a+? a?? a** a++ a?+ a*+ * + ? | || (a) (a|b) () ( ) (? (?) (?: (?:a) (?:a)* (?=a) (?!a)
(?<=a) (?<!a) (?=a)* (?!a)+ (?<=a)* (?<!a)? (?=a){2} (?<n>a) (?<n>b) (?<m>b) (?<n (?<>a) (?<1>a) (?<n-m>a) (?<é>a) (?<$>a) (?<_1>a) (?<n>a)\k<n> (?i:a) (?-i:a) (?i-m:a) (?i-i:a)
(?ii:a) (?-:a) (?ims:a) (?g:a) (?i) (?i)a (?#a) (?>a) (?P<n>a) (?'n'a) (?(1)a) ^* $* ^+ \b* \B+ \d* \d{2} [a]* [a]{2,1} (a)* (a){2} ((a) (a)) é 😀 😀* [😀] [😀-😁] [😁-😀] \ud83d \
(?<n>a)|(?<n>b) (?:(?<n>a)|(?<n>b)) (?<n>a)(?<n>b) (?:(?<n>a)|b)(?<n>c) (?<\u0061>a) (?<a\u{62}>a) [\w-] [--a] [a--] [&&] [a&&b] (?<n>a)|\k<n> \k<n>(?<n>a)
(?<a>.)(?<b>.) (?<n>(?<n>a)) a|* |* (*) (+) (|) (a|*) [z-\x61] [\x41-\x5a] [\x5a-\x41] [\u0041-\u005a] [\0-\1] [\n-\r] [\r-\n] [+--] [%--] [a-\b] [a-\-]""".split()

PARTIALS = """1 1.2 1.2.3 0 00 01.2.3 1.02.3 1.2.03 1.2.3.4 1. .1 1..2 x X * 1.x 1.2.x 1.*.3 x.1 *.1 x.x.x 1.x.3 v1 v1.2.3 =1 =v1.2.3 v=1 vv1 V1.2.3 1.2.3-a 1.2.3-a.1
1.2.3-01 1.2.3-0a 1.2.3- 1.2.3-a..b 1.2.3-é 1.2.3+b 1.2.3-a+b 1.2.3+ 1.2.3+a+b 1.2-a 1-a 1.2+b 1.2.x-a 1.x-a x-a 1.2.3a 1.2.3alpha a latest 1a -1 1.2.-3
9007199254740991 9007199254740992 99999999999999999999 1.9007199254740992.0 1,2 1_2 2.1.330 1.2.3-a-b 1.2.3--a 1.2.3.x 1.2.3-x.y.z 1.2.3-١ ١ 0.0.0 0.0.0-0 next ${V} 1.2.3\u00a0 \ufeff1 1.2.3-+b""".split()
OPERATORS = ["", "<", ">", "<=", ">=", "=", "==", "===", "^", "~", "~>", "~=", "^=", "^>", "^^", "~~", "<>", "><", "=>", "=<", "!", "!=", "^ ", "~ ", "~> ", ">= ", "< ", "= ", "v", ">v", ">=v", "^v", "~v", "> = ", "<\t", "~>="]
JOINED = ["1 - 2", "1 -2", "1- 2", "1-2", "1  -  2", "1 - ", " - 2", "-", " - ", "1 - 2 - 3", "1 - 2 3", "0 1 - 2", ">1 - 2", "1 - <2", "^1 - 2", "1 - 2 || 3", "1.2 - 1.2.3-a", "x - 1", "1 - *",
          "", " ", "  ", "||", " || ", "|| 1", "1 ||", "1|2", "1||2", "1 ||| 2", "|", "1 |", "1 && 2", "1,2", ">1 <2", ">1<2", ">1, <2", ">1,<2", "> 1 < 2", ">=1 <2 || >=3", "^1 ^2", "1 2", "* *", "* 1",
          "^", "~", ">", "<", ">=", "=", "~>", "^ ^1", "> > 1", ">1 a", "a || 1", "1 || a", "a || b", "\t1", "1\n", "1\n2", "1 || 2 || 3", ">=1.0.0 <2.0.0-0", "1 - 2 - ", "v 1", "- 1", "1 -", "1.2.3 - 2.3.4-", "a - b", "1 - b",
          "(1)", "[1,2)", "\"1\"", "1;2", "workspace:*", "npm:a@1", "file:x", "https://a.b", "git+x", "1.2.3 # c", "@1", "^1.2.3@4", ">=2.1.0 and <3", "~1.2 or 3"]


def urls():
    values = [scheme + host + tail for scheme, host, tail in product(["https://"], HOSTS, TAILS)]
    values += [scheme + host + tail for scheme, host, tail in product(SCHEMES, HOSTS, [""])]
    return values


def expressions():
    pairs = [left + right for left, right in product(ATOMS, ATOMS)]
    triples = ["".join(random.Random(seed).choices(ATOMS, k=3)) for seed in range(400)]
    return ATOMS + random.Random(1).sample(pairs, 2600) + triples


def ranges():
    simple = [operator + partial for operator, partial in product(OPERATORS, PARTIALS)]
    pairs = [random.Random(seed) for seed in range(1200)]
    joints = [" ", " || ", "||", "  ", " - ", ",", " -", "- ", "|", "\t"]
    return JOINED + simple + [pick.choice(simple) + pick.choice(joints) + pick.choice(simple) for pick in pairs]


# Values of every type, most of which are wrong for a given field.
VALUES = [None, True, 0, -1.5, "", " ", "text", "./x", [], [1], [""], ["a", "a"], [{}], [None], {}, {"a": 1}, {"a": None}, {"a": {}}, {"": "x"}]


def misfits(schema, shape):
    """Objects in which one field, at any depth that a shape of the JSON Schema shows, has a value of each type."""
    fields = fields_of(schema, shape, 0)
    return [wrap(path, value) for path in dict.fromkeys(fields) for value in VALUES]


def fields_of(schema, shape, depth):
    """The key paths of a shape: `*` stands for a key of the author's choice and `0` for an item."""
    if "$ref" in shape:
        shape = schema["$defs"][shape["$ref"].rsplit("/", 1)[-1]]
    if depth > 4:
        return
    for part in shape.get("anyOf", []) + shape.get("allOf", []):
        yield from fields_of(schema, part, depth)
    inner = dict(shape.get("properties", {}))
    if isinstance(shape.get("additionalProperties"), dict):
        inner["*"] = shape["additionalProperties"]
    if "items" in shape:
        inner["0"] = shape["items"]
    for key, below in inner.items():
        yield (key,)
        yield from ((key, *rest) for rest in fields_of(schema, below, depth + 1))


def hook_files(schema):
    """Hooks files in which one field of the file, of an event, of a matcher group or of a hook has a value of each type, or is
    missing. The events share one shape, so the groups and hooks of the first stand for all."""
    events = schema["properties"]["hooks"]["properties"]
    event = next(iter(events))
    group = schema["$defs"][events[event]["$ref"].rsplit("/", 1)[-1]]["items"]
    hook = {"type": "command", "command": "true"}
    yield from variants(schema["properties"], {"hooks": {}})
    for name in [*events, "Unknown"]:
        yield from ({"hooks": {name: value}} for value in VALUES)
    groups = list(variants(group["properties"], {"hooks": [hook]})) + VALUES
    hooks = list(VALUES)
    for kind in group["properties"]["hooks"]["items"]["anyOf"]:
        types = kind["properties"]["type"]["enum"]
        valid = {key: "https://a.b" if key == "url" else "text" for key in kind["required"]} | {"type": types[0]}
        hooks += variants(kind["properties"], valid)
    groups += [{"hooks": [one]} for one in hooks]
    yield from ({"hooks": {event: [one]}} for one in groups)


def variants(fields, valid):
    """A valid object with each value in each of the fields and in an unknown one, with each of its own fields missing, and with
    each wrong value below a field that contains others."""
    for key, shape in [*fields.items(), ("unknown", {})]:
        yield from ({**valid, key: value} for value in VALUES)
        inner = {"items": "0", "additionalProperties": "*"}
        for within in (inner[part] for part in inner if isinstance(shape.get(part), dict)):
            yield from ({**valid, key: wrap([within], value)} for value in VALUES)
    for missing in valid:
        yield {key: value for key, value in valid.items() if key != missing}


def wrap(path, value):
    for key in reversed(path):
        value = [value] if key == "0" else {"x" if key == "*" else key: value}
    return value


# Name of the family: its texts, and the fields of an entry that contains one.
FAMILIES = {
    "url": (urls, lambda text: {"homepage": text}),
    "regular-expression": (
        expressions,
        lambda text: {"relevance": {"signals": {"manifestDeps": [{"file": "x", "pattern": text}]}}},
    ),
    "version-range": (ranges, lambda text: {"engines": {"claude-code": text}}),
}

"""Reads a program without running it, with the parser that would run it."""
import _ast

SYNTAX_SEVERITY = 10
MAX_FOUND = 100
IMPORTERS = ('__import__', 'importlib.import_module', 'importlib.__import__')


def analyse(code, name, policy):
    try:
        tree = compile(code, name, 'exec', _ast.PyCF_ONLY_AST)
    except SyntaxError as error:
        return [violation('syntax', error.lineno, error.offset, SYNTAX_SEVERITY, error.msg)]
    except ValueError as error:
        return [violation('syntax', 1, 1, SYNTAX_SEVERITY, str(error))]
    nodes = list(walk(tree))
    aliases = {}
    for node in nodes:
        collect_aliases(node, aliases)
    lines = code.splitlines()
    found = []
    for node in nodes:
        for rule, severity, message in findings(node, policy, aliases):
            line, column = place(node, lines)
            found.append(violation(rule, line, column, severity, message))
            if len(found) >= MAX_FOUND:
                return found
    return found


def walk(tree):
    pending = [tree]
    while pending:
        node = pending.pop()
        yield node
        for field in node._fields:
            value = getattr(node, field, None)
            if isinstance(value, _ast.AST):
                pending.append(value)
            elif isinstance(value, list):
                pending.extend(item for item in value if isinstance(item, _ast.AST))


def collect_aliases(node, aliases):
    """What imported names stand for: `import os as o` makes `o` `os`, `from os import system` makes `system` `os.system`."""
    if isinstance(node, _ast.Import):
        for alias in node.names:
            if alias.asname is not None:
                aliases[alias.asname] = alias.name
    elif isinstance(node, _ast.ImportFrom) and node.module is not None:
        for alias in node.names:
            aliases[alias.asname or alias.name] = node.module + '.' + alias.name


def findings(node, policy, aliases):
    if isinstance(node, _ast.Import):
        for alias in node.names:
            yield from for_import(alias.name, policy)
    elif isinstance(node, _ast.ImportFrom):
        yield from for_import_from(node, policy)
    elif isinstance(node, _ast.Call):
        yield from for_call(node, policy, aliases)
    elif isinstance(node, _ast.Attribute):
        yield from for_attribute(node.attr, policy)


def for_import_from(node, policy):
    module = node.module or ''
    found = list(for_import(module, policy))
    if not found:
        for alias in node.names:
            found.extend(for_import(module + '.' + alias.name, policy))
    return found


def for_import(module, policy):
    parts = module.split('.')
    for length in range(len(parts), 0, -1):
        severity = policy['imports'].get('.'.join(parts[:length]))
        if severity is not None:
            return [('blocked-import', severity, 'Imports ' + module + '.')]
    return []


def for_call(node, policy, aliases):
    name = name_of(node.func, aliases)
    if name is None:
        return
    severity = policy['calls'].get(name)
    if severity is not None:
        yield 'blocked-call', severity, 'Calls ' + name + '.'
    constant = text_of(node.args[0]) if node.args else None
    if name in IMPORTERS and constant is not None:
        yield from for_import(constant, policy)
    if name in ('getattr', 'hasattr', 'setattr') and len(node.args) > 1:
        yield from for_attribute(text_of(node.args[1]), policy)


def for_attribute(name, policy):
    severity = policy['attributes'].get(name)
    return [] if severity is None else [('introspection', severity, 'Uses ' + name + '.')]


def name_of(node, aliases):
    if isinstance(node, _ast.Name):
        return aliases.get(node.id, node.id)
    if isinstance(node, _ast.Attribute):
        owner = name_of(node.value, aliases)
        return None if owner is None else (owner + '.' + node.attr).removeprefix('builtins.')
    return None


def text_of(node):
    value = node.value if isinstance(node, _ast.Constant) else None
    return value if isinstance(value, str) else None


def place(node, lines):
    """Columns come in bytes; people count characters."""
    line = lines[node.lineno - 1] if node.lineno <= len(lines) else ''
    before = line.encode('utf-8', 'surrogatepass')[:node.col_offset]
    return node.lineno, len(before.decode('utf-8', 'replace')) + 1


def violation(rule, line, column, severity, message):
    return {
        'rule': rule,
        'line': line or 1,
        'column': column or 1,
        'severity': severity,
        'message': message,
    }

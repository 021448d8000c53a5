#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Write a file as a C array of bytes: embed_text.py INPUT SYMBOL HEADER OUTPUT.c"""
import sys


def main():
    path, symbol, header, output = sys.argv[1:]
    with open(path, 'rb') as f:
        data = f.read()
    rows = [','.join(str(b) for b in data[i:i + 32]) for i in range(0, len(data), 32)]
    with open(output, 'w', encoding='ascii') as f:
        f.write('// SPDX-License-Identifier: Apache-2.0\n/* Made by api/tools/embed_text.py. */\n'
                f'#include "{header}"\n\nconst unsigned char {symbol}[] = {{\n' + ',\n'.join(rows) + ',0\n};\n'
                f'const size_t {symbol}_bytes = sizeof({symbol}) - 1;\n')


if __name__ == '__main__':
    main()

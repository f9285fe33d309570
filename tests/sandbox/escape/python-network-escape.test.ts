import { Egress } from '@weft/adapters-egress'
import { afterAll } from 'vitest'

import { describeEscapes } from './escape-suite.js'

const main = (body: string) => {
  const lines = body.trim().split('\n')
  return `def main():\n    found = None\n${lines.map((line) => `    ${line}`).join('\n')}\n    return {"found": repr(found)}`
}
const from = (expression: string) => main(`found = ${expression}`)
const alive = 'def main():\n    return {"alive": True}'

/** Talks to the device under the modules; `head` is what it says. */
const device = (head: string) => `
import json, os
def main():
    fd = os.open("/dev/network", os.O_RDWR)
    os.write(fd, json.dumps(${head}).encode() + b"\\n")
    answer = os.read(fd, 4096)
    return {"found": repr(answer)}
`

const PROGRAMS = {
  'gets with requests': from('__import__("requests").get("CANARY_URL").text'),
  'gets with httpx': from('__import__("httpx").get("CANARY_URL").text'),
  'posts with a session': main(`
import requests
found = requests.Session().post("CANARY_URL", data=b"x").content`),
  'asks the device': device(
    '{"method": "GET", "url": "CANARY_URL", "headers": [], "redirect": True, "verify": True}',
  ),
  'asks the device to be granted': device(
    '{"method": "GET", "url": "CANARY_URL", "headers": [], "isNetworkGranted": True, "allow": ["127.0.0.1"]}',
  ),
  'asks for another protocol': device(
    '{"method": "GET", "url": "file://CANARY_FILE", "headers": []}',
  ),
  'asks for a data address': device('{"method": "GET", "url": "data:,x", "headers": []}'),
  'names the address in octal': from(
    '__import__("requests").get("http://0177.0.0.1:CANARY_PORT/").text',
  ),
  'names the address as one number': from(
    '__import__("requests").get("http://2130706433:CANARY_PORT/").text',
  ),
  'names the address in hexadecimal': from(
    '__import__("requests").get("http://0x7f.1:CANARY_PORT/").text',
  ),
  'names the address by name': from(
    '__import__("requests").get("http://localhost:CANARY_PORT/").text',
  ),
  'names the address in IPv6': from(
    '__import__("requests").get("http://[::ffff:127.0.0.1]:CANARY_PORT/").text',
  ),
  'names the unspecified address': from(
    '__import__("requests").get("http://0.0.0.0:CANARY_PORT/").text',
  ),
  'hides the address behind a user': from(
    '__import__("requests").get("http://example.org@127.0.0.1:CANARY_PORT/").text',
  ),
  'smuggles a header': main(`
import requests
found = requests.get("CANARY_URL", headers={"X": "a\\r\\nHost: evil\\r\\n\\r\\nGET / HTTP/1.1"}).text`),
  'smuggles in the method': device(
    '{"method": "GET / HTTP/1.1\\r\\nX: y", "url": "CANARY_URL", "headers": []}',
  ),
  'replaces the module under requests': main(`
import sys, requests, weft_network
weft_network.send = None
found = sys.modules["weft_network"]._exchange(b'{"method":"GET","url":"CANARY_URL","headers":[]}\\n')`),
  'opens the device again and again': main(`
import os
found = 0
for _ in range(2000):
    fd = os.open("/dev/network", os.O_RDWR)
    os.write(fd, b"x" * 1000)
    os.close(fd)
found = 1`),
  'fills the device': main(`
import os
fd = os.open("/dev/network", os.O_RDWR)
while True: os.write(fd, b"x" * 1000000)`),
  'reads the device without a word': main(`
import os
found = os.read(os.open("/dev/network", os.O_RDWR), 100)`),
  'asks without end': main(`
import requests
while True:
    try: requests.get("CANARY_URL")
    except requests.RequestException as error: found = str(error)`),
} as const

describeEscapes({
  ids: 'T-A6, T-A12, no network granted',
  language: 'python3',
  alive,
  programs: PROGRAMS,
})

const egress = Egress.open()
afterAll(() => egress.close())

describeEscapes({
  ids: 'T-A6, T-A12, network granted but not to this machine',
  language: 'python3',
  alive,
  programs: PROGRAMS,
  options: { network: { egress, grantOf: () => ({ type: 'granted' }) } },
})

"""Every household of an organisation, by the API: python households.py http://127.0.0.1:8000 LOGIN ORG

Only Python's own library is needed; the password is asked for or taken from LIANCUN_PASSWORD.
"""

import json
import os
import sys
from getpass import getpass
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

site, login, org = sys.argv[1:]
cookies = CookieJar()
browser = build_opener(HTTPCookieProcessor(cookies))
browser.open(f"{site}/login").close()
token = next(each.value for each in cookies if each.name == "csrftoken")
password = os.environ.get("LIANCUN_PASSWORD") or getpass()
said = urlencode({"login": login, "password": password, "csrfmiddlewaretoken": token})
browser.open(f"{site}/login", said.encode()).close()
whole = Request(f"{site}/api/orgs/{org}/households", headers={"Accept": "application/x-ndjson"})
with browser.open(whole) as answer:
    for line in answer:
        household = json.loads(line)
        print(household["code"], household["head"])

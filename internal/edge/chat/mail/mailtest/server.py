"""A real SMTP server for tests: Debian's aiosmtpd. It writes one line of JSON for each message
that it takes, and ends when its standard input does, so that it outlives nobody."""

import asyncio
import base64
import json
import os
import ssl
import sys
import threading

try:
    from aiosmtpd.smtp import SMTP, AuthResult
except ImportError:
    sys.exit("aiosmtpd is missing")

options = json.loads(sys.argv[1])


def say(**what):
    print(json.dumps(what), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in options["unknown"]:
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        say(sender=envelope.mail_from, to=envelope.rcpt_tos, tls=options["direct"] or session.ssl is not None,
            login=session.auth_data or "", data=base64.b64encode(envelope.content).decode())
        if options["lose"] > 0:
            options["lose"] -= 1
            server.transport.abort()
        return "250 OK"


def login(server, session, envelope, mechanism, data):
    good = data.login.decode() == options["user"] and data.password.decode() == options["password"]
    return AuthResult(success=good, handled=False, auth_data=data.login.decode())


async def serve():
    context = None
    if options["cert"]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(options["cert"], options["key"])

    def protocol():
        return SMTP(
            Handler(), hostname="mail.example.com", enable_SMTPUTF8=True,
            tls_context=None if options["direct"] else context,
            require_starttls=context is not None and not options["direct"],
            authenticator=login if options["user"] else None,
            auth_required=bool(options["user"]), auth_require_tls=context is not None and not options["direct"])

    server = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", options["port"], ssl=context if options["direct"] else None)
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


def outlive_nobody():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=outlive_nobody, daemon=True).start()
asyncio.run(serve())

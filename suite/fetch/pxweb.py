"""Ask PxWebApi 2 for a table: one POST, within bounds, and a sentence in Swedish for whatever goes wrong.

The system's own certificates and proxy are used, as a public body's network asks for. A redirect is not followed:
a figure's source is the address that was asked.
"""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from model.errors import InputError
from model.fields import printable


@dataclass(frozen=True)
class Limits:
    """How long is waited for a connection, a piece of an answer and all of it, in seconds, and how much is read.

    `tries` is how many times a request is made again when the answer is 429 or 503, after as long as the answer
    asks for, `longest_wait` at most.
    """

    connection: float = 10
    piece: float = 30
    whole: float = 120
    largest: int = 5 * 2**20
    tries: int = 3
    longest_wait: int = 60


LIMITS = Limits()
"""How patient the command is."""


def post(address: str, table: str, selection: Mapping[str, Sequence[str]], limits: Limits | None = None) -> bytes:
    """Return the answer of a table as it came.

    Parameters
    ----------
    address : str
        The API's address, without the table.
    table : str
        The table's code.
    selection : mapping of str to sequence of str
        The codes asked for, by variable.
    limits : Limits, optional
        How patient to be.

    Raises
    ------
    InputError
        If there is no whole answer.
    """
    bounds, url = limits or LIMITS, f"{address}/tables/{table}/data"
    body = {"selection": [{"variableCode": name, "valueCodes": list(codes)} for name, codes in selection.items()]}
    started = time.monotonic()
    truststore.inject_into_ssl()
    try:
        with requests.Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=_again(bounds)))
            answer = session.post(
                url,
                params={"lang": "sv", "outputFormat": "json-stat2"},
                json=body,
                timeout=(bounds.connection, bounds.piece),
                allow_redirects=False,
                stream=True,
            )
            data = _read(answer, bounds, url, started + bounds.whole)
    except requests.RequestException as error:
        raise InputError(f"{url}: {_reason(error, bounds)}") from None
    finally:
        truststore.extract_from_ssl()
    if answer.status_code != requests.codes.ok:
        raise InputError(f"{url}: {_refusal(answer, data, table)}")
    return data


def _again(bounds: Limits) -> Retry:
    return Retry(
        total=bounds.tries,
        connect=0,
        read=False,  # a read that takes too long is told as that
        redirect=0,
        status_forcelist=(429, 503),
        allowed_methods=("POST",),
        backoff_factor=1,
        retry_after_max=bounds.longest_wait,
        raise_on_status=False,
    )


def _read(answer: requests.Response, bounds: Limits, url: str, deadline: float) -> bytes:
    """Read an answer piece by piece, so that neither a slow one nor an endless one holds the command."""
    data = bytearray()
    for piece in answer.iter_content(2**16):
        data += piece
        if len(data) > bounds.largest:
            raise InputError(f"{url}: väntade ett svar på högst {bounds.largest // 2**20} MB")
        if time.monotonic() > deadline:
            raise InputError(f"{url}: väntade ett helt svar inom {bounds.whole:g} sekunder; försök igen senare")
    return bytes(data)


def _reason(error: requests.RequestException, bounds: Limits) -> str:
    reasons: list[tuple[type[requests.RequestException], str]] = [
        (requests.exceptions.ProxyError, "proxyn svarar inte; kontrollera HTTPS_PROXY eller fråga it-avdelningen"),
        (requests.exceptions.SSLError, "certifikatet godtas inte av datorn; fråga it-avdelningen"),
        (requests.exceptions.Timeout, f"inget svar inom {bounds.piece:g} sekunder; försök igen senare"),
        (requests.exceptions.ChunkedEncodingError, "svaret bröts innan det var helt; försök igen"),
        (requests.exceptions.ContentDecodingError, "svaret går inte att packa upp; försök igen"),
        (requests.exceptions.ConnectionError, "ingen kontakt; kontrollera adressen, nätet och eventuell proxy"),
    ]
    return next((text for kind, text in reasons if isinstance(error, kind)), f"ingen kontakt ({error})")


def _refusal(answer: requests.Response, data: bytes, table: str) -> str:
    code = answer.status_code
    if answer.is_redirect or code in range(300, 400):
        return f"svaret hänvisar till {answer.headers.get('Location', 'en annan adress')}; ändra adressen i filen"
    reasons = {
        404: f"tabellen {table} finns inte där; kontrollera koden",
        429: "för många frågor, även efter att ha väntat; försök igen om en stund",
    }
    told = _told(data)
    return f"{reasons.get(code, f'svarade {code}')}{f' ({told})' if told else ''}"


def _told(data: bytes) -> str:
    """Return what an error answer says of itself, if it is a problem in JSON."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    words = [found.get(key) for key in ("title", "detail")] if isinstance(found, dict) else []
    return printable(": ".join(map(str, filter(None, words))), " ")[:200]

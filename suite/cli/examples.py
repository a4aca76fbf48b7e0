"""Examples of each verb, as its help shows them."""


def _shown(*lines: str) -> str:
    return "\n".join(["exempel:", *(f"  python -m model {line}" for line in lines)])


EXAMPLES = {
    "": _shown("kontroll", "berakna --part Åre", "scenario bas hog-lpix", "lista scenarier", "berakna --help"),
    "kontroll": _shown("kontroll", "kontroll --per-datum 2027-02-15", "kontroll --ut iakttagelser.xlsx"),
    "berakna": _shown(
        "berakna",
        "berakna --part Åre --ar 2026-2030",
        "berakna --avtal natverk --ut belopp.xlsx",
        "berakna --scenario hog-lpix --detalj",
    ),
    "prognos": _shown(
        "prognos 2026", "prognos 2026 --avtal energikontor --tertial 1", "prognos 2026 --ut prognos.xlsx"
    ),
    "arshjul": _shown("arshjul 2027", "arshjul 2027 --ut arshjul.ics", "arshjul 2027 --avtal natverk --json"),
    "forklara": _shown("forklara --part Åre --ar 2026", "forklara --part Åre --ar 2026 --alla"),
    "varfor": _shown(
        "varfor --part Åre --fran 2025 --till 2026", "varfor --part Åre --fran 2027 --till-scenario hog-lpix"
    ),
    "scenario": _shown("scenario bas hog-lpix", "scenario bas hog-lpix+befolkning-trend --part Åre"),
    "simulera": _shown("simulera", "simulera --part Åre --niva 150000", "simulera --ut banor.xlsx"),
    "kanslighet": _shown("kanslighet", "kanslighet --part Åre --ut kanslighet.csv"),
    "utforska": _shown("utforska", "utforska --scenario hog-lpix --ut hog.html"),
    "arbetsbok": _shown("arbetsbok", "arbetsbok --scenario hog-lpix --ut hog.xlsx"),
    "las-arbetsbok": _shown('las-arbetsbok outputs/arbetsbok.xlsx --namn "Högre löner"'),
    "hamta": _shown("hamta befolkning 2024", "hamta lpix --ar 2027 --procent 3,1 --beslut ..."),
    "befolkning": _shown(
        "hamta befolkning 2024", "hamta befolkning 2026M10 --tabell TAB6471 --ersatter 2026-11-01 --skriv"
    ),
    "lpix": _shown(
        'hamta lpix --ar 2027 --procent 3,1 --beslut "RF 2026-11-25" --skriv',
        'hamta lpix lpik.xlsx --ar 2027 --kolumn LPIX --beslut "RF 2026-11-25"',
        "hamta lpix --angra",
    ),
    "indata": _shown("indata", "indata --till-xlsx --skriv", "indata --till-csv --skriv"),
    "utfall": _shown(
        "utfall bok.se --avtal energikontor --ar 2026",
        "utfall bok.se --avtal energikontor --ar 2026 --status fastställd --skriv",
    ),
    "faktura": _shown(
        "faktura 2027",
        'faktura 2027 --utfarda --av "Namn"',
        'faktura 2027 --trots antagande --skal "Styrgruppen 2026-12-03"',
    ),
    "fakturerat": _shown(
        "fakturerat", "fakturerat --part Åre --ar 2026", 'fakturerat --importera tidigare.csv --av "Namn"'
    ),
    "bokslut": _shown('bokslut energikontor 2026 --beslut "Regionstyrelsen 2027-02-10 RS/1/2027"'),
    "rapport": _shown(
        "rapport 2025",
        "rapport 2025 --namn partsblad --part Åre",
        "rapport 2024 --kvartal 1",
        "rapport 2026 --tertial 1",
        "rapport 2026 --namn motesunderlag --mote 2027-03-15",
    ),
    "arspaket": _shown("arspaket 2025 --per-datum 2026-02-15", "arspaket --fran D:/Arspaket/arspaket_2025"),
    "jamfor": _shown("jamfor outputs/tidigare/arspaket_2025_2026-02-03 outputs/arspaket_2025"),
    "verifiera": _shown("verifiera ekonomisk_rapport_2025.pdf", "verifiera outputs/arspaket_2025 --inputs egna"),
    "lista": _shown("lista scenarier", "lista tabeller", "lista parter --json"),
    "ny": _shown("ny mina-indata", "ny mina-indata --tom --arbetsbok"),
}
"""The end of a verb's help; of the whole command line's by the empty text."""

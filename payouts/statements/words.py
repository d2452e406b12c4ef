"""The words of statements, in English and Spanish."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from babel.dates import format_date

from payouts.schemes.words import LANGUAGES, language_of

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "title": "Statement {number}",
        "to": "Paid to",
        "from": "Paid by",
        "sent": "Sent on",
        "issued": "Issued on",
        "reference": "Reference",
        "transfer": "The payment provider's reference",
        "total": "Paid to you",
        "work": "What you did",
        "in_detail": "line by line",
        "tips": "Tips, the whole of each",
        "other": "Besides",
        "taken": "Taken off",
        "sums": "In all",
        "earned": "Earned",
        "tipped": "Tips",
        "fees": "Fees taken from you",
        "at_once": "You wanted it at once",
        "sending_fee": "Kept by the payment provider for that",
        "sending_fee_note": "nothing, if it had to go the ordinary way",
        "reaches_you": "Reaches your bank",
        "held": "Not in this statement: still held",
        "until": "until {day}",
        "undecided": "until somebody has decided",
        "hold_time": "Held for a while, so that whoever was there can say if something went wrong",
        "case": "Kept back while a case about it runs",
        "dispute": "Kept back while a payment for it is disputed",
        "hold": "Kept back",
        "debt_left": "You still owe {amount}. It comes off later pay, never off tips.",
        "earning": "Work",
        "tip": "Tip",
        "compensation": "Made up to you, because you were let down",
        "earning_addition": "Added later",
        "reimbursement": "Costs given back against a receipt",
        "debt_netted": "What you owed from before",
        "clawback": "Taken back, because the customer's bank took the payment back",
        "taken_back": "Taken back for a refund to the customer",
        "carried_over": "Too small for a bank to take: added next time",
        "brought_forward": "Kept from last time, when it was too small for a bank",
        "correction": "Set right",
        "difference": "Set right later",
        "page": "Page {page}",
        "made": "Made from the books. The same statement, whenever you ask for it.",
        "letters_lost": "A ? may stand for a letter of a script that cannot be printed here.",
        "section": "Part",
        "what": "What",
        "detail": "Detail",
        "day": "Day",
        "amount": "Amount",
        "currency": "Currency",
    },
    "es": {
        "title": "Extracto {number}",
        "to": "Pagado a",
        "from": "Pagado por",
        "sent": "Enviado el",
        "issued": "Emitido el",
        "reference": "Referencia",
        "transfer": "Referencia del proveedor de pagos",
        "total": "Se te ha pagado",
        "work": "Lo que hiciste",
        "in_detail": "línea por línea",
        "tips": "Propinas, enteras",
        "other": "Además",
        "taken": "Descontado",
        "sums": "En total",
        "earned": "Ganado",
        "tipped": "Propinas",
        "fees": "Comisiones a tu cargo",
        "at_once": "Lo quisiste al momento",
        "sending_fee": "Se lo queda el proveedor de pagos por ello",
        "sending_fee_note": "nada, si tuvo que ir por la vía normal",
        "reaches_you": "Llega a tu banco",
        "held": "No está en este extracto: aún retenido",
        "until": "hasta el {day}",
        "undecided": "hasta que alguien decida",
        "hold_time": "Retenido un tiempo, para que quien estuvo allí pueda decir si algo fue mal",
        "case": "Retenido mientras se resuelve un caso",
        "dispute": "Retenido mientras se discute un pago",
        "hold": "Retenido",
        "debt_left": "Aún debes {amount}. Se descuenta de lo que ganes después, nunca de las propinas.",
        "earning": "Trabajo",
        "tip": "Propina",
        "compensation": "Para compensarte, porque te fallaron",
        "earning_addition": "Añadido después",
        "reimbursement": "Gastos devueltos con su recibo",
        "debt_netted": "Lo que debías de antes",
        "clawback": "Se retira, porque el banco del cliente recuperó el pago",
        "taken_back": "Se retira para devolver dinero al cliente",
        "carried_over": "Demasiado poco para un banco: se suma la próxima vez",
        "brought_forward": "Guardado de la última vez, cuando era demasiado poco para un banco",
        "correction": "Corrección",
        "difference": "Corregido después",
        "page": "Página {page}",
        "made": "Hecho a partir de los libros. El mismo extracto siempre que lo pidas.",
        "letters_lost": "Un ? puede sustituir una letra de una escritura que aquí no se puede imprimir.",
        "section": "Parte",
        "what": "Qué",
        "detail": "Detalle",
        "day": "Día",
        "amount": "Importe",
        "currency": "Moneda",
    },
}


def words(locale: str, code: str, **values: object) -> str:
    """A word or sentence of a statement."""
    return WORDS[language_of(locale)][code].format(**values)


def hold_words(locale: str, reason: str) -> str:
    """Why money is held, from the code of the hold."""
    known = WORDS[language_of(locale)]
    return known[reason] if reason in ("hold_time", "case", "dispute") else known["hold"]


def day_words(locale: str, at: dt.datetime, timezone: str) -> str:
    """The day of an instant in a zone, as people of a locale write it."""
    day = at.astimezone(ZoneInfo(timezone)).date()
    return format_date(day, "medium", locale=locale.replace("-", "_") if locale[:2] in LANGUAGES else "en")

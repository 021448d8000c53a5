// SPDX-License-Identifier: Apache-2.0
/*
 * The catalogue of states in words. The Czech texts are those of "Kontakty v kampani", word for
 * word; where it says nothing ("-") the description is empty and the note absent. Two texts it
 * lacks (the client hung up, the second sentence of a failed dial) are in docs/contact-states.md.
 * English is translated.
 */
#include "domain/contact_fsm.h"

static const struct nv_state_text czech_texts[NV_CS_MAX_] = {
	[NV_CS_INITIAL] = {"Počáteční", "Kontakt je na seznamu a je připraven k navolání.", NULL},
	[NV_CS_AWAITING_FREE_OPERATOR] = {"Čeká se na volného operátora",
		"V danou chvíli není volný žádný operátor.",
		"Systém čeká na volného operátora (podle nastaveného routingu)"},
	[NV_CS_OPERATOR_ASSIGNED] = {"Operátor přiřazen",
		"Operátorovi byl přidělen kontakt, který čeká na přijetí operátorem.",
		"Operátor se může rozhodnout relaci nepřijmout v okamžiku, kdy se objeví "
		"v operátorské konzoli."},
	[NV_CS_BCW] = {"BCW",
		"Operátor má čas na přípravu na hovor. Volání je zahájeno, jakmile se odpočet zastaví. "
		"Operátor má možnost volání zahájit kliknutím na tlačítko \"Volat\" ještě předtím, než "
		"skončí odpočítávání.",
		NULL},
	[NV_CS_CALLING] = {"Volání", "Je zahájeno volání a systém čeká na odpověď klienta.",
		"Odpovědi mohou být následující: Answered, Rejected, Unreachable."},
	[NV_CS_CALL_IN_PROGRESS] = {"Probíhá hovor", "", "Následuje stav \"Úspěch\"."},
	[NV_CS_ACW] = {"ACW",
		"Hovor byl ukončen a operátor má možnost vyplnit podrobnosti o hovoru (stejně jako u "
		"běžného sezení).",
		NULL},
	[NV_CS_RETRY_SCHEDULED] = {"Naplánováno opakování",
		"Hovor nebyl spojen na první pokus a je naplánován další.",
		"Klient hovor ukončil, nebo je nedostupný (mimo signál)."},
	[NV_CS_SUCCESS] = {"Úspěch", "Kontakt byl úspěšně navolán.", NULL},
	[NV_CS_DIAL_FAILED] = {"Nepodařilo se spojit",
		"Nebylo možné zahájit hovor. Hovor se nepodařilo spojit a další pokus není "
		"naplánován; důvod uvádí lastOutcome.",
		"V zásadě je to způsobeno potížemi souvisejícími s pracovními stanicemi operátorů, "
		"ústřednou nebo samotným systémem."},
	[NV_CS_CANCELLED_BY_CLIENT] = {"Klient zavěsil",
		"Klient hovor přijal, ale zavěsil dříve, než byl spojen s operátorem.",
		"Pouze v prediktivním a progresivním režimu."},
	[NV_CS_CANCELLED_BY_OPERATOR] = {"Odmítnuto operátorem",
		"Vytáčení bylo operátorem zrušeno.",
		"Tento stav je k dispozici pouze pro kampaně v režimu \"Preview\"."},
	[NV_CS_CANCELLED_BY_ADMIN] = {"Zrušeno administrátorem",
		"Kampaň byla ukončena a další kontakty již nebudou navolány.",
		"Může to provést správce ručně, nebo pomocí veřejného API."},
	[NV_CS_BLACKLISTED] = {"Klient je zabanován", "Kontakt je na Blacklistu.",
		"V případě potřeby má správce možnost odstranit kontakt v sekci Blacklist."},
	[NV_CS_INVALID_RECORD] = {"Neplatný záznam",
		"Telefonní číslo obsahuje písmena nebo jiné speciální znaky.",
		"Může to znamenat např. prázdné telefonní číslo, nebo použití písmen."},
	[NV_CS_REMOVED] = {"Odstraněno", "Kontakt byl smazán.",
		"Může to provést administrátor nebo pomocí Public API."},
};

static const struct nv_state_text english_texts[NV_CS_MAX_] = {
	[NV_CS_INITIAL] = {"Initial", "The contact is on the list and is ready to be called.",
		NULL},
	[NV_CS_AWAITING_FREE_OPERATOR] = {"Waiting for a free operator",
		"No operator is free at the moment.",
		"The system waits for a free operator (according to the routing set)."},
	[NV_CS_OPERATOR_ASSIGNED] = {"Operator assigned",
		"The operator was given a contact, which waits for the operator to accept it.",
		"The operator may decide not to accept the session the moment it appears in the "
		"operator console."},
	[NV_CS_BCW] = {"Before call work",
		"The operator has time to prepare for the call. The call starts as soon as the countdown "
		"stops. The operator may start it with the \"Call\" button before the countdown ends.",
		NULL},
	[NV_CS_CALLING] = {"Calling",
		"A call was started and the system waits for the client's answer.",
		"The answers may be: Answered, Rejected, Unreachable."},
	[NV_CS_CALL_IN_PROGRESS] = {"Call in progress", "", "The state \"Success\" follows."},
	[NV_CS_ACW] = {"After call work",
		"The call is over and the operator may fill in the details of the call (as with an ordinary "
		"session).",
		NULL},
	[NV_CS_RETRY_SCHEDULED] = {"Retry scheduled",
		"The call was not connected at the first attempt and another one is planned.",
		"The client ended the call, or cannot be reached (out of signal)."},
	[NV_CS_SUCCESS] = {"Success", "The contact was called successfully.", NULL},
	[NV_CS_DIAL_FAILED] = {"Dial failed",
		"The call could not be started. The call was not connected and no further attempt is "
		"planned; lastOutcome says why.",
		"As a rule it is caused by trouble with the operators' workstations, the exchange or "
		"the system itself."},
	[NV_CS_CANCELLED_BY_CLIENT] = {"Client hung up",
		"The client answered the call but hung up before being connected to an "
		"operator.",
		"Only in the predictive and progressive modes."},
	[NV_CS_CANCELLED_BY_OPERATOR] = {"Rejected by operator",
		"The dialling was cancelled by the operator.",
		"This state is available only for campaigns in the \"Preview\" mode."},
	[NV_CS_CANCELLED_BY_ADMIN] = {"Cancelled by administrator",
		"The campaign was ended and no further contacts will be called.",
		"It can be done by an administrator by hand, or through the Public API."},
	[NV_CS_BLACKLISTED] = {"Client is blacklisted", "The contact is on the blacklist.",
		"If need be, an administrator can remove the contact in the Blacklist section."},
	[NV_CS_INVALID_RECORD] = {"Invalid record",
		"The telephone number contains letters or other special characters.",
		"It can mean, for example, an empty telephone number, or the use of letters."},
	[NV_CS_REMOVED] = {"Removed", "The contact was deleted.",
		"It can be done by an administrator or through the Public API."},
};

const struct nv_state_text *nv_contact_state_text(enum nv_contact_state s, bool czech)
{
	const struct nv_state_text *t;

	if ((size_t)s >= NV_CS_MAX_)
		return NULL;
	t = czech ? &czech_texts[s] : &english_texts[s];
	return t->label ? t : NULL;
}

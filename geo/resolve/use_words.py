"""Words that tell what a place's name is used for; English, as reporting uses them."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SPEECH = _set(
    "said says say saying told tells announced announces stated states declared declares "
    "confirmed confirms denied denies deny warned warns warn called calls call urged urges "
    "insisted insists insist argued argues argue claimed claims claim stressed stresses "
    "reiterated accused accuses accuse blamed blames condemned condemns rejected rejects reject "
    "replied responded added noted vowed vows pledged pledges proposed proposes"
)
ACTION = _set(
    "supports supported support backs backed back wants wanted want seeks sought seek agrees "
    "agreed agree considers considered consider believes believed believe hopes hoped hope "
    "demands demanded demand requested requests request plans planned plan decided decides "
    "decide refused refuses refuse continues continued continue insisted sees saw views viewed "
    "fears feared fear expects expected expect knows knew signed signs sign sent sends send "
    "deployed deploys deploy launched launches launch brokered sponsored maintains maintained "
    "remains remained became becomes become failed fails succeed succeeded undertook undertakes "
    "promised promises discuss discussed discusses meet met negotiate negotiated negotiates "
    "extended struck imposed imposes sanctioned recognises recognizes recognised recognized "
    "invaded invades invade annexed occupied occupies attacked attacks used uses voiced voices "
    "raised raises retained retains lost gained achieved tries tried try keeps kept keep gave "
    "gives give takes took made makes make holds held prefers sends reinforced established "
    "abandoned withdrew withdraws pulled pushed pushes hosted hosts guarantees guaranteed has "
    "had have is are was were will would shall should can could may might must cannot did does "
    "do won't can't isn't doesn't didn't wasn't hasn't"
)
COPULA = _set("is are was were remains remained became becomes has had have")
PLACE_AFTER_COPULA = _set(
    "home located situated bordered surrounded divided under bombed shelled a an the hit struck "
    "witnessing experiencing populated full"
)
CITY_AFTER_COPULA = _set("home located situated surrounded bombed shelled populated")
ADVERBS = _set(
    "also still already now then even never always currently recently reportedly reasonably "
    "repeatedly consistently firmly strongly officially formally again certainly probably "
    "allegedly apparently clearly openly both jointly not long only just later soon"
)
PLACE_PREPOSITIONS = _set(
    "in at near inside outside across throughout around into towards toward through via within "
    "beyond over from to above along entering leaving reaching visiting between"
)
FIRM_PREPOSITIONS = _set(
    "in at near inside outside across throughout around into within through via toward towards"
)
PLACE_VERBS = _set(
    "enter entered entering leave left leaving reach reached reaching cross crossed crossing "
    "visit visited visiting invade invaded bomb bombed bombing shell shelled shelling capture "
    "captured capturing seize seized recapture recaptured divide dividing neighbours neighbors "
    "neighbouring neighboring neighbour borders bordering border flee fled fleeing control "
    "controls controlled hit attack attacked attacking liberate liberated besiege besieged "
    "evacuate evacuated retake toured inside"
)
PLACE_NOUNS = _set(
    "north south east west northeast northwest southeast southwest northern southern eastern "
    "western north-east north-west south-east south-west centre center middle part parts rest "
    "most all outskirts map territory territories soil airspace border borders frontier coast "
    "capital people population residents inhabitants villages towns cities provinces province "
    "areas area region regions swaths swathes half interior streets skies km kilometres "
    "kilometers miles countryside outside inside history visit visits trip returns situation "
    "events future unity integrity sovereignty reconstruction war conflict crisis invasion "
    "occupation division siege battle bombing shelling"
)
PLACE_POSSESSED = _set(
    "north south east west northeast northwest southeast southwest northern southern eastern "
    "western border borders frontier coast coastline capital airspace territory soil province "
    "provinces city cities countryside streets suburbs outskirts population people interests war "
    "conflict crisis airport hospitals hospital university residents landscape future history "
    "mountains desert northernmost second third largest old main last rebel-held civil"
)
WITH_PLACE = _set("border borders frontier bordering boundary boundaries shared line")
AGENT_BEFORE = _set(
    "by with against via told urged asked accused urging urges asking tell persuade persuading "
    "pressured pressing between allies ally supporter allows allowed"
)
PRESSED = _set("called calls call calling pressure sanctions urged demands blame attack relies")
OF_GOVERNMENT = _set(
    "government messages message position positions stance support consent influence approval "
    "agreement behalf demands demand role policy policies interests hands attitude relations "
    "cooperation mediation request obligations commitments decision statements troops forces army "
    "leadership leaders leader side ambassador allies ally alliance"
)
EVENT_BEFORE = _set(
    "outcome outcomes result results spirit provisions terms understandings decisions framework "
    "implementation guarantors round"
)
EVENT_AFTER = _set(
    "round process format track guarantors agreement agreements accord accords deal memorandum "
    "protocol understanding understandings declaration formula pact"
)
TITLES = _set(
    "president presidents king queen emir sultan chancellor premier prime-minister minister "
    "ministers leader leaders ambassador ambassadors envoy envoys representative representatives "
    "delegation delegations spokesman spokeswoman spokesperson parliament foreign-minister head "
    "heads chief chiefs commander secretary diplomat diplomats counterpart counterparts premiers "
    "chancellors kings ayatollah foreign parliaments guarantor-states"
)
POSSESSED_TITLES = _set(
    "president minister leader ambassador envoy representative spokesman spokeswoman premier "
    "chancellor delegation king emir parliament"
)
DEALT = _set(
    "backed led brokered sponsored controlled supported aligned allied held mediated occupied "
    "imposed funded made linked trained armed"
)
DETERMINERS = _set("the a an this that its his her their our")
FUNCTION_WORDS = _set(
    "and or but of in on at to for from with by as that which who when while where after before "
    "since because if than then so nor yet into over under about against between during is are "
    "was were has have had will would could should may might must did does do"
)
DONE_TO_GOVERNMENTS = _set(
    "punish punished punishing sanction sanctioned accuse accused blame blamed warn warned "
    "condemn condemned threaten threatened urge urged thank thanked criticise criticised "
    "criticize criticized persuade convince pressure deter isolate reassure"
)
PLACED_THERE = _set("based born bound wide area held")
AGENTS = _set(
    "police government governments authorities officials official forces army troops soldiers "
    "military navy counterpart counterparts mission team regime embassy delegation diplomats "
    "diplomat lawmakers parliament intelligence media state-run administration ministry "
    "politicians leadership"
)
CALENDAR = _set(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december"
)
PRONOUNS = _set("he she it they we i you who which that what him them us")
CONJUNCTIONS = _set("and or but nor yet so")
AUXILIARIES = _set(
    "is are was were be been being has have had do does did will would shall should can could "
    "may might must"
)
MOVES = _set(
    "went go goes going gone came come comes coming travel travelled traveled traveling arrive "
    "arrived arriving return returned returning fly flew flown flying moved move moving live "
    "lives lived living born died killed based located held holding worked work working stay "
    "stayed staying drove drive headed sent deported visit visited visiting landed settled reside "
    "resides residents opened studied grew raised"
)
PEOPLE = _set(
    "people man woman men women citizens citizen nationals national residents workers students "
    "children boy girl player players team side striker coach fans voters immigrants migrants "
    "refugees soldiers officials official leaders leader businessman politician singer actor "
    "author writer journalist"
)
BODIES = _set(
    "government police army military ministry minister president parliament court council "
    "authorities bank central embassy team league club university agency company market stock "
    "currency economy navy forces federation party"
)

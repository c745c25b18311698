//! English words.

use super::Language;
use crate::domain::meeting::Kind;

pub(super) const ENGLISH: Language = Language {
    kinds: &[
        (
            "coffee|coffees|tea|lunch|lunched|dinner|breakfast|brunch|supper|beer|beers|drink|drinks|wine|picnic|barbecue|bbq|\
             walked|hiked|hike|visited|met|met up|saw|hung out|hanging out|ran into|bumped into|dined|ate|cooked|stayed with|\
             stayed at|dropped by|came over|came by|went to|party|wedding|funeral|concert|in person|sat with|swam|climbed|\
             played|danced|cycled|sailed|hosted|movie|movies|cinema|museum|gym|yoga",
            Kind::InPerson,
        ),
        (
            "zoom|zoomed|zoom call|video call|video called|video chat|videocall|facetime|facetimed|skype|skyped|google meet|\
             teams call|on teams|ms teams|microsoft teams|over video|on video|by video|vc|webcam",
            Kind::Video,
        ),
        (
            "called|phoned|rang|telephoned|phone call|on the phone|by phone|over the phone|a call|had a call|quick call|long call|\
             voice call|rang up|called up|call with|caught up by phone",
            Kind::Call,
        ),
        (
            "letter|letters|wrote a letter|wrote letters|postcard|postcards|wrote a postcard|sent a card|birthday card|birthday cards|greeting card|greeting cards|christmas card|christmas cards|thank you card|thank you note|\
             sent a letter|snail mail|by post|sent a postcard",
            Kind::Letter,
        ),
        ("mailed|emailed|e mailed|an email|a mail|e mail|emails|exchanged mails|by email|by mail", Kind::Email),
        (
            "texted|messaged|whatsapp|whatsapped|a text|texts|by text|dm|dmed|dms|dmd|sms|imessage|telegram|signal message|\
             text message|a message|messages|pinged|voice note|voice notes|signal from|on signal|via signal|over signal|through signal|by signal|left a comment|\
             left comments|commented on|wrote on whatsapp|whatsapp message",
            Kind::Message,
        ),
    ],
    bare_kinds: &[
        ("walk|visit|meet|meeting|catch up|stroll", Kind::InPerson),
        ("call|phone|ring", Kind::Call),
        ("mail|email", Kind::Email),
        ("text|message|messaging|texting", Kind::Message),
        ("calling|phoning", Kind::Call),
    ],
    open_kinds: &[("wrote", Kind::Email)],
    weak_kinds: &[("video", Kind::Video), ("chat|chatted|chats", Kind::Message), ("teams", Kind::Video)],
    attempts: "tried to call|tried calling|tried to reach|tried reaching|tried to phone|tried to ring|tried ringing|tried phoning|\
        tried to facetime|tried to text|tried to visit|no answer|no reply|no response|didnt pick up|did not pick up|didnt answer|\
        did not answer|didnt meet|did not meet|didnt see|did not see|no time to see|no time to meet|couldnt meet|could not meet|\
        cancelled on me|canceled on me|stood me up|didnt reply|did not reply|never picked up|went to voicemail|got voicemail|left a voicemail|left voicemail|\
        left a message|left her a message|left him a message|left them a message|left a voice message|left her a voicemail|\
        left him a voicemail|left me a voicemail|left me a voice message|voicemail|voice mail|voicemails|missed call|missed calls|\
        missed a call|missed the call|missed her call|missed his call|missed their call|nobody picked up|no one picked up|\
        nobody answered|no one answered|couldnt reach|could not reach|didnt reach|did not reach|line was busy|not picking up|\
        not answering|missed each other|unanswered|wasnt home|was not home|nobody home",
    modals: "to will would should could can must might may shall let lets please ll going didnt did dont cannot cant wont",
    requests: "me him her them us back if when",
    things: "address addresses number numbers thread book card list",
    with: "with w alongside",
    and: "and n plus",
    meets: "met called phoned rang texted messaged emailed mailed hosted facetimed",
    bumps: "bumped ran bump bumping run running",
    into: "into",
    i: "i",
    me: "me",
    we: "we",
    they: "she he they",
    them: "her him them",
    it: "it that this which",
    pointers: "that which",
    hers: "her",
    about: "about regarding re concerning",
    from: "from",
    to: "to for",
    received: "got received read has",
    causes: "made makes make making left leaves leave leaving",
    leaves: "left leaves leave leaving",
    feel: "feel feeling felt",
    felt: "felt",
    felt_bare: "feel feeling",
    negations: "not never neither nor didnt dont doesnt wasnt no wont cannot cant rarely seldom hardly barely scarcely",
    causes_me: "",
    made_to: "",
    gives: "sent send wrote write posted gave",
    nothings: "nothing nowt nada",
    media: "on over via through by using",
    times: "few couple while lot bit little moment minute second third fourth day week month year number dozen hundred",
    replies: "answer answered reply replied response",
    fails: "fail fails failed failing refuse refuses refused neglected neglects",
    helpers: "did does do has have had will would could can",
    ends: "stop stopped leave left finish end",
    tools: "phone ring mail email text message",
    adverbs: "really also always ever just still then often even both kindly finally again truly hopefully probably maybe already \
        definitely usually sometimes has have had now only honestly sadly luckily actually somehow simply",
    felt_tails: "with around by near beside from to for",
    because: "because when while since as after before until that which who where so whenever during about at in on today",
    not_feelings: "at in on with for to a an the my his her their our some from by it behind early before after early off out this \
        that two three",
    degrees: "bit little lot touch",
    joints: "and but then so or",
    measures: "very so too quite rather pretty really slightly somewhat totally completely extremely super deeply kinda sort kind a \
        bit little lot touch tad of more less most much even just such truly genuinely incredibly",
    likes: "like if though",
    everyone: "everyone everybody all both",
    plural: "they them",
    theirs: "her his their",
    strangers: "waiter waitress barista driver stranger guy man woman lady gentleman boy girl kid kids child someone somebody staff \
        crowd doctor nurse guest guests manager secretary assistant receptionist policeman ex nobody",
    matters: "music food rain weather sun sunshine sunset nature silence laughter traffic wine alcohol caffeine money life love time \
        news stories talks company conversation conversations politics football therapy exercise sleep everything nothing something \
        anything there what whatever these those here none one",
    goods: "money cash dinner lunch breakfast food cake flowers chocolate voicemail messages voicemails notes keys leftovers books \
        instructions soup bread wine beer tickets gifts presents cookies room space time",
    promised: "promised|promise|promises|owe|owes|owed|offered|offers|vowed|swore|agreed to|volunteered to|pledged",
    said: "said i would|said id|said shed|said she would|said hed|said he would|said theyd|said they would|said to",
    own_deeds: "move|plan|host|join|walk|swim|talk|speak|paint|record|organise|organize|arrange|order|put|update|meet|visit|come|\
        take|drive|water|feed|schedule|follow|set|do|read|check|look|find|get|buy|try|drop|connect|turn",
    comes: "is|are|am|isnt|arent|starts|start|begins|begin|leaves|leave|moves|move|flies|fly|goes|go|comes|come|gets|get|turns|\
        turn|returns|return|arrives|arrive|travels|travel|opens|open|ends|end|finishes|finish|marries|marry|retires|retire|\
        graduates|graduate|defends|defend|expects|expect|celebrates|celebrate|takes|take|has|have|hopes|hope|wants|want|plans|\
        plan|intends|intend|needs|need|happens|runs|closes|expires|continues|stays|stay",
    events: "",
    tells: "to say|to tell|saying|told|tells|said|says|mentioned|mentions|announced|announces|explained|heard that|learned that|learnt that|news that",
    invites: "invited|invites|asked|booked|reserved|planned|scheduled|arranged|agreed|reminded|signed up|registered|\
        got tickets|bought tickets|has tickets|have tickets|set a date|set the date|looking forward|looks forward|expecting|\
        preparing|prepared|due",
    clauses: "because|that|which|who|after|before|since|until|if|although|though|whether",
    owners: "her|his|their|its|my|our",
    several: "they|them|both|theyve|theyd|theyll",
    plans: "planning|planning to|plan to|plans to|want to|wants to|wanna|hoping to|hope to|hopes to|need to|needs to|should|must|\
        have to|has to|going to|gonna|looking forward to|about to|intend to|intending to|will|would like to|would love to|\
        supposed to|ought to|meaning to|todo|to do",
    cancels: "cancelled|canceled|cancels|cancel|called off|call off|postponed|rescheduled|bailed",
    will: "will|shall|going to|am going to|is going to|are going to|plan to|plans to",
    through: "through|via|by way of|introduction by|introduction from|an introduction by|an introduction from|\
        thanks to an introduction by|thanks to an introduction from|after an introduction by|after an introduction from|\
        on the recommendation of|on a recommendation from|on recommendation of|on recommendation from",
    touch: "in touch with|in touch|in contact with|in contact",
    deeds: "send bring lend give get call write email mail text message introduce share show buy pay help ask find check look \
        forward return book invite let make cook fix review read connect put organise organize arrange prepare print drop pick \
        come visit tell try follow set meet host take cover teach translate join order plan ping phone ring update draft reply \
        answer do drive babysit bake move reach speak talk sign mention recommend refer schedule walk water feed knit paint record",
    introductions: "introduce connect recommend refer",
    fillers: "to that i would would she he they i will",
    introduced: "introduced",
    connected: "connected referred recommended",
    puts: "put got",
    introduced_by: "introduced",
    connected_by: "connected referred recommended",
    by: "by",
    be: "was were got been get is am are being",
    ours: "me us",
    us: "us",
    onto: "to with",
    which: "who",
    acquainted: "met know knows knew other acquainted",
    unreal: "if unless wish wished hope hoped whether until till asked",
    unmet: "want wants wanted wanna hope hopes hoped hoping wish wishes wished wishing would id should could might may must can \
        couldnt wouldnt shouldnt havent hasnt hadnt isnt arent werent try tries tried trying need needs needed plan plans planned \
        failed missed ought gonna",
    kin: "friend friends colleague colleagues coworker boss wife husband partner girlfriend boyfriend fiance fiancee brother sister \
        mother father mum mom mama dad papa son daughter cousin aunt uncle niece nephew grandmother grandfather grandma grandpa \
        neighbour neighbor parents kids flatmate roommate housemate teacher mentor classmate pal buddy mate twin godfather godmother grandson granddaughter",
    own_kin: "",
    brings: "brought sent",
    tails: "over for with from to by around near outside inside beside between onto upon off along across under behind during \
        without despite via through too here there together again tonight last next this and",
    motions: "drove drive driving walk walks walked walking hike hiked ran run running went going rode ride cycled cycling passed \
        wandered strolled stroll sailed flew flight train trip tour travelled traveled road bus",
    clients: "client clients customer customers",
    jobs: "job jobs gig",
    roles: "as for",
    role_fillers: "as for a an the new potential possible",
    due: "by before until till on due no later than this for",
    not_due: "from of about since after",
    articles: "the a an my some his her their our another two three her",
    date_leads: "in on by since until till before after last next this every early late mid of from during through each",
    undated: "since until till before after from born birthday birthdays by for due of",
    links: "is was on in",
    not_lengths: "late ago early away before after from older younger drive left",
    places: "in at",
    towns: "africa asia europe australia austria belgium bali bangladesh barcelona bavaria brazil britain brittany bulgaria burma california \
        canada china croatia czechia denmark edinburgh egypt england estonia ethiopia finland florida france germany ghana glasgow greece \
        hamburg hawaii holland hungary iceland indonesia iran iraq ireland italy japan kenya korea latvia leeds liverpool lithuania malaysia \
        manchester mexico morocco munich naples netherlands nigeria norway oxford pakistan peru philippines poland portugal romania \
        russia scotland serbia singapore slovakia slovenia spain sweden switzerland taiwan texas thailand tuscany turkey ukraine \
        vietnam wales cologne frankfurt marseille lyon seville porto krakow gdansk salzburg gothenburg mumbai delhi \
        beijing kyoto osaka seattle boston philadelphia",
    life: "moved to|moved here|moved away|moved into|moved out|moved back|moved in|moved|quit|resigned|retired|graduated|got married|\
        got engaged|got divorced|married|divorced|died|passed away|was born|were born|broke up|split up|had a baby|gave birth|\
        got a job|got a new job|lost her job|lost his job|lost their job|got fired|was fired|was laid off|got promoted|was promoted|\
        bought a house|sold the house|changed jobs|started a company|turned|got pregnant|came out|emigrated",
    excepts: "not|no|without|w o|except|except for|all except|everyone except|everybody except|everyone but|everybody but|all but|minus|instead of",
    missing: "couldnt make it|could not make it|didnt make it|did not make it|cant make it|couldnt come|could not come|didnt come|\
        did not come|couldnt join|could not join|didnt join|did not join|didnt show|did not show|didnt show up|did not show up|\
        wasnt there|was not there|wasnt with us|was missing|was absent|never came|never showed up|stayed home|stayed at home",
    unwell: "was sick|was ill|was away|was unwell|is sick|is ill|is away|had to work|was travelling|was traveling|was busy",
    arranged: "made plans|making plans|have plans|have a date|remind me|reminder|reminder to|dont forget|do not forget|remember to|set up a meeting|\
        arranged to meet|agreed to meet|appointment",
    plain_days: "sat sun march may",
    questions: "what how when why where who whom whether",
    at_first: "first originally initially",
    upcoming: "tonight later soon",
    coming: "coming visiting joining dropping seeing meeting having",
    greetings: "love regards greetings hugs kisses hello hi wishes congratulations condolences",
    bound: "engaged married related dating divorced marrying",
    works: "book books novel novels poem poems poetry play plays album albums song songs film films movie movies essay essays paintings \
        biography memoir podcast",
    not_names: "i the a an my our his her their its it everyone everybody someone somebody nobody friends family \
        people them him me us you we she he they this that these those all both and or but then with at in on for to of by from as \
        so if when while after before because not no yes ok okay today tomorrow yesterday work home school church lots much great \
        good nice english french german spanish italian indonesian chinese japanese dutch latvian christmas easter \
        facebook instagram linkedin tinder bumble hinge twitter reddit slack discord signal meetup github airbnb",
};

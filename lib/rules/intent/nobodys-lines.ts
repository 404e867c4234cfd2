/**
 * Lines that belong to no rule of any shop: small talk, wrong numbers, advertising, other people's trades, slips of the
 * thumb. An automatic rule's line stands where hardly any of them reaches it. Each is embedded once per model; a change
 * here makes them and all lines anew. Not from anyone.
 */
export const NOBODYS_LINES: readonly string[] = `
hi
hello
hey there
good evening
good afternoon everyone
how are you
what's up
thanks
thank you very much
thx
you're welcome
ok
okay thanks
alright
sure
yes please
no
maybe
never mind
I see
got it
bye
good night
have a nice weekend
see you tomorrow then
hahaha
lmao
wow
🙂
👍👍
🎉🎉🎉
❤️
?
!!!
...
hmm
sorry
sorry, that was my son
oops wrong chat
this message was not for you
do I know you
is that you, Peter?
who gave you this number
stop texting me
asdfgh
qwerty
jkljkl
zzzz
xcvbn
aaaa
1
42
000
abc
testing
one two three
lorem ipsum dolor sit amet
bla bla
merry christmas
happy easter to you and yours
happy new year everybody
happy birthday to you
congratulations on the baby
all the best
get well soon, we are thinking of you
rest in peace
god bless you
please pray for us
good luck with the exam
I am so happy today
I feel lonely
I am so angry at my boss
what a terrible day
I'm hungry
I'm going to bed
we are on holiday in Greece
look how big he has become
I love this
that is so funny
can't wait
do you want to be friends
are you single
you are beautiful
will you marry me
send me a picture of you
tell me something interesting
what is your favourite colour
do you like football
what do you think about politics
is there life on mars
why is the sky blue
who wrote Hamlet
what is the capital of Peru
how tall is the Eiffel tower
how many people live in India
when did the war end
what's the weather like
will it snow on sunday
how hot is it there
what time is it in Tokyo
who won the election
did you watch the game
what was the final score
which series should I watch
recommend me a book
what song is this
sing me a song
write a story about a dragon
write an email to my landlord
write me python code
help me with my homework
solve this equation
translate this for me
how do you spell restaurant
explain how a car engine works
how do I cook rice
what can I make with eggs and potatoes
how do I lose weight
how do I get rid of ants
how do I remove a stain
how do I reset my router
my computer has a virus
the internet is not working
my screen is frozen
my battery is empty
I can't open the file
my phone fell into the water
I lost my password
what's the best phone
is it worth buying a new laptop
how do I open a bank account
how can I get a visa
where can I renew my passport
how much tax do I have to pay
I need a mortgage
what is the exchange rate
should I buy shares
buy crypto with us, guaranteed profit
earn 500 dollars a day from home
you have been selected for a free gift
claim your reward now
click this link
your bank account has been blocked
we detected a login from a new device
your verification code is 482913
dear beneficiary, you inherited a fortune
hot girls near you
lose 10 kilos in a week
cheap watches and handbags
get more customers with our agency
we offer SEO services
we design logos and websites
improve your google ranking
I'm calling about your electricity contract
switch your card terminal and save
we are a wholesaler and would like to present our range
would you be interested in a partnership
could we place an advert with you
please share our event
we collect for the fire brigade
vote for our school
may I leave some leaflets
survey about local businesses, two minutes
I'm a journalist and have a question
we are students doing a project
I am looking for a job
do you have any vacancies for staff
I would like to do an internship
where do I send my application
how much do you pay an hour
my contract ends in june
when do I get my salary
I can't come to work today
can somebody take my shift
is the boss in today
is Sarah there
tell Mike to phone his mother
give my regards to your wife
my cousin works with you
how long have you been in business
who owns the company
do you have a certificate
what languages do your staff speak
are dogs allowed inside
can I bring my children
is there a lift
is there wifi
what's the wifi password
is there a bathroom
is it noisy
can we take photos
is it cold in there
do I have to wear a mask
I left my jacket at your place
did you find my wallet
has anybody handed in a phone
somebody parked in my driveway
there is a strange smell in the hallway
the music is too loud
your sign fell down
your website is down
I saw you on television
I read about you in the paper
great service, thank you all
it was wonderful
we had a great time
five stars
you did such a good job
my mum loved it
I told all my friends about you
please follow us back
nice photos on your page
unsubscribe
delete my number
don't write to me again
I changed my email address
my new number is 555 0134
please send the invoice to my accountant
I need a copy of the receipt
the VAT number is missing
is this secure
what do you do with my data
I sent you an email
did you get my message
see attachment
look at this photo
voice message
forward this to everyone you know
read this, it's important
my car won't start
there is a lot of snow here
my flight is delayed
the bus drivers are on strike
I missed my train
I have a fever
my back hurts
my child is ill
what helps against a cough
is this pill safe
can I drink alcohol with antibiotics
I need a dentist
do you know a good lawyer
I need an electrician
can you paint my house
do you repair roofs
do you sell fish
do you have a trampoline
do you buy gold
do you print t-shirts
can you sharpen knives
do you teach chess
a kilo of tomatoes please
two coffees and a croissant
is my suit ready
when is the concert
what's on at the cinema
is the pool heated
who takes out the bins
the heating doesn't work
the rent is due
the neighbours are shouting
what does this word mean
which one is better
why
how come
really?
are you sure
what do you mean
I don't understand
say that again
forget it
whatever
I was just asking
just looking
let me think about it
I'll talk to my husband
I'll let you know
same as always
as discussed
that's the one
the other one
me too
not yet
it's done
it works now
here you go
here I am
hallo
guten Morgen
danke schön
vielen Dank und schönes Wochenende
wie geht's
wer ist da
falsche Nummer
alles klar
bis bald
ich liebe dich
wer hat gewonnen
wie wird das Wetter
ich suche Arbeit
meine Waschmaschine ist kaputt
hola
buenos días
gracias
feliz navidad
cómo estás
número equivocado
qué tiempo hace
te quiero mucho
busco piso
bonjour
merci
ça va
bonne nuit
joyeux noël
je me suis trompé de numéro
il pleut
tu me manques
ciao
grazie
come stai
buon compleanno
ho sbagliato numero
che bella giornata
olá
obrigada
tudo bem
feliz aniversário
hoi
dank u wel
goedemorgen
fijne dag
hej
tack
cześć
dziękuję bardzo
merhaba
iyi geceler
привет, как дела
спасибо
доброе утро
γεια σας
مرحبا
شكرا
שלום
नमस्ते
धन्यवाद
你好
谢谢
こんにちは
ありがとうございます
안녕하세요
`
  .trim()
  .split("\n");

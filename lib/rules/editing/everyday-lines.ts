/** What customers of all trades write on a normal day, to show an owner what a keyword would catch. Not from anyone. */
export const EVERYDAY_LINES: readonly string[] = `
Are you open on Sunday?
What time do you close today?
What are your opening hours?
Are you open over Christmas?
Do you have an open slot this week?
I can't open the link you sent
When do you start in the morning?
Are you still open? I can be there in 20 minutes
Where are you?
Where is your shop exactly?
Can you send me your address?
Is there parking nearby?
Which floor are you on?
How do I get there by bus?
How much is a haircut?
What does it cost?
Can you send me your price list?
Do you have student discounts?
Is the price per person?
That's too expensive for me
Do you take cards?
Can I pay cash?
Do I have to pay in advance?
I think you charged me twice
Can I get my money back?
Can I have the receipt by email?
Can I book an appointment for tomorrow?
I'd like to book a table for four
Do you have anything free on Friday afternoon?
Can I bring my dog?
I have to cancel my appointment
Please cancel my order
Can we move it to Thursday?
Can I come an hour later?
I'm running ten minutes late
Sorry, I'm stuck in traffic
I'm here, the door is locked
I forgot to cancel, sorry
Can you confirm my booking?
Who is my appointment with?
Can I have the same stylist as last time?
Is Maria working today?
How long does it take?
Can my daughter come along?
Do you cut children's hair?
Do you do beards too?
I want to start with a short cut
Do you have an art class for beginners?
It's my mother's birthday party
We are a party of eight
I have an allergy, is that a problem?
Is it vegan?
Does it hurt?
Can I park my car in front?
My car won't start
My phone screen is broken
Is my bike ready to be picked up?
When will my order arrive?
Where is my parcel?
Do you deliver to my street?
Can I pick it up after work?
Is this still available in black?
Do you have it in size 42?
I want to return these shoes
Is it still under warranty?
How do I charge it?
I left my umbrella at your place
Do you sell gift cards?
How do I use my voucher?
Do you have Wi-Fi?
Is breakfast included?
What time is check-in?
Can I check out later?
Is the pool open in winter?
Do you have rooms with a sea view?
I need a prescription
Are you taking new patients?
I have a toothache, can I come today?
Are my test results back?
When does the next course begin?
Is there homework for Monday?
How do I sign up?
I forgot my password
Can I talk to a person?
Can someone call me back?
Is this a bot?
I'm not happy with my haircut
The colour came out too dark
I want to complain
Thank you so much!
Thanks, see you tomorrow
Great, that works for me
Ok
Yes please
No thanks
Hi
Hello, is anyone there?
Good morning
Good evening, I have a question
Happy new year!
Have a nice weekend
Sorry, wrong number
Please stop texting me
Are you hiring?
I'm offering SEO for your website
Can I send you a photo?
Here is what I have in mind
Let me ask my husband first
I'll think about it
It's an emergency
👍
🙏
2
¿Abren los domingos?
¿Cuánto cuesta?
Quisiera una cita para mañana
Necesito cancelar mi cita
¿Dónde están?
Gracias, hasta mañana
Vous êtes ouverts dimanche ?
C'est combien ?
Je voudrais prendre rendez-vous
Je dois annuler mon rendez-vous
À quelle heure fermez-vous ?
Merci beaucoup
Haben Sie am Sonntag offen?
Was kostet ein Haarschnitt?
Ich hätte gern einen Termin
Ich muss den Termin absagen
Wo kann ich parken?
Vielen Dank
Siete aperti la domenica?
Quanto costa un taglio?
Vorrei prenotare per domani
Grazie mille
Vocês abrem no domingo?
Quanto custa um corte?
Queria marcar um horário
Obrigada
Zijn jullie zondag open?
Wat kost knippen?
Ik wil graag een afspraak maken
Pazar günü açık mısınız?
Fiyatı ne kadar?
Randevu almak istiyorum
Вы работаете в воскресенье?
Сколько стоит стрижка?
Хочу записаться на завтра
هل أنتم مفتوحون يوم الجمعة؟
كم السعر؟
أريد حجز موعد
מה שעות הפתיחה?
כמה זה עולה?
क्या आप रविवार को खुले हैं?
कितने का है?
日曜日は開いていますか
予約したいのですが
多少钱？
明天有空吗？
일요일에 영업하나요?
예약하고 싶어요
ราคาเท่าไหร่
Buka jam berapa?
`
  .trim()
  .split("\n");

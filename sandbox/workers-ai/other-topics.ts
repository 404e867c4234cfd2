/** What people also write to a small business: lines that are about none of the topics that one usually offers. */
export const OTHER_TOPICS: readonly string[] = `ok thank you
great, see you then
hi there
alright
maybe later
haha that's funny
good morning, how are you?
happy new year to all of you
that was lovely, thank you so much
sorry, wrong number
how did you get my number
I lost my keys
the plane is still on the ground
my train is stuck
our team lost again
it rains all day here
can you call my mother
please tell Anna I said hello
are you hiring?
I'd like to apply for the job
we offer marketing for small businesses
would you like a better website?
please stop writing to me
where did you go on holiday?
sing me a song
what is the meaning of life
how high is that mountain
how do I reset my password
my computer does not start
the baby has a fever
we have moved to another city
I was not happy with the last time
my neighbour is so loud
I can't sleep at night
I'll think about it and write again
let me ask my husband
just a moment
here is the photo
why don't you answer
what a nice picture
I forgot what I wanted to ask
my dog ate it
is the lift in your building broken?
what do you think of the new mayor
can you lend me money
we met last summer
you are the best`.split("\n");

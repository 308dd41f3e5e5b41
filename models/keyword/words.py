# SPDX-License-Identifier: Apache-2.0
"""What the synthesizers are asked to say.

"know" is left out on purpose: it is the same sound as "no", so it can belong to neither class.
"""

LABELS = ("silence", "unknown", "yes", "no")

# Sound-alikes: each differs from "yes" or "no" by a consonant, a vowel or an extra syllable.
NEAR_YES = """
yet yeah yell yellow yesterday yen yep guess chess west mess less dress press bless stress
ess essay best test rest jest chest guest nest vest yawn year yard yacht yoga young use us this
bus gas kiss miss pass house face case ace ice nice twice jazz gives says said hen hens ten men
jet yelp lesson message bless cress tess
""".split()

NEAR_NO = """
now not nor low go toe snow so show slow blow grow row mow bow though throw hello gnaw note nose
none nope noise north nod knock nut new knew knee knife near next nine neck noble nobody notice
notion over open oh owe own ocean old only phone bone home stone alone known moan mode more move
mall door four law raw saw goal load road boat coat narrow window tomorrow loan lawn learn long
""".split()

COMMON = """
zero one two three four five six seven eight nine ten eleven twelve twenty thirty hundred thousand
up down left right on off stop go start forward backward follow learn visual bed bird cat dog happy
house marvin sheila tree wow play pause next previous louder quieter volume light lights lamp music
open close door window kitchen bathroom garage heating cool warm red green blue yellow white black
morning evening night today tonight week month time what when where who why which how are you is
it that there here then them they we he she him her his hers our your my mine me can could would
should will shall may might must have has had do does did done make made take took give gave get
got see saw seen look looking find found think thought want need like love hate work water coffee
tea milk bread butter sugar salt apple orange banana egg cheese fish meat rice soup table chair
floor wall roof room street car bus train plane bicycle road bridge river mountain sea sky sun moon
star rain wind cloud storm fire earth people person man woman child children boy girl baby friend
mother father sister brother doctor teacher school office shop market money paper book letter word
number name question answer please thanks thank sorry okay ok alright sure maybe fine good bad big
small hot cold fast high deep short wide narrow heavy soft hard loud quiet early late first last
second third again always never often sometimes ever away back front inside outside under above
before after between because about around through until while during since against without with
for from into onto alexa computer robot hey hi goodbye welcome call cancel record reset set timer
alarm temperature weather news radio television screen camera photo picture video message email
system power battery charge plug switch button turn move jump run walk sit stand sleep wake eat
drink read write speak listen sing dance laugh cry help hurry wait hold push pull lift drop throw
catch cut break build fix wash clean cook drive fly swim climb fall rise grow change
a b c d e f g h i j k l m o p q r s t u v w x y z
""".split()

# Running speech without the two keywords; one-second pieces of it are "unknown".
SENTENCES = """
The weather will be fine in the morning and cloudy later on
Please put the blue cup back on the kitchen table
She sold seven yellow shirts last Wednesday
Where did they leave the keys to the old garage
A quick brown fox jumps over the lazy dog
Turn the lights down and play some quiet music
We went for a long walk beside the river yesterday
Ten small boats were waiting near the stone bridge
My brother thinks that the train is always late
Would you like a glass of water or a cup of tea
The children laughed when the clown fell off his chair
Open the window because it is getting warm in here
Nine hundred and forty two people came to the market
He never listens when his teacher asks a question
Set a timer for twenty five minutes and call me again
This message was sent from the office in the north
I guess the best guests get the west room next
Show me how the snow goes over the low road home
""".strip().splitlines()

# Spellings that make voices of other languages say the two English words.
# (espeak-ng voice -> spelling of yes, spelling of no)
ESPEAK_FOREIGN = {
    "de": ("jess", "noh"), "nl": ("jes", "noo"), "sv": ("jess", "nå"), "nb": ("jess", "nå"),
    "fi": ("jes", "nou"), "et": ("jes", "nou"), "cs": ("jes", "nou"),
    "sk": ("jes", "nou"), "pl": ("jes", "noł"), "hr": ("jes", "nou"), "hu": ("jesz", "nó"),
    "it": ("ies", "nou"), "es": ("yes", "nou"), "pt": ("iés", "nou"), "ca": ("ies", "nou"),
    "ro": ("ies", "nou"), "fr": ("yesse", "nau"), "tr": ("yes", "nou"), "id": ("yes", "no"),
    "sw": ("yes", "nou"), "af": ("jes", "nou"), "lt": ("jes", "nou"), "lv": ("jes", "nou"),
}

# espeak-ng phoneme strings for English voices: the spread of vowels among real speakers.
ESPEAK_YES = ("yes", "yes!", "yes?", "yes.", "[[j'Es]]", "[[j'Ess]]", "[[j'E:s]]", "[[j'e@s]]",
              "[[j'I2s]]", "[[j'eIs]]", "[[i'Es]]")
ESPEAK_NO = ("no", "no!", "no?", "no.", "[[n'oU]]", "[[n'@U]]", "[[n'o:]]", "[[n'oU:]]",
             "[[n'VU]]", "[[n'O:U]]", "[[nn'oU]]")
